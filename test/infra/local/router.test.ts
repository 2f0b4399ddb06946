// Which route takes a request.

import { describe, expect, test } from 'vitest'
import { router } from '#infra/local/router.ts'
import { type EndpointSpec, methodsAt } from '#kernel/http/contract.ts'

const routes: EndpointSpec['route'][] = [
  'GET /users/{userId}',
  'GET /users/me',
  'PATCH /users/me',
  'GET /users/{userId}/{part}',
  'GET /users/me/{part}',
  'GET /users/{userId}/applications',
  'GET /',
  '$default',
]
const find = router(routes.map((route) => ({ endpoint: { route } })))
const taken = (method: string, path: string) => find(method, path)?.entry.endpoint.route

describe('a word outranks a parameter', () => {
  test.each([
    ['GET', '/users/me', 'GET /users/me'],
    ['GET', '/users/you', 'GET /users/{userId}'],
    ['GET', '/users/me/applications', 'GET /users/me/{part}'],
    ['GET', '/users/you/applications', 'GET /users/{userId}/applications'],
    ['GET', '/users/you/friends', 'GET /users/{userId}/{part}'],
    ['GET', '/', 'GET /'],
  ])('%s %s', (method, path, route) => expect(taken(method, path)).toBe(route))
})

describe('what no route takes goes to $default', () => {
  test.each([
    ['DELETE', '/users/me'],
    ['GET', '/users/'],
    ['GET', '/users/me/'],
    ['GET', '/users//applications'],
    ['GET', '/USERS/me'],
    ['OPTIONS', '*'],
    ['GET', 'http://elsewhere/users/me'],
  ])('%s %s', (method, path) => expect(find(method, path)).toEqual({ entry: { endpoint: { route: '$default' } } }))
})

describe('HEAD goes where GET goes', () => {
  const callback = { route: 'GET /payments/approve', access: { billing: 'write' } } as const
  const account = { route: 'GET /accounts/{accountId}', access: { wallet: 'read' } } as const
  const other = { route: '$default', access: {} } as const
  const found = router([callback, account, other].map((endpoint) => ({ endpoint })))

  test('with the same parameters', () => expect(found('HEAD', '/accounts/a')).toEqual(found('GET', '/accounts/a')))
  test('but not where a GET writes', () => {
    expect(found('HEAD', '/payments/approve')?.entry.endpoint).toBe(other)
    expect(methodsAt([callback, account], '/payments/approve')).toEqual(['GET'])
    expect(methodsAt([callback, account], '/accounts/a')).toEqual(['GET', 'HEAD'])
  })
})

test('without $default nothing takes it', () => expect(router([])('GET', '/')).toBeUndefined())

test('parameters are decoded, what is no encoding stays', () => {
  expect(find('GET', '/users/a%20b%2Fc/%ED%95%9C')?.pathParameters).toEqual({ userId: 'a b/c', part: '한' })
  expect(find('GET', '/users/%zz/100%')?.pathParameters).toEqual({ userId: '%zz', part: '100%' })
})
