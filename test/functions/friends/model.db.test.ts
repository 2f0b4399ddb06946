// Friends against their model: users add, remove, block and group each other; the model predicts every answer and list.

import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { acquaint } from '#test/support/known.ts'
import {
  type Acts,
  everyPage,
  expectSound,
  type Predicted,
  plays,
  receipts,
  type Stage,
  stage,
} from '#test/support/model.ts'
import { FriendsModel, NOBODY } from './model.ts'

const PEOPLE = 4
const by = fc.nat(PEOPLE - 1)
/** An index beyond the last user stands for an unknown user. */
const of = fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 2, 3, 3, PEOPLE)
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const key = maybe(fc.nat(5).map((number) => `k${number}`))
const limit = fc.integer({ min: 1, max: 3 })
/** The first indexes are default groups, the last is an unknown group. */
const group = fc.nat(PEOPLE + 5)
/** One name in three spellings. */
const name = fc.constantFrom('Café', 'Cafe\u0301', ' Café', 'Hiking', 'Tennis', 'default')
const some = { by, of, key }

const steps = {
  add: fc.record(some),
  end: fc.record(some),
  choose: fc.record({ ...some, subscribe: maybe(fc.boolean()), dispatch: maybe(fc.boolean()) }),
  block: fc.record(some),
  unblock: fc.record(some),
  open: fc.record({ by, name, key }),
  rename: fc.record({ by, group, name, key }),
  drop: fc.record({ by, group, key }),
  join: fc.record({ ...some, group }),
  quit: fc.record({ ...some, group }),
  tick: fc.record({ ms: fc.constantFrom(1, 1000) }),
  list: fc.record({
    by,
    limit,
    relation: maybe(fc.constantFrom('MUTUAL' as const, 'OUTGOING' as const, 'INCOMING' as const)),
    blocked: maybe(fc.constantFrom('true' as const, 'false' as const)),
  }),
  look: fc.record({ by, group, limit }),
}

const play = (own: Stage) => {
  const { clock } = own
  const people = own.people.map(({ userId }) => userId)
  const model = new FriendsModel(clock, people)
  const write = receipts(clock)
  const id = (at: number) => people[at] ?? NOBODY
  const as = (at: number) => (own.people[at] as Stage['people'][number]).api.friends
  const paged = (limit: number, cursor?: string) => ({ limit: `${limit}`, ...(cursor ? { cursor } : {}) })

  interface Call {
    readonly by: number
    readonly key: string | undefined
  }
  /** A write and its effect on the model, up to the reply. */
  const does = <I extends object>(
    operation: string,
    { by, key }: Call,
    input: I,
    refusal: string | undefined,
    send: (input: I & { key?: string }) => ReturnType<Predicted<unknown>['send']>,
    done: () => unknown,
    status = 200,
  ) =>
    write<unknown>({
      ...{ caller: `${by}`, operation, key, request: input, status, refusal },
      send: () => send({ ...input, ...(key ? { key } : {}) }),
      done: (told) => expect(told).toEqual(done()),
    })

  /** A call about another user. */
  const about = (it: Call & { of: number }) => ({
    me: id(it.by),
    them: id(it.of),
    input: { path: { userId: id(it.of) } },
    api: as(it.by),
  })
  /** A call about a member of a group. */
  const within = (it: Call & { of: number; group: number }) => {
    const { me, them } = about(it)
    const refusal = model.changing(me, it.group) ?? model.asFriend(me, them)
    return { me, them, refusal, api: as(it.by), input: { path: { userId: them, groupId: model.idAt(it.group) } } }
  }

  const acts: Acts<typeof steps> = {
    add: (it) => {
      const { me, them, input, api } = about(it)
      return does('add', it, input, model.adding(me, them), api.addFriend, () => {
        model.add(me, them)
        return model.view(me, them)
      })
    },
    end: (it) => {
      const { me, them, input, api } = about(it)
      return does('end', it, input, model.asFriend(me, them), api.endFriendship, () => model.end(me, them), 204)
    },
    choose: ({ subscribe, dispatch, ...it }) => {
      const { me, them, input, api } = about(it)
      const body = {
        ...(subscribe === undefined ? {} : { subscribe }),
        ...(dispatch === undefined ? {} : { dispatch }),
      }
      return does('choose', it, { ...input, body }, model.asFriend(me, them), api.changeFriendship, () => {
        Object.assign(model.side(me, them), body)
        return model.view(me, them)
      })
    },
    block: (it) => {
      const { me, them, input, api } = about(it)
      return does('block', it, input, model.aiming(me, them), api.blockUser, () => {
        model.block(me, them)
        return model.view(me, them)
      })
    },
    unblock: (it) => {
      const { me, them, input, api } = about(it)
      return does('unblock', it, input, model.aiming(me, them), api.unblockUser, () => {
        model.unblock(me, them)
        return model.view(me, them)
      })
    },
    open: ({ name, ...it }) => {
      const groupName = name.normalize('NFC').trim()
      const body = { groupName: name }
      return write<{ groupId: string }>({
        ...{ caller: `${it.by}`, operation: 'open', key: it.key, request: groupName, status: 201 },
        refusal: model.naming(id(it.by), groupName),
        send: () => as(it.by).openGroup({ body, ...(it.key ? { key: it.key } : {}) }),
        done: (told) => expect(told).toEqual(model.groupView(model.open(id(it.by), told.groupId, groupName))),
      })
    },
    rename: ({ group, name, ...it }) => {
      const groupName = name.normalize('NFC').trim()
      const input = { path: { groupId: model.idAt(group) }, body: { groupName: name } }
      const refusal = model.changing(id(it.by), group) ?? model.naming(id(it.by), groupName, model.groups[group])
      return write<unknown>({
        ...{ caller: `${it.by}`, operation: 'rename', key: it.key, status: 200, refusal },
        request: [input.path, groupName],
        send: () => as(it.by).renameGroup({ ...input, ...(it.key ? { key: it.key } : {}) }),
        done: (told) => expect(told).toEqual(model.groupView(Object.assign(model.at(group), { groupName }))),
      })
    },
    drop: ({ group, ...it }) => {
      const input = { path: { groupId: model.idAt(group) } }
      const done = () => {
        model.groups[group] = undefined
      }
      return does('drop', it, input, model.changing(id(it.by), group), as(it.by).deleteGroup, done, 204)
    },
    join: (it) => {
      const { me, them, refusal, api, input } = within(it)
      return does('join', it, input, refusal, api.addMember, () => {
        model.at(it.group).members.add(them)
        return model.view(me, them)
      })
    },
    quit: (it) => {
      const { them, refusal, api, input } = within(it)
      const done = () => void model.at(it.group).members.delete(them)
      return does('quit', it, input, refusal, api.removeMember, done, 204)
    },
    tick: async ({ ms }) => {
      clock.at += ms
    },
    list: async ({ by, limit, ...filters }) => {
      const given = Object.entries(filters).filter(([, value]) => value !== undefined)
      const query = Object.fromEntries(given) as { relation?: 'MUTUAL' }
      const all = await everyPage(limit, (cursor) =>
        as(by).listFriends({ query: { ...query, ...paged(limit, cursor) } }),
      )
      expect(all).toEqual(model.list(id(by), filters.blocked === 'true', filters.relation))
    },
    look: async ({ by, group, limit }) => {
      const groups = await everyPage(limit, (cursor) => as(by).listGroups({ query: paged(limit, cursor) }))
      expect(groups).toEqual(model.groupsOf(id(by)))
      const path = { groupId: model.idAt(group) }
      const ask = (cursor?: string) => as(by).listMembers({ path, query: paged(limit, cursor) })
      const [shown, members] = [await as(by).getGroup({ path }), await ask()]
      if (model.groups[group]?.ownerId === id(by)) {
        expect(shown.body).toEqual(model.groupView(model.at(group)))
        expect(await everyPage(limit, ask)).toEqual(model.membersOf(model.at(group)))
      } else expect([shown.code, members.code]).toEqual(['group-not-found', 'group-not-found'])
    },
  }
  return acts
}

test('the model predicts all actions of friends', { timeout: 60_000 }, () =>
  plays(
    steps,
    { add: 8, end: 3, block: 2, unblock: 2, open: 3, join: 6, quit: 2, list: 3, look: 3 },
    async (history) => {
      const own = await stage(PEOPLE)
      for (const person of own.people) await acquaint({ ...own.world, now: () => own.clock.iso() }, person)
      const acts = play(own)
      await acts.add({ by: 0, of: 1, key: undefined })
      await acts.open({ by: 0, name: 'Hiking', key: undefined })
      await acts.join({ by: 0, of: 1, group: PEOPLE, key: undefined })
      await history(acts)
      for (const by of [0, 1, 2, 3]) {
        await acts.look({ by, group: by, limit: 2 })
        for (const blocked of ['true', 'false'] as const)
          await acts.list({ by, limit: 2, relation: undefined, blocked })
      }
      await expectSound(own)
    },
  ),
)

afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))
