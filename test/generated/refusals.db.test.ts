// Texts of refusals: the detail names the invalid part and nothing else.

import { expect, test } from 'vitest'
import { MAX_AMOUNT } from '#domain/money.ts'
import { chat } from '#functions/chat/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { READ_UNAVAILABLE } from '#kernel/data/problems.ts'
import { prepared } from '#kit/testing/call.ts'
import { examples } from '#test/examples/wallet.ts'
import { send } from '#test/support/call.ts'
import { inProcess } from '#test/support/in-process.ts'
import { chatting } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const deposit = async (amount: string) => {
  const sent = { key: 'k', ...prepared(await examples.deposit(world)) }
  return send(wallet.deposit, { ...sent, raw: `{"amount":${amount},"information":""}` })
}

test.each([
  ['1.0000000000000001', 'must be an integer'],
  ['1e-400', 'must be an integer'],
  ['1.5', 'must be an integer'],
  ['9007199254740993', `must be at most ${MAX_AMOUNT}`],
  ['-9007199254740993', 'must be at least 1'],
  ['1e300', `must be at most ${MAX_AMOUNT}`],
])('an amount of %s has one error', async (amount, detail) => {
  const { status, body } = await deposit(amount)
  expect([status, body['errors']]).toEqual([400, [{ pointer: '/amount', detail }]])
})

test.each([
  ['{"__proto__":{}}', 'The body has a member named "__proto__". This name is not allowed.'],
  ['{"a":1,"a":2}', 'The body has the member "a" twice in one object.'],
  [`${'['.repeat(33)}${']'.repeat(33)}`, 'The body is nested deeper than 32 levels.'],
  ['{', expect.stringMatching(/^The body is not well-formed JSON in UTF-8\. /)],
])('%s is refused for what it is', async (raw, detail) => {
  const { as, path } = await chatting(world)
  const { body } = await send(chat.postMessage, { token: as.token, path, raw })
  expect(body).toMatchObject({ code: 'invalid-json', title: 'Invalid JSON', detail })
})

test('errors that are cut say so', async () => {
  const { as, path } = await chatting(world)
  const post = (fields: number) => {
    const unknown = Object.fromEntries(Array.from({ length: fields }, (_, at) => [`field${at}`, at]))
    return send(chat.postMessage, { token: as.token, path, body: { text: 'Hello', ...unknown } })
  }
  const [all, cut] = [await post(20), await post(21)]
  expect(all.body['errors']).toHaveLength(20)
  expect(all.body['detail']).toMatch(/errors lists each\.$/)
  expect(cut.body['errors']).toHaveLength(20)
  expect(cut.body['detail']).toMatch(/errors lists the first 20 of 21\.$/)
})

test.each(['gzip', 'br', 'deflate', 'identity, gzip'])('a body that is said to be %s is not read', async (encoding) => {
  const { as, path } = await chatting(world)
  const headers = { 'content-encoding': encoding }
  const { status, body } = await send(chat.postMessage, { token: as.token, path, body: { text: 'Hello' }, headers })
  expect([status, body.code]).toEqual([415, 'unsupported-media-type'])
  expect(body['detail']).toContain('Content-Encoding')
})

test('a body that is said to be itself is read', async () => {
  const { as, path } = await chatting(world)
  const headers = { 'content-encoding': 'Identity' }
  const { status } = await send(chat.postMessage, { token: as.token, path, body: { text: 'Hello' }, headers })
  expect(status).toBe(201)
})

test('a question mark is no parameter', async () => {
  const { as } = await chatting(world)
  const get = async (search: string) => {
    const answer = await inProcess(`http://api.test/chatrooms${search}`, {
      headers: { authorization: `Bearer ${as.token}` },
    })
    return [answer.status, ((await answer.json()) as { errors?: object[] }).errors]
  }
  const misfit = (name: string) => [400, [{ pointer: `/${name}`, detail: 'is not a known field' }]]
  expect([await get('?'), await get('??'), await get('??limit=1'), await get('?limit=1')]).toEqual([
    [200, undefined],
    misfit('?'),
    misfit('?limit'),
    [200, undefined],
  ])
})

test('a read that the store does not answer changed nothing; a write may have', async () => {
  const { as, path } = await chatting(world)
  // Pauses end at once.
  const { elapsed, pause } = runtime()
  let waitedMs = 0
  bindRuntime({
    elapsed: () => waitedMs,
    pause: async (ms) => {
      waitedMs += Math.max(ms, 100)
    },
  })
  world.fails(() => {
    waitedMs += 4000
    return 'unsent'
  })
  const read = await send(chat.getChatroom, { token: as.token, path })
  const write = await send(chat.postMessage, { token: as.token, path, body: { text: 'Hello' } })
  world.fails(undefined)
  bindRuntime({ elapsed, pause })
  expect(read).toMatchObject({ status: 503, body: { code: 'unavailable', detail: READ_UNAVAILABLE.en } })
  expect(write).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(write.body['detail']).not.toBe(READ_UNAVAILABLE.en)
})
