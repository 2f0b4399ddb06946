// Many users add, end, block and group each other at once under all kinds of faults, while groups are deleted and read.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { handler as sweepGroups } from '#functions/friends/sweep-groups.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { classify } from '#kernel/commit/transact.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Abandoned, type Fault, faults } from '#test/support/faults.ts'
import { gathered, known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorlds } from '#test/support/world.ts'

const PEOPLE = 40
const DEEDS = 15
/** Each user knows few others, so that they conflict. */
const CIRCLE = 4
const FAULTS = 0.06
const MOST_TRIES = 40

const world = useWorlds()
const random = seeded(seedOfRun)
const below = (bound: number): number => Math.floor(random() * bound)
const { pause } = runtime()
// The kernel's own pauses, shortened: only the events in between matter.
beforeAll(() => bindRuntime({ pause: (ms) => pause(Math.min(ms, 5)) }))
afterAll(() => {
  world.fails(undefined)
  bindRuntime({ pause })
})

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly code?: string | undefined
  readonly body: unknown
}
interface Told {
  readonly ask: () => Promise<Answer>
  readonly answer: Answer
}
/** The reply to a user's own change, which no other user can change. */
interface Person {
  readonly as: User
  readonly circle: string[]
  readonly added: Set<string>
  readonly blocked: Set<string>
  readonly groups: Map<string, Set<string>>
}

const strikes = new Set<Fault>()
const storm = (): void =>
  world.fails(() => {
    if (random() >= FAULTS) return undefined
    const fault = faults[below(faults.length)] as Fault
    strikes.add(fault)
    return fault
  })

/** A client that retries: the same request until a final answer. */
const insist = async (ask: () => Promise<Answer>): Promise<Told> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await ask()
    if (answer.status < 500) return { ask, answer }
  }
  throw new Error(`seed ${seedOfRun}: no answer after ${MOST_TRIES} tries`)
}

const sweep = async (): Promise<void> => {
  try {
    await sweepGroups({}, { awsRequestId: 'race' })
  } catch (error) {
    // The next run continues here.
    const struck =
      error instanceof Abandoned ||
      (error instanceof Problem ? error.kind.status === 503 : classify(error) !== 'rethrow')
    if (!struck) throw error
  }
}

const leaveAll = ({ added, groups }: Person, userId: string): void => {
  added.delete(userId)
  for (const members of groups.values()) members.delete(userId)
}

/** One change, and the user's knowledge after it. */
const deed = async (person: Person, key: string): Promise<Told> => {
  const { as, circle, added, blocked, groups } = person
  const api = as.api.friends
  const userId = circle[below(circle.length)] as string
  const groupId = [...groups.keys()][below(groups.size)] ?? as.userId.replace('user_', 'group_')
  const member = { path: { groupId, userId }, key }
  const path = { userId }
  const dispatch = random() < 0.5
  const deeds: readonly (readonly [below: number, () => Promise<Answer>, known: (body: unknown) => unknown])[] = [
    [0.3, () => api.addFriend({ path, key }), () => added.add(userId)],
    [0.4, () => api.endFriendship({ path, key }), () => leaveAll(person, userId)],
    [0.46, () => api.blockUser({ path, key }), () => [leaveAll(person, userId), blocked.add(userId)]],
    [0.54, () => api.unblockUser({ path, key }), () => blocked.delete(userId)],
    [0.58, () => api.changeFriendship({ path, key, body: { dispatch } }), () => undefined],
    [
      0.68,
      () => api.openGroup({ key, body: { groupName: key } }),
      (body) => groups.set((body as { groupId: string }).groupId, new Set()),
    ],
    [0.73, () => api.deleteGroup({ path: { groupId }, key }), () => groups.delete(groupId)],
    [0.93, () => api.addMember(member), () => groups.get(groupId)?.add(userId)],
    [1, () => api.removeMember(member), () => groups.get(groupId)?.delete(userId)],
  ]
  const dice = random()
  const [, ask, known] = deeds.find(([below]) => dice < below) ?? expect.unreachable()
  const told = await insist(ask)
  if (told.answer.ok) known(told.answer.body)
  return told
}

const everybodyIn = async (list: AsyncGenerator<{ userId: string }>): Promise<string[]> => {
  const ids: string[] = []
  for await (const { userId } of list) ids.push(userId)
  return ids.sort()
}

test('every reply holds on both sides, and nothing is left half done', {
  timeout: 60_000,
}, async () => {
  const users = await Promise.all(Array.from({ length: PEOPLE }, () => known(world)))
  const people: Person[] = users.map((as, at) => ({
    as,
    circle: Array.from({ length: CIRCLE }, (_, step) => users[(at + step - 1 + PEOPLE) % PEOPLE]?.userId ?? '').filter(
      (userId) => userId !== as.userId,
    ),
    ...{ added: new Set(), blocked: new Set(), groups: new Map() },
  }))
  // One group is so large that it is deleted in steps, while its owner's friendships end.
  const { as, friends, path } = await gathered(world, 45)
  const told: Told[] = []
  storm()
  await Promise.all([
    ...people.map(async (person, name) => {
      for (let one = 0; one < DEEDS; one += 1) told.push(await deed(person, `${name}-${one}`))
    }),
    insist(() => as.api.friends.deleteGroup({ path, key: 'drop' })).then(() => Promise.all([sweep(), sweep()])),
    ...friends
      .slice(0, 6)
      .map(({ userId }) => insist(() => as.api.friends.endFriendship({ path: { userId }, key: userId }))),
  ])
  world.fails(undefined)
  await sweep()
  const seed = `seed ${seedOfRun}`
  expect([...strikes].sort(), `${seed}: every kind of fault`).toEqual([...faults].sort())
  const codes = new Set(told.map(({ answer }) => `${answer.status} ${answer.code ?? 'ok'}`))
  const allowed =
    /^20[014] ok$|^400 not-a-friend$|^403 blocked$|^404 group-not-found$|^409 (default-group|group-limit)$/
  expect(
    [...codes].filter((code) => !allowed.test(code)),
    seed,
  ).toEqual([])

  for (const { as, added, blocked, groups } of people) {
    const api = as.api.friends
    const shown: string[] = []
    for await (const { userId, relation } of api.listFriends.all({})) if (relation !== 'INCOMING') shown.push(userId)
    expect(shown.sort(), seed).toEqual([...added].sort())
    expect(await everybodyIn(api.listFriends.all({ query: { blocked: 'true' } })), seed).toEqual([...blocked].sort())
    for await (const { groupId, isDefault, memberCount } of api.listGroups.all({ query: { limit: '100' } })) {
      const members = await everybodyIn(api.listMembers.all({ path: { groupId } }))
      expect(members, seed).toEqual([...(isDefault ? added : (groups.get(groupId) ?? ['not told']))].sort())
      expect(memberCount, seed).toBe(members.length)
    }
  }

  // A retry gets the same reply and changes nothing.
  const before = await world.table.items()
  for (const { ask, answer } of told.filter((one) => one.answer.ok)) expect((await ask()).body).toEqual(answer.body)
  expect(await world.table.items()).toEqual(before)
  expect(before.filter(({ pk, sk }) => pk === `FRIENDS#${as.userId}` && /^(MEMBER|GROUP#g)/.test(String(sk)))).toEqual(
    [],
  )
  const { violations, unsettled } = await world.table.audit()
  expect([violations, unsettled], seed).toEqual([[], 0])
})

test.each([[30], [500]])('a group of %i is deleted at once: a reader sees all of it or none', async (size) => {
  const { as, friends, path } = await gathered(world, size)
  const api = as.api.friends
  let gone = false
  const seen: number[] = []
  const look = async (): Promise<void> => {
    while (!gone) {
      const [group, members] = [await api.getGroup({ path }), await api.listMembers({ path, query: { limit: '100' } })]
      for (const { ok, code } of [group, members]) if (!ok) expect(code).toBe('group-not-found')
      if (group.ok) seen.push(group.body.memberCount)
      if (members.ok) seen.push(members.body.items.length === Math.min(size, 100) ? size : -1)
      const listed = ok(await api.listGroups({ query: {} })).items.find(({ groupId }) => groupId === path.groupId)
      if (listed) seen.push(listed.memberCount)
    }
  }
  const readers = [look(), look(), look()]
  const ends = friends.slice(0, 5).map(({ userId }) => ({ userId }))
  expect(ok(await api.listMembers({ path, query: { limit: '1' } })).items).toHaveLength(1)
  expect((await api.deleteGroup({ path })).status).toBe(204)
  const ended = ends.map((one) => api.endFriendship({ path: one }))
  await Promise.all([sweepGroups({}, { awsRequestId: 'race' }), ...ended])
  await sweepGroups({}, { awsRequestId: 'race' })
  gone = true
  await Promise.all(readers)
  for (const answer of await Promise.all(ended)) expect(answer.status).toBe(204)
  expect(new Set(seen)).toEqual(new Set([size]))
  expect(
    (await world.table.items()).filter(({ sk, pk }) => pk === `FRIENDS#${as.userId}` && /^MEMBER/.test(String(sk))),
  ).toEqual([])
  expect((await world.table.audit()).violations).toEqual([])
})
