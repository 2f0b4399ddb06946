// A write that gets another name keeps its receipts: a request that is repeated under its key has the reply of before.

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { contracts } from '#functions/api.ts'
import { keptOpenApi, refuseUntoldRenames } from '#infra/derive/renames.ts'
import { grantsOf, LEADING_KEYS } from '#infra/iam/policy.ts'
import { access, keepers } from '#kernel/data/guards.ts'
import { space } from '#kernel/data/item.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { change } from '#kernel/data/write.ts'
import { contract, type Endpoint, endpointsOf } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { send } from '#kit/testing/call.ts'
import { fetchFrom } from '#kit/testing/fetch.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

const boxes = space('boxes', 'BOX')
const Box = boxes.item<{ ownerId: string; size: number }>()('BOX', 'BOX', (id: string) => id)
const guard = keepers('boxes', {
  owned: Box.guard({
    when: (box, { userId }: { userId: string }) => box.equals('ownerId', userId),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
})
const spec = {
  route: 'POST /boxes',
  summary: 'Makes the box larger.',
  auth: 'owner',
  body: z.strictObject({ by: z.int(), secret: z.string() }),
  secrets: ['secret'],
  reply: [200, z.object({ size: z.int() })],
  fails: [Forbidden],
  access: { boxes: 'write' },
  budget: { trips: 1, read: 1, write: 1 },
} as const
const { grow } = contract('boxes', 'Boxes.', { grow: spec })
const { enlarge } = contract('crates', 'Crates.', { enlarge: { ...spec, formerly: ['boxes.grow'] } })
const { stretch } = contract('crates', 'Crates.', { stretch: { ...spec, formerly: ['boxes.grow', 'crates.enlarge'] } })

test('under its first name, also after a second renaming and in another module', async () => {
  const as = await world.stranger()
  const key = Box.key(as.userId)
  await world.table.store([{ pk: key.pk, sk: key.sk, ownerId: as.userId, size: 1 }])
  const grown = async (entry: typeof grow | typeof enlarge | typeof stretch, idempotencyKey: string) => {
    const handler = endpoint(entry as typeof grow, async ({ read, user, body }) => {
      const box = await read.get(key)
      if (!box) throw new Error('no box')
      const write = change('grow', key, { of: box, add: { size: body.by } }, guard.owned(user))
      return { writes: [write], reply: { size: write.after.size } }
    })
    const sent = { token: as.token, key: idempotencyKey, body: { by: 2, secret: 'open sesame' } }
    const answer = await send(
      entry,
      sent,
      fetchFrom(async () => [{ endpoint: entry, handler }]),
    )
    return [answer.status, answer.body, answer.headers.get('idempotency-replayed')]
  }
  expect(await grown(grow, 'one')).toEqual([200, { size: 3 }, null])
  for (const later of [enlarge, stretch]) expect(await grown(later, 'one')).toEqual([200, { size: 3 }, 'true'])
  expect(await grown(stretch, 'two')).toEqual([200, { size: 5 }, null])
  expect(await grown(enlarge, 'two')).toEqual([200, { size: 5 }, 'true'])
})

test('its function may read and write these receipts, and no others', () => {
  const owned = { boxes: { prefixes: ['BOX'] }, crates: { prefixes: ['CRATE'] } }
  const [own] = grantsOf(stretch, 'table', owned as never).filter(({ Sid }) => Sid === 'WriteReceipts')
  expect(own?.Condition?.['ForAllValues:StringLike']?.[LEADING_KEYS]).toEqual(['RECEIPT#*#boxes.grow#*'])
})

test('without the document that has the earlier names nothing is deployed', () => {
  expect(keptOpenApi()).toContain('"openapi"')
  expect(() => keptOpenApi('no/openapi.json')).toThrow(
    'no/openapi.json is missing, and only it tells which writes were renamed since. Restore it from version control',
  )
})

test('a renaming that the contract does not tell is refused, with the line to write', () => {
  const document = (operationId: string) => JSON.stringify({ paths: { '/boxes': { post: { operationId } } } })
  const as = (one: Endpoint, before: string) => () => refuseUntoldRenames([one], document(before))
  expect(as(grow, 'boxes.grow')).not.toThrow()
  expect(as(enlarge, 'boxes.grow')).not.toThrow()
  expect(as({ ...enlarge, formerly: undefined } as never, 'boxes.grow')).toThrow(
    "POST /boxes was boxes.grow and is crates.enlarge now. A request that is repeated under its key would take effect again, because its receipt stands under the earlier name. Write formerly: ['boxes.grow'] into functions/crates/contract.ts.",
  )
  expect(as({ ...stretch, formerly: ['boxes.grow'] }, 'crates.enlarge')).toThrow(
    "formerly: ['boxes.grow', 'crates.enlarge']",
  )
  expect(() => refuseUntoldRenames([grow, { ...enlarge, route: 'POST /crates' }], '{}')).toThrow(
    'The receipts of boxes.grow and crates.enlarge both stand under boxes.grow.',
  )
  expect(() => refuseUntoldRenames(endpointsOf(contracts))).not.toThrow()
})
