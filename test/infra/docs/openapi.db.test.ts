// The OpenAPI document is correct: requests and replies of the example calls match it.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { routeOf } from '#kernel/http/contract.ts'
import { prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { misfits, resolve, type Schema } from '#test/support/json-schema.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const document = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'))
type Contents = { $ref?: string; content?: Record<string, { schema: Schema }> } | undefined

const schemaIn = (contents: Contents, type: string): Schema => {
  const { content } = (contents?.$ref ? resolve(document, contents.$ref) : contents) as NonNullable<Contents>
  const schema = content?.[type]?.schema
  if (!schema) throw new Error(`the document has no ${type} there`)
  return schema
}

describe.each(cases)('$name', ({ endpoint, example }) => {
  const { method = '', path = '' } = routeOf(endpoint) ?? {}
  const operation = document.paths[path][method.toLowerCase()]

  test('sends and is answered what the document prints', async () => {
    const sent = { key: 'once', ...prepared(await example(world)) }
    if (sent.body) expect(misfits(sent.body, schemaIn(operation.requestBody, 'application/json'), document)).toEqual([])
    const answer = await send(endpoint, sent)
    const response = operation.responses[answer.status]
    expect(response, answer.text).toBeDefined()
    const type = answer.headers.get('content-type')?.split(';')[0]
    expect(Object.keys(response.content ?? {})).toEqual(type ? [type] : [])
    if (type) expect(misfits(answer.body, schemaIn(response, type), document)).toEqual([])
    for (const name of ['x-request-id', 'idempotency-replayed'])
      if (answer.headers.has(name))
        expect(Object.keys(response.headers).map((one) => one.toLowerCase())).toContain(name)
  })

  test('is refused as the document prints', async () => {
    const sent = { key: 'once', ...prepared(await example(world)) }
    const refused = [
      await send(endpoint, { ...sent, query: { unknown: '1' } }),
      await send(endpoint, { ...sent, token: undefined }),
      ...(endpoint.body
        ? [await send(endpoint, { ...sent, raw: '{' }), await send(endpoint, { ...sent, body: { unknown: 1 } })]
        : []),
      ...(method === 'GET'
        ? []
        : [await send(endpoint, { ...sent, raw: '{}', headers: { 'content-type': 'text/plain' } })]),
      ...(endpoint.path ? [await send(endpoint, { ...sent, path: {} })] : []),
    ].filter(({ status }) => status >= 400)
    // A page that anyone may open shows what is wrong with its link.
    if (endpoint.file === undefined || endpoint.fails.length > 0) expect(refused.length).toBeGreaterThan(0)
    for (const { status, body, text } of refused) {
      if (body.code === 'not-found') continue
      const schema = schemaIn(operation.responses[status], 'application/problem+json')
      expect(misfits(body, schema, document), text).toEqual([])
    }
  })
})
