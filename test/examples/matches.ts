// Calls of matches, one that succeeds for every endpoint.

import { HOLD_MS } from '#domain/matches/items.ts'
import { matches } from '#functions/matches/contract.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import type { Shows } from '#kit/testing/call.ts'
import { ok } from '#test/support/ok.ts'
import type { User, World } from '#test/support/people.ts'
import { awaited, DAY_MS, hosted, matchBody, seated } from '#test/support/prepared.ts'
import {
  ACTIVE,
  type Examples,
  holds,
  type Refusals,
  type Scenarios,
  type Undemanded,
  type Unmissed,
} from './example.ts'
import { befriended } from './friends.ts'

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

/** A host who has added a friend. */
export const hosting = async (world: World) => {
  const { as, friend } = await befriended(world)
  const { matchId } = ok(await as.api.matches.openMatch({ body: matchBody(world) }))
  return { as, friend, path: { matchId } }
}

/** A user with an invitation. */
export const invited = async (world: World) => {
  const { as: host, friend, path: match } = await hosting(world)
  ok(await host.api.matches.invite({ path: match, body: { userIds: [friend.userId] } }))
  const [invitation] = ok(await friend.api.matches.listInvitations({})).items
  const { invitationId = '' } = invitation ?? {}
  return { host, as: friend, match, path: { invitationId } }
}

const waits =
  (world: World): Shows =>
  async (reply) => {
    const found = await world.api.matches.getMatch({ path: { matchId: String(reply['matchId']) } })
    return found.ok && found.body.waitingCount === reply['position']
  }

const hasInvitation =
  ({ api }: User, status: string): Shows =>
  async () =>
    ok(await api.matches.listInvitations({})).items.some((one) => one.status === status)

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
  joinWaitingList: async (world) => ({
    as: await world.stranger(),
    path: (await awaited(world, 0)).path,
    shows: waits(world),
  }),
  leaveWaitingList: async (world) => {
    const { first: as, path } = await awaited(world)
    return { as, path }
  },
  listWaiting: async (world) => {
    const { host: as, path } = await awaited(world)
    return { as, path }
  },
  invite: async (world) => {
    const { as, friend, path } = await hosting(world)
    return { as, path, body: { userIds: [friend.userId] }, shows: hasInvitation(friend, 'PENDING') }
  },
  listInvitations: async (world) => ({ as: (await invited(world)).as }),
  acceptInvitation: async (world) => {
    const { as, path } = await invited(world)
    return { as, path, shows: hasInvitation(as, 'ACCEPTED') }
  },
  declineInvitation: async (world) => {
    const { as, path } = await invited(world)
    return { as, path, shows: hasInvitation(as, 'DECLINED') }
  },
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
  joinWaitingList: async (world) => ({ as: await world.stranger(), path: (await hosted(world)).path }),
  leaveWaitingList: async (world) => ({ as: await world.stranger(), path: (await awaited(world)).path }),
  invite: async (world) => ({
    ...(await hosted(world)),
    body: { userIds: [(await world.stranger()).userId] },
  }),
  acceptInvitation: async (world) => {
    const { as, path } = await invited(world)
    ok(await as.api.matches.declineInvitation({ path }))
    return { as, path }
  },
  declineInvitation: async (world) => ({ as: await world.stranger(), path: (await invited(world)).path }),
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
  'withdrawFromMatch while people wait': async (world) => {
    const { player: as, path } = await awaited(world)
    return { endpoint: matches.withdrawFromMatch, as, path }
  },
  'withdrawFromMatch while people wait for a seat with a fee': async (world) => {
    const { player: as, path } = await awaited(world, 2, 1000)
    return { endpoint: matches.withdrawFromMatch, as, path }
  },
  'changeMatch while people wait': async (world) => {
    const { host: as, path } = await awaited(world, 2)
    return { endpoint: matches.changeMatch, as, path, body: { maxPlayerCount: 2 } }
  },
  'cancelMatch while people wait': async (world) => {
    const { host: as, path } = await awaited(world)
    return { endpoint: matches.cancelMatch, as, path, shows: shows(world) }
  },
  'joinWaitingList of a match with a fee': async (world) => ({
    endpoint: matches.joinWaitingList,
    as: await world.stranger(),
    path: (await awaited(world, 1, 1000)).path,
  }),
  'sweepSeats while people wait': async (world) => {
    await awaited(world, 1, 1000)
    world.passes(HOLD_MS + 1000)
    return { job }
  },
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
const unseated = { 'ConditionCheck MATCH/SEAT': holds('oneApplication') }
const answered = {
  'ConditionCheck FRIENDS/EDGE': holds('unblocked and notBlocked'),
  'ConditionCheck USER/USER': holds('senderStays and active'),
}
/** The checks on the people who get a seat. */
const promoted = {
  'ConditionCheck FRIENDS/EDGE': holds('welcome'),
  'ConditionCheck USER/USER': holds('stays'),
}
export const unmissed: Unmissed = {
  openMatch: ACTIVE,
  changeMatch: ACTIVE,
  cancelMatch: ACTIVE,
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
    'Put MATCH/ENDED': ENDED,
  },
  'applyToMatch in place of a lapsed hold': {
    'then ConditionCheck FRIENDS/EDGE': holds('notBlocked'),
    'then ConditionCheck USER/USER': holds('active'),
    'Put MATCH/ENDED': ENDED,
  },
  withdrawFromMatch: { 'Put MATCH/ENDED': ENDED },
  joinWaitingList: { ...unseated, ...welcome, ...ACTIVE },
  invite: {
    'ConditionCheck FRIENDS/EDGE': holds('dispatches and subscribes'),
    'ConditionCheck USER/USER': holds('active'),
    'ConditionCheck MATCH/SEAT': holds('seatless'),
    'Update INVITEE/SENT': 'The sender has one more invitation left today.',
  },
  acceptInvitation: answered,
  declineInvitation: answered,
  'withdrawFromMatch while people wait': { ...promoted, 'Put MATCH/ENDED': ENDED },
  'withdrawFromMatch while people wait for a seat with a fee': { ...promoted, 'Put MATCH/ENDED': ENDED },
  'changeMatch while people wait': promoted,
  'cancelMatch while people wait': ACTIVE,
  'joinWaitingList of a match with a fee': {
    ...{ ...unseated, ...welcome, ...ACTIVE },
    'ConditionCheck MATCH/TAKES': holds('fewTakes'),
  },
  'sweepSeats while people wait': { ...promoted, 'Put MATCH/ENDED': ENDED },
  'sweepSeats of a lapsed hold': { 'Put MATCH/ENDED': ENDED },
  'sweepSeats of a cancelled match': {
    'Put MATCH/ENDED': ENDED,
    'then Update MATCH/MATCH': 'The next run finds the match empty once more.',
  },
}

export const undemanded: Undemanded = {
  joinWaitingList: { 'MATCH/TAKES': 'Takes are limited only where seats have a fee.' },
  invite: { 'MATCH/SEAT': 'The host needs no seat to invite.' },
}
