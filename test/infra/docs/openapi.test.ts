// The OpenAPI document is complete and valid OpenAPI 3.1.

import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { contracts } from '#functions/api.ts'
import { billing } from '#functions/billing/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { exampleBody, exampleParameters, exampleReply } from '#infra/docs/examples.ts'
import { openApi } from '#infra/docs/open-api.ts'
import { problemSchema, problemsOf } from '#infra/docs/problems.ts'
import { everywhere } from '#kernel/data/problems.ts'
import { endpointsOf, routeOf, takesKey } from '#kernel/http/contract.ts'
import { misfits, resolve, type Schema } from '#test/support/json-schema.ts'
import { reached, sourcesIn } from '#test/support/sources.ts'
import { shapeOf } from './openapi-shape.ts'

interface Content {
  readonly schema: Schema
  readonly example?: unknown
  readonly examples?: Record<string, { $ref: string }>
}
interface Response {
  readonly $ref?: string
  readonly description: string
  readonly content?: Record<string, Content>
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: string[]
  readonly security: object[]
  readonly parameters: { name: string; in: string; required: boolean; schema: Schema; example?: unknown }[]
  readonly requestBody?: { required: boolean; content: Record<string, Content> }
  readonly responses: Record<string, Response>
}

const document = JSON.parse(JSON.stringify(openApi()))
const endpoints = endpointsOf(contracts).filter((endpoint) => endpoint.route !== '$default')
const operations: Operation[] = Object.values<object>(document.paths).flatMap((item) => Object.values(item))
const each = endpoints.map((endpoint) => {
  const { method = '', path = '' } = routeOf(endpoint) ?? {}
  const operation: Operation = document.paths[path]?.[method.toLowerCase()]
  return { name: endpoint.operation, endpoint, path, operation }
})
const responseOf = (response: Response | undefined): Response =>
  (response?.$ref ? resolve(document, response.$ref) : response) as Response

const contentOf = (of: { content?: Record<string, Content> } | undefined, type: string): Content => {
  const content = of?.content?.[type]
  if (!content) throw new Error(`there is no ${type}`)
  return content
}

function* nodes(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Record<string, unknown>
  for (const member of Object.values(value)) yield* nodes(member)
}

test('it has the members that OpenAPI 3.1 knows, and those it asks for', () => expect(shapeOf(document)).toEqual([]))

test('every reference leads somewhere', () => {
  const refs = [...nodes(document)].flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref as string]))
  expect(refs.length).toBeGreaterThan(100)
  expect(refs.filter((ref) => resolve(document, ref) === undefined)).toEqual([])
})

test('every component is used', () => {
  const text = JSON.stringify(document)
  const all = ['schemas', 'responses', 'examples', 'headers'].flatMap((kind) =>
    Object.keys(document.components[kind]).map((name) => `"#/components/${kind}/${name}"`),
  )
  expect(all.filter((ref) => !text.includes(ref))).toEqual([])
})

test('every operation is there, under an id of its own', () => {
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(endpoints.map((one) => one.operation).sort())
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
})

describe.each(each)('$name', ({ endpoint, path, operation }) => {
  test('has the parameters of its path, its query and its key', () => {
    const names = (place: string) => operation.parameters.filter((one) => one.in === place).map(({ name }) => name)
    expect(names('path')).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    expect(names('query')).toEqual(Object.keys(endpoint.query?.shape ?? {}))
    expect(names('header')).toEqual(takesKey(endpoint) ? ['Idempotency-Key'] : [])
    for (const { in: place, required, name } of operation.parameters) {
      if (place === 'path') expect(required).toBe(true)
      if (place === 'header') expect(required).toBe(endpoint.idempotency === 'required')
      if (place === 'query') {
        const schema = endpoint.query?.shape[name] as z.ZodMiniType
        expect(required).toBe(!z.safeParse(z.object({ [name]: schema }), {}).success)
      }
    }
  })

  test('has examples that its contract takes', () => {
    for (const { name, in: place, schema, example } of operation.parameters)
      if (place === 'path') {
        expect(z.safeParse(endpoint.path?.[name]?.schema as z.ZodMiniType, example).success, name).toBe(true)
        expect(misfits(example, schema, document)).toEqual([])
      }
    expect(operation.requestBody === undefined).toBe(endpoint.body === undefined)
    if (!endpoint.body) return
    const { schema, example } = contentOf(operation.requestBody, 'application/json')
    expect(z.safeParse(endpoint.body, example).error?.issues ?? []).toEqual([])
    expect(misfits(example, schema, document)).toEqual([])
    expect(operation.requestBody?.required).toBe(!z.safeParse(endpoint.body, {}).success)
  })

  test('answers its reply and each of its problems, with an example', () => {
    const redirect = endpoint.redirects ? [303] : []
    const statuses = [endpoint.reply[0], ...redirect, ...problemsOf(endpoint).map(({ status }) => status)].map(String)
    expect(new Set(Object.keys(operation.responses))).toEqual(new Set(statuses))
    for (const kind of [...endpoint.fails, ...problemsOf(endpoint)]) {
      const response = responseOf(operation.responses[kind.status])
      const { schema, examples } = contentOf(response, 'application/problem+json')
      const { value } = resolve(document, String(examples?.[kind.code]?.$ref)) as { value: object }
      expect(z.parse(problemSchema(kind), value), kind.code).toEqual(value)
      expect(misfits(value, schema, document), kind.code).toEqual([])
    }
  })

  test('asks for a token unless it is public', () => {
    const known = endpoint.recognises ? [{}, { accessToken: [] }] : []
    expect(operation.security).toEqual(endpoint.auth === 'public' ? known : [{ accessToken: [] }])
    expect('401' in operation.responses).toBe(problemsOf(endpoint).some(({ status }) => status === 401))
  })
})

describe('generators get', () => {
  const schemas = document.components.schemas
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

  test('one type for the status of a billing, wherever it stands', () => {
    expect(schemas.BillingStatus.enum).toContain('PARTIALLY_CANCELLED')
    for (const name of ['Billing', 'Payment', 'PaymentStatus'])
      expect(schemas[name].properties.status, name).toEqual(ref('BillingStatus'))
  })
  test('a name for every list', () => {
    const lists = operations.flatMap(({ parameters, responses }) =>
      parameters.some(({ name }) => name === 'cursor') ? [responses['200']?.content?.['application/json']?.schema] : [],
    )
    expect(lists.length).toBeGreaterThan(10)
    for (const schema of lists) expect(schema?.['$ref']).toMatch(/^#\/components\/schemas\/[A-Z]\w+List$/)
  })
  test('the variants of a discount by name, and what tells them apart', () => {
    for (const end of ['', 'Input']) {
      const [amount, rate] = [ref(`AmountDiscount${end}`), ref(`RateDiscount${end}`)]
      expect(schemas[`Discount${end}`]).toEqual({
        ...{ type: 'object', oneOf: [amount, rate] },
        discriminator: { propertyName: 'type', mapping: { AMOUNT: amount.$ref, RATE: rate.$ref } },
      })
      expect(schemas[`RateDiscount${end}`].properties.type.const).toBe('RATE')
    }
  })
  test('the 303 of a redirect, with where it leads', () => {
    const { responses, description } = document.paths['/payments/{gateway}/{billingId}/approve'].get
    expect(responses['303'].headers).toHaveProperty('Location')
    expect(description).toContain('Accept: application/json')
  })
  test('what a list of ids refuses, and a cursor', () => {
    const body = document.paths['/billings/{billingId}/cancel'].post.requestBody.content['application/json'].schema
    expect(body.properties.orderIds).toMatchObject({ uniqueItems: true, minItems: 1 })
    for (const { parameters } of operations)
      for (const { name, schema } of parameters) if (name === 'cursor') expect(schema['minLength']).toBe(1)
  })
  test('examples of times to come in every body', () => {
    const bodies = operations.flatMap(({ requestBody }) => (requestBody ? [requestBody] : []))
    const times = [...nodes(bodies)].filter(({ format }) => format === 'date-time')
    expect(times.length).toBeGreaterThan(1)
    for (const { examples } of times) expect(String(examples)).toMatch(/^2030-/)
  })
  test('a description of every operation and group, and whom to ask', () => {
    for (const { operationId, description } of operations) expect(description, operationId).toMatch(/^[A-Z].{10,}\.$/s)
    for (const { name, description } of document.tags) expect(description, name).toMatch(/^[A-Z].{10,}\.$/s)
    expect(document.info.contact.name).toMatch(/./)
  })
})

test('problems of the stack stand only where it can answer them', () => {
  const codes = (name: string) => {
    const endpoint = endpoints.find(({ operation }) => operation === name)
    const ofStack = new Set(everywhere.map(({ code }) => code as string))
    return endpoint && problemsOf(endpoint).flatMap(({ code }) => (ofStack.has(code) ? [code] : []))
  }
  expect(codes('ops.getOpenApi')).toEqual(['invalid-request', 'internal'])
  expect(codes('ops.getHealth')).toEqual(['invalid-request', 'busy', 'internal', 'unavailable'])
  expect(codes('matches.listMatches')).toEqual([
    'unauthenticated',
    'invalid-request',
    'invalid-cursor',
    'busy',
    'internal',
  ])
  expect(codes('wallet.getAccount')).toEqual(['unauthenticated', 'invalid-request', 'busy', 'internal'])
  expect(codes('users.logout')).not.toContain('idempotency-key-reused')
  expect(codes('matches.openMatch')).toContain('idempotency-key-reused')
  expect(codes('matches.openMatch')).not.toContain('idempotency-key-required')
  expect(codes('wallet.deposit')).toEqual([
    ...['unauthenticated', 'body-too-large', 'unsupported-media-type', 'invalid-json', 'invalid-request'],
    ...['idempotency-key-required', 'idempotency-key-reused', 'busy', 'unavailable', 'internal'],
  ])
})

test('what serves the document has nothing of what makes it', () => {
  const sources = sourcesIn('functions', 'shared')
  const loaded = sources
    .filter(({ path }) => path.startsWith('functions/'))
    .flatMap(({ path }) => [...reached(path, sources)])
  expect(loaded).toContain('zod/mini')
  expect(loaded).not.toContain('zod-openapi')
})

describe('examples fit each other', () => {
  const replying = endpointsOf(contracts).filter((endpoint) => exampleReply(endpoint) !== undefined)
  type Members = Record<string, unknown>
  /** Every member with a single value, at any depth. */
  const membersIn = (value: unknown): [string, unknown][] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([name, one]): [string, unknown][] =>
          typeof one === 'object' ? membersIn(one) : [[name, one]],
        )

  test.each(replying.map((endpoint) => [endpoint.operation, endpoint] as const))('of %s', (_, endpoint) => {
    const example = exampleReply(endpoint)
    const { success, error } = z.safeParse(endpoint.reply[1] as z.ZodMiniType, example)
    expect(success, `${JSON.stringify(example)} ${error?.message}`).toBe(true)
    const sent: Members = { ...exampleParameters(endpoint), ...(endpoint.body ? exampleBody(endpoint) : {}) }
    const repeated = ([name, one]: [string, unknown]): boolean =>
      typeof sent[name] === typeof one && !endpoint.secrets?.includes(name)
    const differing = membersIn(example).filter((member) => repeated(member) && sent[member[0]] !== member[1])
    expect(differing).toEqual([])
  })

  test('of money: what a deposit adds is its balance, what a withdrawal takes leaves nothing', () => {
    expect(exampleBody(wallet.deposit)).toMatchObject({ amount: 50_000 })
    expect(exampleReply(wallet.deposit)).toMatchObject({ type: 'DEPOSIT', amount: 50_000, balance: 50_000 })
    expect(exampleReply(wallet.withdraw)).toMatchObject({ type: 'WITHDRAWAL', amount: 50_000, balance: 0 })
    expect(exampleReply(wallet.transfer)).toMatchObject({
      debit: { type: 'TRANSFER_OUT', amount: 50_000 },
      credit: { type: 'TRANSFER_IN', amount: 50_000 },
    })
  })

  test('of a billing: its parts add up', () => {
    for (const endpoint of [billing.createBilling, billing.confirmBilling, billing.cancelBilling]) {
      const { totalAmount, couponDiscount, cashAmount, payAmount } = exampleReply(endpoint) as Record<string, number>
      expect(totalAmount).toBe((couponDiscount ?? 0) + (cashAmount ?? 0) + (payAmount ?? 0))
    }
  })
})
