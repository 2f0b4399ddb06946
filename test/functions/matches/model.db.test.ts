// Matches against their model: users open, change, apply and withdraw, time passes; the model predicts every answer.

import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { type Acts, everyPage, expectSound, plays, receipts, type Stage, stage } from '#test/support/model.ts'
import { type Match, MatchesModel, type Seat, UNSEEN, viewOf } from './model.ts'

const PEOPLE = 4
const MINUTE_MS = 60_000
const by = fc.nat(PEOPLE - 1)
/** An index beyond the opened matches is an unknown match. */
const match = fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 3)
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const key = maybe(fc.nat(5).map((number) => `k${number}`))
const limit = fc.integer({ min: 1, max: 3 })
const max = fc.integer({ min: 1, max: 3 })
/** Minutes from now, partly in the past. */
const start = fc.constantFrom(45, 90, 120, 1, 0)
/** Near the start of a match. */
const near = maybe(fc.record({ match, off: fc.integer({ min: -1, max: 1 }) }))

const steps = {
  open: fc.record({ by, max, start, fee: fc.constantFrom(0, 1000) }),
  change: fc.record({
    by,
    match,
    max: maybe(max),
    start: maybe(start),
    title: maybe(fc.constantFrom('Futsal', 'Tennis')),
    key,
  }),
  cancel: fc.record({ by, match, key }),
  apply: fc.record({ by, match, key }),
  withdraw: fc.record({ by, match, key }),
  wait: fc.record({ by, match, key }),
  leave: fc.record({ by, match, key }),
  tick: fc.record({ minutes: fc.constantFrom(0.001, 1, 5, 10, 10, 10, 31, 9 * 24 * 60) }),
  sweep: fc.record({}),
  list: fc.record({ limit, from: near, to: near }),
  look: fc.record({ by, match, limit }),
}

const play = (own: Stage) => {
  const { clock } = own
  const model = new MatchesModel(clock)
  const write = receipts(clock)
  const idOf = (at: number) => (own.people[at] as Stage['people'][number]).userId
  const as = (at: number) => (own.people[at] as Stage['people'][number]).api.matches
  const pathOf = (at: number) => ({ matchId: model.idAt(at) })
  /** A call with or without a key. */
  const call = <I extends object>(input: I, key: string | undefined) => ({ ...input, ...(key ? { key } : {}) })
  const startOf = (minutes: number | undefined) => (minutes === undefined ? undefined : clock.iso(minutes * MINUTE_MS))
  const past = (minutes: number | undefined) =>
    minutes !== undefined && minutes <= 0 ? '400 invalid-request' : undefined
  const nearStart = (it: { match: number; off: number } | undefined) =>
    it && new Date(Date.parse(model.matches[it.match]?.startsAt ?? clock.iso()) + it.off).toISOString()

  /** The ids of seats that came from the waiting list. */
  const learn = async () => {
    for (const [place, { hostId, seats }] of model.matches.entries()) {
      if (![...seats.values()].some(({ applicationId }) => applicationId === UNSEEN)) continue
      const host = own.people.findIndex(({ userId }) => userId === hostId)
      const listed = await as(host).listApplications({ path: pathOf(place) })
      if (!listed.ok) throw new Error(`the host may not look: ${listed.code}`)
      for (const { userId, applicationId } of listed.body.items) {
        const seat = seats.get(userId)
        if (seat?.applicationId === UNSEEN) seat.applicationId = applicationId
      }
    }
  }

  const acts: Acts<typeof steps> = {
    open: ({ by, max, start, fee }) => {
      const wanted = { title: 'Futsal', venue: 'Seoul', durationMinutes: 60, maxPlayerCount: max, fee }
      const body = { ...wanted, startsAt: clock.iso(start * MINUTE_MS) }
      return write<{ matchId: string }>({
        ...{ caller: `${by}`, operation: 'open', request: body, status: 201, refusal: past(start) },
        send: () => as(by).openMatch({ body }),
        done: (told) => {
          const made = { ...body, matchId: told.matchId, hostId: idOf(by), status: 'OPEN' as const }
          const opened: Match = {
            ...made,
            parkingCapacity: 0,
            parkingCount: 0,
            due: false,
            seats: new Map(),
            line: [],
            takes: new Map(),
          }
          model.matches.push(opened)
          expect(told).toEqual(viewOf(opened))
        },
      })
    },
    change: ({ by, match, max, start, title, key }) => {
      const asked = { title, maxPlayerCount: max, startsAt: startOf(start) }
      const body = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
      const input = { path: pathOf(match), body }
      return write<object>({
        ...{ caller: `${by}`, operation: 'change', key, request: input, status: 200 },
        refusal: past(start) ?? model.changing(match, idOf(by), max),
        send: () => as(by).changeMatch(call(input, key)),
        done: (told) => {
          const changed = Object.assign(model.at(match), body)
          model.promote(changed)
          expect(told).toEqual(viewOf(changed))
        },
      })
    },
    cancel: ({ by, match, key }) =>
      write<object>({
        ...{ caller: `${by}`, operation: 'cancel', key, request: match, status: 200 },
        refusal: model.changing(match, idOf(by)),
        send: () => as(by).cancelMatch(call({ path: pathOf(match) }, key)),
        done: (told) =>
          expect(told).toEqual(viewOf(Object.assign(model.at(match), { status: 'CANCELLED' as const, due: true }))),
      }),
    apply: ({ by, match, key }) => {
      model.clear(match, idOf(by))
      return write<Seat>({
        ...{ caller: `${by}`, operation: 'apply', key, request: pathOf(match), status: 201 },
        refusal: model.applying(match, idOf(by)),
        send: () => as(by).applyToMatch(call({ path: pathOf(match) }, key)),
        done: (told) => expect(told).toEqual(model.take(match, idOf(by), told.applicationId)),
      })
    },
    withdraw: ({ by, match, key }) =>
      write<undefined>({
        ...{ caller: `${by}`, operation: 'withdraw', key, request: pathOf(match), status: 204 },
        refusal: model.withdrawing(match, idOf(by)),
        send: () => as(by).withdrawFromMatch(call({ path: pathOf(match) }, key)),
        done: () => {
          model.at(match).seats.delete(idOf(by))
          model.promote(model.at(match))
        },
      }),
    wait: ({ by, match, key }) => {
      model.clearToWait(match, idOf(by))
      return write<{ position: number }>({
        ...{ caller: `${by}`, operation: 'wait', key, request: pathOf(match), status: 201 },
        refusal: model.waiting(match, idOf(by)),
        send: () => as(by).joinWaitingList(call({ path: pathOf(match) }, key)),
        done: ({ position }) => expect(position).toBe(model.at(match).line.push(idOf(by))),
      })
    },
    leave: ({ by, match, key }) =>
      write<undefined>({
        ...{ caller: `${by}`, operation: 'leave', key, request: pathOf(match), status: 204 },
        refusal: model.leaving(match, idOf(by)),
        send: () => as(by).leaveWaitingList(call({ path: pathOf(match) }, key)),
        done: () => {
          const found = model.at(match)
          found.line = found.line.filter((userId) => userId !== idOf(by))
        },
      }),
    tick: async ({ minutes }) => {
      clock.at += minutes * MINUTE_MS
    },
    sweep: async () => {
      expect(await sweepSeats({}, { awsRequestId: 'sweep' })).toMatchObject(model.sweep())
    },
    list: async ({ limit, ...asked }) => {
      const [from, to] = [nearStart(asked.from), nearStart(asked.to)]
      const query = { ...(from ? { from } : {}), ...(to ? { to } : {}), limit: `${limit}` }
      const ask = (cursor?: string) => as(0).listMatches({ query: { ...query, ...(cursor ? { cursor } : {}) } })
      expect(await everyPage(limit, ask)).toEqual(model.between(from ?? (to ? '' : undefined), to))
    },
    look: async ({ by, match, limit }) => {
      await learn()
      const path = pathOf(match)
      const paged = (cursor?: string) => ({ limit: `${limit}`, ...(cursor ? { cursor } : {}) })
      const mine = await everyPage(limit, (cursor) => as(by).listMyApplications({ query: paged(cursor) }))
      expect(mine).toEqual(model.seatsOf(idOf(by)))
      const shown = await as(by).getMatch({ path })
      if (shown.ok) expect(shown.body).toEqual(viewOf(model.at(match)))
      else expect([shown.code, model.matches[match]]).toEqual(['match-not-found', undefined])
      const ask = (cursor?: string) => as(by).listApplications({ path, query: paged(cursor) })
      const refusal = model.reading(match, idOf(by))
      const first = await ask()
      if (refusal) expect(`${first.status} ${first.code}`).toBe(refusal)
      else expect(await everyPage(limit, ask)).toEqual(model.seatsIn(match))
    },
  }
  return acts
}

test('the model predicts all actions on matches', { timeout: 60_000 }, () =>
  plays(
    steps,
    { change: 3, apply: 8, withdraw: 5, wait: 5, leave: 1, tick: 5, sweep: 3, list: 3, look: 2 },
    async (history) => {
      const own = await stage(PEOPLE)
      const acts = play(own)
      await acts.open({ by: 0, max: 2, start: 90, fee: 0 })
      await acts.open({ by: 1, max: 2, start: 45, fee: 1000 })
      await history(acts)
      for (const match of [0, 1, 2] as const) await acts.look({ by: match, match, limit: 2 })
      // An expired hold may stay until the sweeper runs.
      await acts.sweep({})
      await expectSound(own)
    },
  ),
)

afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))
