// An endpoint for owners or for a guarded role without a guard on its caller answers nothing and writes nothing.

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { access, keepers } from '#kernel/data/guards.ts'
import { space } from '#kernel/data/item.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { change, check } from '#kernel/data/write.ts'
import { contract } from '#kernel/http/contract.ts'
import { type Call, endpoint, type PlanOf } from '#kernel/http/endpoint.ts'
import { send } from '#kit/testing/call.ts'
import { fetchFrom } from '#kit/testing/fetch.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

interface BoxItem {
  ownerId: string
  size: number
}
const boxes = space('boxes', 'BOX')
const Box = boxes.item<BoxItem>()('BOX', 'BOX', (id: string) => id)
const guard = keepers('boxes', {
  owned: Box.guard({
    when: (box, { userId }: { userId: string }) => box.equals('ownerId', userId),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
  /** A guard on the size only. */
  sized: Box.guard({
    when: (box, { size }: { size: number }) => box.equals('size', size),
    fails: Forbidden,
    keeps: access,
  }),
})
const { grow } = contract('boxes', 'Boxes.', {
  grow: {
    route: 'POST /boxes',
    summary: 'Makes the box larger.',
    auth: 'owner',
    idempotency: 'none',
    reply: [200, z.object({ size: z.int() })],
    fails: [Forbidden],
    access: { boxes: 'write' },
    budget: { trips: 1, read: 1, write: 1 },
  },
})
const role = {
  name: 'USER',
  holders: 'users',
  refusal: { en: 'Only users grow boxes.', ko: '사용자만 상자를 키웁니다.' },
  guarded: true as const,
}
const KEY = Box.key('1')

type Grow = (call: Call<typeof grow>, box: BoxItem) => PlanOf<typeof grow>
const answers = async (plan: Grow, auth: typeof role | 'owner' = 'owner') => {
  const as = await world.stranger()
  const box = { ownerId: as.userId, size: 1 }
  await world.table.store([{ pk: KEY.pk, sk: KEY.sk, ...box }])
  const entry = { ...grow, auth }
  const handler = endpoint(entry, (call) => plan(call as Call<typeof grow>, box))
  const { status } = await send(
    entry,
    { token: as.token },
    fetchFrom(async () => [{ endpoint: entry, handler }]),
  )
  return [status, (await world.table.items()).find(({ pk }) => pk === KEY.pk)?.['size']]
}
const grown = (box: BoxItem, ...asks: ReturnType<typeof guard.owned>[]) =>
  change('grow', KEY, { of: box, add: { size: 1 } }, ...asks)

test('a guard in a write authorises', async () => {
  const plan: Grow = ({ user }, box) => {
    const write = grown(box, guard.owned(user))
    return { writes: [write], reply: { size: write.after.size } }
  }
  expect(await answers(plan)).toEqual([200, 2])
})

test('a guard that the handler requires authorises', async () => {
  const plan: Grow = ({ user, require }, box) => {
    require(box, guard.owned(user))
    return { writes: [grown(box)], reply: { size: 2 } }
  }
  expect(await answers(plan)).toEqual([200, 2])
})

test.each<[string, Grow]>([
  ['no guard', (_, box) => ({ writes: [grown(box)], reply: { size: 2 } })],
  ['a guard of another kind', (_, box) => ({ writes: [grown(box, guard.sized({ size: 1 }))], reply: { size: 2 } })],
  [
    'a guard about another user',
    (_, box) => ({
      writes: [grown(box), check('look', Box.key('2'), guard.owned({ userId: 'user_x' }))],
      reply: { size: 2 },
    }),
  ],
  ['nothing, and writes nothing', (_, box) => ({ reply: { size: box.size } })],
])('a plan that asks %s is a defect: 500, and nothing is written', async (_, plan) => {
  expect(await answers(plan)).toEqual([500, 1])
  expect(await answers(plan, role)).toEqual([500, 1])
})
