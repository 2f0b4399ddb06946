// A hundred rooms a user, however they are opened.

import { expect, test } from 'vitest'
import { MAX_ROOMS, roomCountKey } from '../../../shared/domain/chat/item.ts'
import { stored } from '../../support/counterexample.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()

test('of ten rooms opened at once as the last four, four are', async () => {
  const as = await world.stranger()
  await world.table.store([stored(roomCountKey(as.userId), { rooms: MAX_ROOMS - 4 })])
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) => as.api.chat.openChatroom({ key: `k${at}`, body: { title: `Room ${at}` } })),
  )
  const refused = answers.filter(({ ok }) => !ok)
  expect(refused.map(({ status, code, body }) => [status, code, (body as { limit?: number }).limit])).toEqual(
    Array(6).fill([409, 'quota-exceeded', 100]),
  )
  const at = answers.findIndex(({ ok }) => ok)
  const again = await as.api.chat.openChatroom({ key: `k${at}`, body: { title: `Room ${at}` } })
  expect(again.body, 'a replay outranks the quota').toEqual(answers[at]?.body)
  expect((await world.table.audit()).violations).toEqual([])
})

test('rooms of the first edition, which no count has, are listed and count for nothing', async () => {
  const as = await world.stranger()
  await as.api.chat.openChatroom({ body: { title: 'New' } })
  expect((await world.table.items()).find(({ pk }) => pk === roomCountKey(as.userId).pk)).toMatchObject({ rooms: 1 })
  expect((await world.table.audit()).violations).toEqual([])
})
