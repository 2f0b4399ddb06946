// A match as players see it: who has a seat, and whether another one can be taken.

import type { BillingItem } from '#domain/billing/items.ts'
import { invitationIdOf } from '#domain/matches/invitations.ts'
import type { Operation } from '#infra/simulation/linearizable.ts'
import { type Body, isOk, type Told } from '../calls.ts'
import { type Evidence, operation, SOMETIME, seen } from './evidence.ts'
import type { History } from './judge.ts'

interface State {
  readonly status: string
  readonly startsAt: string
  readonly max: number
  /** By user: whether the seat has a parking place. */
  readonly seats: Readonly<Record<string, boolean>>
  /** Seats that a raised limit gave to people on the waiting list: its reply counts them before it is known whose they are. */
  readonly given: number
}

/** Processes agree about the time to within two seconds. */
const APART_MS = 3000

const countIn = ({ seats, given }: State): number => Object.keys(seats).length + given
const parkedIn = ({ seats }: State): number => Object.values(seats).filter(Boolean).length
const hasSeat = ({ seats }: State, user: string): boolean => seats[user] !== undefined
const text = ({ status, startsAt, max, seats, given }: State): string =>
  `${status}, starts ${startsAt}, ${max} seats, ${given} just given: ${Object.entries(seats)
    .map(([user, isParked]) => user + (isParked ? ' with a car' : ''))
    .sort()}`

const iso = (ms: number): string => new Date(ms).toISOString()
/** Whether the match may have been open, or over, while the request was handled. */
const mayBeOpen = ({ status, startsAt }: State, { beganAt }: Told): boolean =>
  status === 'OPEN' && startsAt > iso(beganAt - APART_MS)
const mayBeOver = ({ status, startsAt }: State, { endedAt }: Told): boolean =>
  status !== 'OPEN' || (endedAt !== undefined && startsAt <= iso(endedAt + APART_MS))

const sit = (state: State, user: string, isParked: boolean): State | undefined => {
  if (!hasSeat(state, user) && countIn(state) >= state.max) return undefined
  return { ...state, seats: { ...state.seats, [user]: isParked || (state.seats[user] ?? false) } }
}
/** A seat from the waiting list. */
const promote = (state: State, user: string): State | undefined =>
  state.given > 0 ? sit({ ...state, given: state.given - 1 }, user, false) : sit(state, user, false)
const leave = ({ seats, ...state }: State, user: string): State => {
  const { [user]: _, ...left } = seats
  return { ...state, seats: left }
}

export const matches = (evidence: Evidence): History<State>[] =>
  evidence.told.flatMap(({ request, answer, began }) => {
    if (request.operation !== 'matches.openMatch' || !answer || !isOk(answer)) return []
    const { matchId, startsAt, maxPlayerCount } = answer.body
    const initial: State = { status: 'OPEN', startsAt, max: maxPlayerCount, seats: {}, given: 0 }
    const told = evidence.told.flatMap((one) => ofMatch(one, answer.body, evidence))
    return [
      {
        about: matchId,
        model: { initial, text },
        operations: [
          ...told,
          ...ofBillings(answer.body, evidence),
          ...promotions(answer.body, evidence),
          ...ends(answer.body, evidence, began),
        ],
      },
    ]
  })

const ofMatch = (told: Told, match: Body, evidence: Evidence): Operation<State>[] => {
  const { people } = evidence
  const { matchId } = match
  const { request, answer } = told
  const { path = {}, body = {}, by = '' } = request
  if (request.operation === 'billing.createBilling') return refusedOrder(told, matchId, people)
  const user = people.get(by) ?? by
  if (path['matchId'] !== matchId && request.operation !== 'matches.acceptInvitation') return []
  const refusal = answer && !isOk(answer) ? String(answer.body.code) : undefined
  const refused = (reasons: Readonly<Record<string, (state: State) => boolean>>): Operation<State>[] => {
    const is = reasons[refusal ?? '']
    return is ? [seen(told, is)] : []
  }
  switch (request.operation) {
    case 'matches.applyToMatch':
      if (refusal)
        return refused({
          'already-applied': (state) => hasSeat(state, user),
          'match-full': (state) => countIn(state) >= state.max && !hasSeat(state, user),
          'match-closed': (state) => mayBeOver(state, told),
        })
      return [
        operation(told, {
          alike: `${user} applies`,
          apply: (state) => (mayBeOpen(state, told) && !hasSeat(state, user) ? sit(state, user, false) : undefined),
        }),
      ]
    case 'matches.withdrawFromMatch':
      if (refusal)
        return refused({
          'application-not-found': (state) => !hasSeat(state, user),
          'application-paid': (state) => hasSeat(state, user),
        })
      return [operation(told, { apply: (state) => (hasSeat(state, user) ? leave(state, user) : undefined) })]
    case 'matches.changeMatch': {
      const wanted = body['maxPlayerCount'] as number | undefined
      if (refusal)
        return refused({
          'max-below-players': (state) => (wanted ?? Infinity) < countIn(state),
          'match-closed': (state) => mayBeOver(state, told),
        })
      return [
        operation(told, {
          apply: (state) => {
            const { maxPlayerCount: max = wanted ?? state.max, startsAt = body['startsAt'] ?? state.startsAt } =
              answer?.body ?? {}
            const given = answer ? answer.body['playerCount'] - countIn(state) : 0
            const after = { ...state, max, startsAt, given: state.given + given }
            if (!mayBeOpen(state, told) || max < countIn(after)) return undefined
            if (given < 0 || given > waitersOf(match, evidence).length) return undefined
            return !answer || shows(answer.body)(after) ? after : undefined
          },
        }),
      ]
    }
    case 'matches.cancelMatch':
      if (refusal) return refused({ 'match-closed': (state) => mayBeOver(state, told) })
      return [
        operation(told, {
          apply: (state) => {
            const after = { ...state, status: 'CANCELLED' }
            return mayBeOpen(state, told) && (!answer || shows(answer.body)(after)) ? after : undefined
          },
        }),
      ]
    case 'matches.getMatch':
      return answer && !refusal ? [seen(told, shows(answer.body))] : []
    case 'matches.acceptInvitation':
      // Its match is known by the id, also where no reply came.
      if (path['invitationId'] !== invitationIdOf(matchId, user)) return []
      if (refusal) return refused({ 'already-applied': (state) => hasSeat(state, user) })
      return [
        operation(told, {
          apply: (state) => (mayBeOpen(state, told) && !hasSeat(state, user) ? sit(state, user, false) : undefined),
        }),
      ]
    default:
      return []
  }
}

const shows =
  ({ status, startsAt, maxPlayerCount, playerCount, parkingCount }: Body) =>
  (state: State): boolean =>
    state.status === status &&
    state.startsAt === startsAt &&
    state.max === maxPlayerCount &&
    countIn(state) === playerCount &&
    parkedIn(state) === parkingCount

/** Of several orders, a refusal does not say which one it is about. */
const refusedOrder = (told: Told, matchId: string, people: ReadonlyMap<string, string>): Operation<State>[] => {
  const { request, answer } = told
  const orders = (request.body?.['orders'] ?? []) as { matchId: string }[]
  if (!answer || isOk(answer) || orders.length !== 1 || orders[0]?.matchId !== matchId) return []
  const user = people.get(request.by ?? '') ?? ''
  const reasons: Readonly<Record<string, (state: State) => boolean>> = {
    'already-paid': (state) => hasSeat(state, user),
    'match-full': (state) => countIn(state) >= state.max && !hasSeat(state, user),
    'match-closed': (state) => mayBeOver(state, told),
  }
  const is = reasons[answer.body.code]
  return is ? [seen(told, is)] : []
}

const orderIn = ({ orders }: BillingItem, matchId: string) => orders.find((one) => one.matchId === matchId)

/** What billings reserved: they are kept. */
const ofBillings = ({ matchId }: Body, { made }: Evidence): Operation<State>[] =>
  made.flatMap(({ billing, by }): Operation<State>[] => {
    const order = orderIn(billing, matchId)
    if (!order) return []
    const { userId, billingId, events } = billing
    const isParked = order.plateNumber !== undefined
    const reserve: Operation<State> = {
      ...operation<State>(by, {
        apply: (state) => (mayBeOpen(state, by) ? sit(state, userId, isParked) : undefined),
      }),
      ended: by.ended ?? SOMETIME,
    }
    // Late money reserves again.
    const again = events
      .filter((event) => event === 'recapture')
      .map(
        (): Operation<State> => ({
          ...{ says: `${billingId} is paid late`, began: by.began, ended: SOMETIME },
          apply: (state) => (hasSeat(state, userId) ? undefined : sit(state, userId, isParked)),
        }),
      )
    return [reserve, ...again]
  })

/** People who have joined the waiting list. */
const waitersOf = ({ matchId }: Body, { told, people }: Evidence): { told: Told; user: string }[] =>
  told
    .filter(
      ({ request, answer }) =>
        request.operation === 'matches.joinWaitingList' &&
        request.path?.['matchId'] === matchId &&
        (!answer || isOk(answer)),
    )
    .map((one) => ({ told: one, user: people.get(one.request.by ?? '') ?? '' }))

/** A person on the waiting list may get a seat at any time; crowd.test.ts judges when. */
const promotions = (match: Body, evidence: Evidence): Operation<State>[] =>
  waitersOf(match, evidence).map(
    ({ told, user }): Operation<State> => ({
      ...{ says: `${user} gets a seat from the waiting list`, began: told.began, ended: undefined },
      alike: `${user} gets a seat from the waiting list`,
      apply: (state) => (state.status === 'OPEN' && !hasSeat(state, user) ? promote(state, user) : undefined),
    }),
  )

/** Seats end by themselves: unpaid holds lapse, billings end, and cancelled matches empty. One for each seat ever taken. */
const ends = (match: Body, evidence: Evidence, opened: number): Operation<State>[] => {
  const { matchId, fee } = match
  const { told, made, people } = evidence
  const taken = told.filter(
    ({ request, answer }) =>
      (!answer || isOk(answer)) &&
      ((request.operation === 'matches.applyToMatch' && request.path?.['matchId'] === matchId) ||
        (request.operation === 'matches.acceptInvitation' &&
          request.path?.['invitationId'] === invitationIdOf(matchId, people.get(request.by ?? '') ?? ''))),
  )
  const billed = made.filter(({ billing }) => orderIn(billing, matchId))
  const users = [
    ...taken.map(({ request }) => people.get(request.by ?? '') ?? ''),
    ...waitersOf(match, evidence).map(({ user }) => user),
    ...billed.flatMap(({ billing }) => [billing.userId, billing.userId]),
  ]
  return users.map((user): Operation<State> => {
    const isBilled = fee > 0 || billed.some(({ billing }) => billing.userId === user)
    return {
      ...{ says: `${user} loses the seat`, began: opened, ended: undefined, alike: `${user} loses the seat` },
      apply: (state) =>
        hasSeat(state, user) && (isBilled || state.status === 'CANCELLED') ? leave(state, user) : undefined,
    }
  })
}
