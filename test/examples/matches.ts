// Calls of matches, one that succeeds for every endpoint.

import { HOLD_MS } from '#domain/matches/items.ts'
import { matches } from '#functions/matches/contract.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import type { Shows } from '#kit/testing/call.ts'
import { ok } from '#test/support/ok.ts'
import type { World } from '#test/support/people.ts'
import { DAY_MS, hosted, matchBody, seated } from '#test/support/prepared.ts'
import { ACTIVE, type Examples, holds, type Refusals, type Scenarios, type Unmissed } from './example.ts'

const shows =
  (world: World): Shows =>
  async (reply) => {
    const found = await world.api.matches.getMatch({ path: { matchId: String(reply['matchId']) } })
    return found.ok && JSON.stringify(found.body) === JSON.stringify(reply)
  }

/** A player with a calendar. */
const withCalendar = async (world: World) => {
  const { as } = await seated(world)
  const { token } = ok(await as.api.matches.openCalendar({}))
  return { as, query: { token } }
}

export const examples: Examples<typeof matches> = {
  openMatch: async (world) => ({ as: await world.stranger(), body: matchBody(world), shows: shows(world) }),
  listMatches: async (world) => {
    await hosted(world)
    return {}
  },
  getMatch: async (world) => ({ path: (await hosted(world)).path }),
  changeMatch: async (world) => ({ ...(await hosted(world)), body: { title: 'Basketball' }, shows: shows(world) }),
  cancelMatch: async (world) => ({ ...(await hosted(world)), shows: shows(world) }),
  applyToMatch: async (world) => ({ as: await world.stranger(), path: (await hosted(world)).path }),
  withdrawFromMatch: seated,
  listApplications: seated,
  listMyMatches: async (world) => ({ as: (await seated(world)).as }),
  openCalendar: async (world) => ({
    as: await world.stranger(),
    shows: async ({ token }) => (await world.api.matches.getCalendar({ query: { token: String(token) } })).ok,
  }),
  revokeCalendar: async (world) => {
    const { as, query } = await withCalendar(world)
    return { as, shows: async () => !(await world.api.matches.getCalendar({ query })).ok }
  },
  getCalendar: async (world) => ({ query: (await withCalendar(world)).query }),
  listMyApplications: async (world) => ({ as: (await seated(world)).as }),
}

export const refusals: Refusals<typeof matches> = {
  changeMatch: async (world) => ({ ...(await seated(world)), body: { title: 'Mine' } }),
  cancelMatch: (world) => seated(world),
  applyToMatch: async (world) => {
    const { path } = await hosted(world, 0, 1)
    ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
    return { as: await world.stranger(), path }
  },
  withdrawFromMatch: async (world) => ({ as: await world.stranger(), path: (await hosted(world)).path }),
}

/** A seat with an expired hold. */
const lapsed = async (world: World, seats = 18) => {
  const { path } = await hosted(world, 1000, seats)
  const as = await world.stranger()
  await as.api.matches.applyToMatch({ path })
  world.passes(HOLD_MS + 1000)
  return { as, path }
}
const job = () => sweepSeats({}, { awsRequestId: 'sweep' })

export const scenarios: Scenarios = {
  'applyToMatch after a hold ran out': async (world) => ({
    endpoint: matches.applyToMatch,
    ...(await lapsed(world)),
  }),
  'applyToMatch in place of a lapsed hold': async (world) => ({
    endpoint: matches.applyToMatch,
    path: (await lapsed(world, 1)).path,
    as: await world.stranger(),
  }),
  'sweepSeats of a lapsed hold': async (world) => {
    await lapsed(world)
    return { job }
  },
  'sweepSeats of a moved match': async (world) => {
    const { as, path } = await hosted(world)
    ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
    ok(await as.api.matches.changeMatch({ path, body: { startsAt: world.now(9 * DAY_MS) } }))
    return { job }
  },
  'openCalendar once more': async (world) => ({ endpoint: matches.openCalendar, as: (await withCalendar(world)).as }),
  'sweepSeats of a cancelled match': async (world) => {
    const { as, path } = await hosted(world)
    await (await world.stranger()).api.matches.applyToMatch({ path })
    await as.api.matches.cancelMatch({ path })
    return { job }
  },
}

/** The record of an ended application. */
export const ENDED = 'It changes nothing for anybody: the audits read it to judge later what happened to the seat.'
const welcome = { 'ConditionCheck FRIENDS/EDGE': holds('notBlocked') }
export const unmissed: Unmissed = {
  openMatch: ACTIVE,
  openCalendar: ACTIVE,
  'openCalendar once more': {
    ...ACTIVE,
    'ConditionCheck CALENDAR/CALENDAR': 'It writes nothing, but holds the reply to what is stored: calendarUnchanged.',
  },
  'sweepSeats of a moved match': { 'Update MATCH/MATCH': 'The next run finds the match with its seats in place.' },
  applyToMatch: { ...welcome, ...ACTIVE },
  'applyToMatch after a hold ran out': {
    ...welcome,
    ...ACTIVE,
    'ConditionCheck MATCH/MATCH': holds('open'),
    'Put MATCH/ENDED': ENDED,
  },
  'applyToMatch in place of a lapsed hold': {
    'then ConditionCheck FRIENDS/EDGE': holds('notBlocked'),
    'then ConditionCheck USER/USER': holds('active'),
    'Put MATCH/ENDED': ENDED,
  },
  withdrawFromMatch: { 'Put MATCH/ENDED': ENDED },
  'sweepSeats of a lapsed hold': { 'Put MATCH/ENDED': ENDED },
  'sweepSeats of a cancelled match': {
    'Put MATCH/ENDED': ENDED,
    'then Update MATCH/MATCH': 'The next run finds the match empty once more.',
  },
}
