// The limits of groups: their number and size, and that ending a friendship stays one transaction.

import { expect, test } from 'vitest'
import { noEdge, turned } from '#domain/friends/edge.ts'
import { deletedGroups, Edge, keyOf, Member } from '#domain/friends/items.ts'
import { newGroup } from '#domain/friends/writes.ts'
import { handler as sweepGroups } from '#functions/friends/sweep-groups.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { befriended, inEveryGroup } from '#test/examples/friends.ts'
import { gathered, known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()

/** The sizes of the transactions sent during the call. */
const transactions = async (run: () => Promise<unknown>): Promise<number[]> => {
  const sizes: number[] = []
  const { client } = runtime()
  const send = client.send.bind(client)
  const counted = (command: { input: { TransactItems?: unknown[] } }) => {
    if (command.input.TransactItems) sizes.push(command.input.TransactItems.length)
    return send(command as never)
  }
  bindRuntime({ client: Object.assign(Object.create(client), { send: counted }) })
  await run()
  bindRuntime({ client })
  return sizes
}

test.each(['endFriendship', 'blockUser'] as const)('%s with twenty groups is one transaction', async (call) => {
  const { as, path } = await inEveryGroup(world)
  const ends = () => as.api.friends[call]({ path, key: 'once' })
  // Two edges, the count of friends, twenty members and twenty counts, an event, the receipt; a block asks whether the other is registered.
  expect(await transactions(ends)).toEqual([call === 'blockUser' ? 46 : 45])
  const groups = ok(await as.api.friends.listGroups({ query: { limit: '100' } })).items
  expect(groups.map(({ memberCount }) => memberCount)).toEqual(Array(21).fill(0))
  expect((await world.table.audit()).violations).toEqual([])
})

test('the twenty-first group is refused, also where many are opened at once', async () => {
  const as = await known(world)
  const names = Array.from({ length: 30 }, (_, at) => `Group ${at}`)
  const answers = await Promise.all(names.map((groupName) => as.api.friends.openGroup({ body: { groupName } })))
  const refused = answers.filter(({ ok }) => !ok).map(({ status, code }) => `${status} ${code}`)
  expect(refused).toEqual(Array(10).fill('409 group-limit'))
  expect((await world.table.audit()).violations).toEqual([])
})

test.each([
  ['composed as it is kept', '각'.repeat(16).normalize('NFD'), '각'.repeat(16)],
  ['in emoji', '😀'.repeat(16), '😀'.repeat(16)],
  ['without the white space around it', `  ${'x'.repeat(16)}\t`, 'x'.repeat(16)],
  ['of which each character is kept as two', '\u0958'.repeat(9), undefined],
  ['of white space alone', ' \u3000', undefined],
  ['of seventeen', '😀'.repeat(17), undefined],
])('a name is counted %s', async (_, groupName, kept) => {
  const as = await known(world)
  const answer = await as.api.friends.openGroup({ body: { groupName } })
  expect(answer.ok ? answer.body.groupName : answer.code).toBe(kept ?? 'invalid-request')
})

test('the five hundred and first member is refused, also where two want the last place', async () => {
  const { as, friends, path } = await gathered(world, 500)
  const api = as.api.friends
  const join = ({ userId }: { userId: string }) => api.addMember({ path: { ...path, userId } })
  const [one, two] = [await known(world), await known(world)]
  for (const { userId } of [one, two]) ok(await api.addFriend({ path: { userId } }))
  expect(await join(one)).toMatchObject({ status: 409, code: 'group-full' })
  const member = friends[7] ?? one
  expect((await join(member)).status, 'a member stays').toBe(200)
  expect((await api.removeMember({ path: { ...path, userId: member.userId } })).status).toBe(204)
  const both = await Promise.all([join(one), join(two)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect((await world.table.audit()).violations).toEqual([])
})

test('a friend in forty groups waits for the sweeper, and can be let go meanwhile', async () => {
  const { as, friend, path } = await befriended(world)
  const { groupId } = ok(await as.api.friends.openGroup({ body: { groupName: 'Futsal' } }))
  await crowd(as.userId, friend.userId)
  const join = () => as.api.friends.addMember({ path: { ...path, groupId } })
  const busy = await join()
  expect([busy.status, busy.code, busy.headers.has('retry-after')]).toEqual([503, 'busy', true])
  await sweepGroups({}, { awsRequestId: 'sweep' })
  expect((await join()).status).toBe(200)
  expect((await world.table.audit()).violations).toEqual([])

  await crowd(as.userId, friend.userId, groupId)
  expect(await transactions(() => as.api.friends.endFriendship({ path, key: 'once' }))).toEqual([87])
  await sweepGroups({}, { awsRequestId: 'sweep' })
  expect((await world.table.audit()).violations).toEqual([])
})

/** Puts the friend into forty groups that are being deleted, beside those that they are in. */
const crowd = async (ownerId: string, friendId: string, ...groups: string[]): Promise<void> => {
  const deletedAt = world.now()
  const ids = Array.from({ length: 40 }, () => typeId('group', Date.parse(deletedAt), runtime().random(10)))
  const strangers = { mine: noEdge(ownerId, friendId), theirs: noEdge(friendId, ownerId) }
  const { mine, theirs } = turned(strangers, { added: true }, deletedAt, 0)
  const items = ids.flatMap((groupId) => {
    const due = { deletedAt, ...deletedGroups.entry(groupId, deletedAt) }
    const group = { ...newGroup(groupId, ownerId, groupId, deletedAt), memberCount: 1, ...due }
    return [stored(keyOf(group), group), stored(Member.key(ownerId, groupId, friendId), { groupId, friendId })]
  })
  const edge = { ...mine, groups: [...groups, ...ids] }
  await world.table.store([
    stored(Edge.key(ownerId, friendId), edge),
    stored(Edge.key(friendId, ownerId), theirs),
    ...items,
  ])
}
