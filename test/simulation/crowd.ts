// A crowd at one match: all seats are taken, many wait, and everything that frees a seat happens at random and under faults.

import { createHash } from 'node:crypto'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { dueBillings } from '#domain/billing/items.ts'
import { dueMatches, dueSeats, Ended, Match, Seat, WaitingList } from '#domain/matches/items.ts'
import { dueUsers } from '#domain/users/items.ts'
import { hashPassword } from '#domain/users/passwords.ts'
import { invariants } from '#functions/rulebook.ts'
import type { Handlers } from '#infra/local/launch.ts'
import { EVERYTHING } from '#infra/simulation/collection.ts'
import { below, pick, seededBy, weighted } from '#infra/simulation/seeded.ts'
import { CALM, Chance, type Weather } from '#infra/simulation/weather.ts'
import { due } from '#kernel/commit/due.ts'
import { Store } from '#kernel/commit/store.ts'
import { audit } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { acquaint } from '#test/support/known.ts'
import { eventsIn } from '#test/support/told.ts'
import type { Body, Request } from './calls.ts'
import { contradictions } from './calls.ts'
import { Stage } from './stage.ts'

export interface Crowd {
  readonly seed: number
  readonly seats: number
  readonly waiting: number
  readonly actions: number
  /** Of a seat, in won. */
  readonly fee: number
}

export interface Aftermath {
  readonly failures: readonly string[]
  readonly hash: string
  /** The number of people who got a seat from the waiting list. */
  readonly promoted: number
  /** The number of people who were passed over. */
  readonly passed: number
  readonly strikes: number
  /** The number of states of the match that were judged. */
  readonly states: number
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const PASSWORD = 'correct horse battery'
const WEATHER: Weather = { fault: 0.05, death: 0.003, deafness: 0.03, slowness: 0.02, skewMs: 2000 }
const JOBS = { 'matches.sweepSeats': 5, 'billing.reconcileBillings': 3, 'users.eraseUsers': 3 } as const

interface Person {
  readonly userId: string
  readonly token: string
  accountId?: string
  balance: number
  billing?: Body
}

/** What the watch has seen last. */
interface Seen {
  readonly match: Body
  readonly places: readonly string[]
}

class Scene {
  readonly stage: Stage
  readonly plan: Crowd
  readonly host: Person
  readonly people: readonly Person[]
  matchId = ''
  states = 0
  #seen: Seen | undefined
  #last: unknown

  constructor(stage: Stage, plan: Crowd, [host, ...people]: readonly Person[]) {
    if (!host) throw new Error('A crowd has a host.')
    this.stage = stage
    this.plan = plan
    this.host = host
    this.people = people
    stage.watch = () => this.#watch()
  }

  /** The items of one partition. */
  contents(pk: string): Item[] {
    const { items } = this.stage.tables.table('simulation')
    const found: Item[] = []
    for (
      let entry = items.next(pk, EVERYTHING, undefined, true);
      entry;
      entry = items.next(pk, EVERYTHING, entry, true)
    )
      found.push(unmarshall(entry.item))
    return found
  }

  get all(): Item[] {
    return [...this.stage.tables.table('simulation').items.entries()].map(({ item }) => unmarshall(item))
  }

  now(): { match: Body; seats: Body[]; places: readonly { userId: string; joinedAt: string }[] } {
    const items = this.contents(Match.key(this.matchId).pk)
    return {
      match: items.find((item) => Match.is(item)),
      seats: items.filter((item) => Seat.is(item)),
      places: items.find((item) => WaitingList.is(item))?.places ?? [],
    }
  }

  /** Judges each state of the match that is ever stored. */
  #watch(): void {
    const { items } = this.stage.tables.table('simulation')
    const { pk } = Match.key(this.matchId)
    const range = { isBefore: (sort: string) => sort < 'MATCH', isBehind: (sort: string) => sort > 'MATCH' }
    const entry = items.next(pk, range, undefined, true)
    if (!entry || entry.item === this.#last) return
    this.#last = entry.item
    this.states += 1
    const { match, seats, places } = this.now()
    const fails = (what: string) => this.stage.failures.push(`at ${this.stage.world.nowMs} ms: ${what}`)
    const waiting = match.waitingCount ?? 0
    if (waiting !== places.length) fails(`waitingCount is ${waiting}, but ${places.length} wait`)
    if (match.playerCount !== seats.length) fails(`playerCount is ${match.playerCount}, but ${seats.length} play`)
    if (match.playerCount > match.maxPlayerCount) fails(`${match.playerCount} play on ${match.maxPlayerCount} seats`)
    if (waiting > 0 && match.status === 'OPEN' && match.playerCount < match.maxPlayerCount)
      fails(`${match.maxPlayerCount - match.playerCount} seats are free while ${waiting} wait`)
    this.#order(
      places.map(({ userId }) => userId),
      new Set(seats.map(({ userId }) => userId)),
    ).forEach(fails)
    this.#seen = { match, places: places.map(({ userId }) => userId) }
  }

  /** People leave a list or join its end, and a person who gets a seat was the first of them. */
  #order(places: readonly string[], seated: ReadonlySet<string>): string[] {
    const before = this.#seen?.places ?? []
    const left = before.filter((userId) => places.includes(userId))
    const found =
      places.slice(0, left.length).join() === left.join() ? [] : ['the order of the waiting list has changed']
    const promoted = before.filter((userId) => !places.includes(userId) && seated.has(userId))
    const overtaken = left.filter((userId) => promoted.some((other) => before.indexOf(other) > before.indexOf(userId)))
    return [
      ...found,
      ...overtaken.map((userId) => `${userId} was overtaken`),
      ...places.filter((userId) => seated.has(userId)).map((userId) => `${userId} waits and plays`),
    ]
  }
}

type Does = (
  scene: Scene,
  random: () => number,
) => readonly [who: Person, request: Request, learns?: (body: Body) => void] | undefined

const at = (scene: Scene) => ({ path: { matchId: scene.matchId } })
const personOf = ({ people }: Scene, userId: string): Person | undefined => people.find((one) => one.userId === userId)
/** One of the players, or of the people who wait; now and then another. */
const some = (scene: Scene, random: () => number, from: 'seats' | 'places'): Person => {
  const found = scene.now()[from]
  const [one] = found.length > 0 ? [pick(random, [...found])] : []
  return (one && random() < 0.95 ? personOf(scene, one.userId) : undefined) ?? pick(random, scene.people)
}

/** What happens, with how often. */
const acts: Readonly<Record<string, readonly [weight: number, does: Does]>> = {
  'gives a seat back': [
    30,
    (scene, random) => [some(scene, random, 'seats'), { operation: 'matches.withdrawFromMatch', ...at(scene) }],
  ],
  'stops waiting': [
    8,
    (scene, random) => [some(scene, random, 'places'), { operation: 'matches.leaveWaitingList', ...at(scene) }],
  ],
  waits: [12, (scene, random) => [pick(random, scene.people), { operation: 'matches.joinWaitingList', ...at(scene) }]],
  applies: [8, (scene, random) => [pick(random, scene.people), { operation: 'matches.applyToMatch', ...at(scene) }]],
  'makes room': [
    6,
    (scene, random) => {
      const { maxPlayerCount } = scene.now().match
      const more = random() < 0.15 ? 20 : below(random, 4)
      return [
        scene.host,
        {
          operation: 'matches.changeMatch',
          ...at(scene),
          body: { maxPlayerCount: Math.min(100, maxPlayerCount + more) },
        },
      ]
    },
  ],
  blocks: [
    4,
    (scene, random) => [
      scene.host,
      { operation: 'friends.blockUser', path: { userId: some(scene, random, 'places').userId } },
    ],
  ],
  leaves: [
    5,
    (scene, random) => [
      some(scene, random, pick(random, ['seats', 'places'])),
      { operation: 'users.deleteMe', body: { currentPassword: PASSWORD } },
    ],
  ],
  orders: [
    14,
    (scene, random) => {
      const me = some(scene, random, 'seats')
      const { fee } = scene.plan
      if (fee === 0) return undefined
      const cash = random() < 0.6
      if (cash && !me.accountId) {
        const body = { bank: 'Hana', accountNumber: String(100_000 + scene.people.indexOf(me)) }
        return [me, { operation: 'wallet.openAccount', body }, ({ accountId }) => Object.assign(me, { accountId })]
      }
      if (cash && me.balance < fee) {
        const path = { accountId: String(me.accountId) }
        return [
          me,
          { operation: 'wallet.deposit', path, body: { amount: fee, information: '' } },
          () => Object.assign(me, { balance: me.balance + fee }),
        ]
      }
      const body = { orders: [at(scene).path], ...(cash ? { cashAmount: fee } : { gateway: 'TOSS' }) }
      return [me, { operation: 'billing.createBilling', body }, (billing) => Object.assign(me, { billing })]
    },
  ],
  pays: [
    10,
    (scene, random) => {
      const me = billed(scene, random)
      return me && [me, { operation: 'billing.confirmBilling', path: { billingId: me.billing.billingId } }]
    },
  ],
  cancels: [
    8,
    (scene, random) => {
      const me = billed(scene, random)
      if (!me) return undefined
      const path = { billingId: me.billing.billingId }
      return [me, { operation: 'billing.cancelBilling', path, body: { reason: 'rain' } }]
    },
  ],
}

const billed = ({ people }: Scene, random: () => number): Person | undefined => {
  const found = people.filter(({ billing }) => billing)
  return found.length > 0 ? pick(random, found) : undefined
}

const gapOf = (random: () => number, fee: number): number => {
  const [dice, size] = [random(), random()]
  if (dice < 0.6) return size * 30
  if (dice < 0.95) return size * 3000
  // Holds lapse.
  return size * (fee > 0 ? 25 : 5) * MINUTE_MS
}

export const crowd = async (plan: Crowd, handlers: Handlers): Promise<Aftermath> => {
  const { seed, seats, waiting, actions, fee } = plan
  const chance = new Chance(seed, CALM)
  const stage = await Stage.open(seed, chance, handlers)
  try {
    const scene = new Scene(stage, plan, await populate(stage, seats + waiting + 40))
    await gather(scene)
    chance.weather = WEATHER
    let time = stage.world.nowMs
    const times = seededBy(seed, 'times')
    for (let id = 0; id < actions; id += 1) {
      time += Math.round(gapOf(times, fee))
      await stage.passes(time)
      act(scene, id, seed)
    }
    await stage.passes()
    chance.weather = CALM
    await settle(scene)
    return { ...(await judged(scene)), strikes: chance.strikes.length, states: scene.states }
  } finally {
    stage.close()
  }
}

/** Registered people, the host first. */
const populate = async (stage: Stage, size: number): Promise<Person[]> => {
  const passwordHash = await hashPassword({}, PASSWORD, (bytes) => new Uint8Array(bytes))
  const store = async (items: readonly Item[]): Promise<void> => {
    for (const item of items)
      await stage.world.client.send(
        new PutCommand({ TableName: 'simulation', Item: 'passwordHash' in item ? { ...item, passwordHash } : item }),
      )
  }
  const people: Person[] = []
  while (people.length < size) {
    const random = Uint8Array.from(
      { length: 10 },
      (_, byte) => (byte < 8 ? 0 : people.length >> (byte === 8 ? 8 : 0)) & 255,
    )
    const userId = typeId('user', stage.now, random)
    await acquaint({ table: { store } as never, now: () => stage.iso() }, { userId })
    people.push({ userId, balance: 0, token: await tokenFor(userId, 'USER', { lifetimeS: 100 * 365 * 24 * 3600 }) })
  }
  return people
}

const asks = (scene: Scene, name: string, who: Person, request: Request, learns?: (body: Body) => void): void =>
  scene.stage.ask(
    name,
    0,
    async () => ({ by: who.userId, token: who.token, key: name.replaceAll(' ', '-'), ...request }),
    (answer) => {
      if (answer && answer.status < 400) learns?.(answer.body)
    },
  )

/** The match is full, and the others wait, each of whom asks at another time. */
const gather = async (scene: Scene): Promise<void> => {
  const { stage, plan, host, people } = scene
  const body = {
    ...{ title: 'Futsal', venue: 'Seoul', startsAt: stage.iso(60 * DAY_MS), durationMinutes: 60 },
    ...{ maxPlayerCount: plan.seats, fee: plan.fee },
  }
  asks(scene, 'open', host, { operation: 'matches.openMatch', body }, ({ matchId }) => {
    scene.matchId = matchId
  })
  await stage.passes()
  for (const [no, person] of people.slice(0, plan.seats + plan.waiting).entries()) {
    const operation = no < plan.seats ? 'matches.applyToMatch' : 'matches.joinWaitingList'
    asks(scene, `${operation} ${no}`, person, { operation, ...at(scene) })
    await stage.passes()
  }
  const { seats, places } = scene.now()
  if (seats.length !== plan.seats || places.length !== plan.waiting)
    stage.failures.push(`${seats.length} play and ${places.length} wait at first`)
}

const WHAT = { ...Object.fromEntries(Object.entries(acts).map(([name, [weight]]) => [name, weight])), job: 20 }

const act = (scene: Scene, id: number, seed: number): void => {
  const random = seededBy(seed, `action ${id}`)
  const what = weighted(random, WHAT)
  if (what === 'job') {
    const job = weighted(random, JOBS)
    scene.stage.run(`${id} ${job}`, 0, job)
    return
  }
  const [who, request, learns] = acts[what]?.[1](scene, random) ?? []
  if (who && request) asks(scene, `${id} ${what}`, who, request, learns)
}

/** Jobs run until nothing is left for them. */
const settle = async ({ stage }: Scene): Promise<void> => {
  const store = new Store(stage.world.client, 'simulation')
  for (let round = 0; round < 60; round += 1) {
    for (const job of Object.keys(JOBS)) stage.run(`end ${round} ${job}`, 0, job)
    await stage.passes()
    const left = [
      ...(await due(store, dueBillings, { limit: 100 })),
      ...(await due(store, dueSeats, { limit: 100 })),
      ...(await due(store, dueMatches, { limit: 100 })),
      ...(await due(store, dueUsers, { limit: 100 })),
    ]
    if (left.length === 0) return
    stage.world.nowMs += round % 3 === 2 ? DAY_MS : 12 * MINUTE_MS
  }
  stage.failures.push('the jobs find no end')
}

/** Each promotion is told by one event, and the events follow the order in which people had joined. */
const judged = async (scene: Scene): Promise<Pick<Aftermath, 'failures' | 'hash' | 'promoted' | 'passed'>> => {
  const { stage, matchId } = scene
  const items = scene.all
  const events = eventsIn(items, matchId)
  const ofType = (type: string): Body[] => events.filter((event) => event.type === type)
  const promoted = ofType('waitlist.promoted')
  const applications = promoted.map(({ data }) => data.applicationId)
  const taken = new Map<number, string>(
    items.flatMap((item): [number, string][] => {
      if (!Seat.is(item) && !Ended.is(item)) return []
      return item.pk === Match.key(matchId).pk && item.takenSeq ? [[item.takenSeq, item.applicationId]] : []
    }),
  )
  const report = await audit({
    ...{ client: stage.world.client, tableName: 'simulation', invariants, clock: () => stage.now },
    pause: async () => {},
  })
  const failures = [
    ...stage.failures,
    ...stage.calls.flatMap(contradictions),
    ...report.violations.map(({ module, rule, where }) => `the audit: ${module}.${rule} at ${where}`),
    ...events.flatMap(({ seq }, at) => (seq === at + 1 ? [] : [`event ${seq} is the ${at + 1}th`])),
    ...applications.flatMap((one, at) => (applications.indexOf(one) === at ? [] : [`${one} was told twice`])),
    ...promoted.flatMap(({ seq, data }) =>
      taken.get(seq) === data.applicationId ? [] : [`event ${seq} tells of ${data.applicationId}, which took no seat`],
    ),
    ...promoted.flatMap(({ data }, at) =>
      at === 0 || data.joinedAt > promoted[at - 1]?.data.joinedAt ? [] : [`${data.userId} got a seat too late`],
    ),
    ...[...taken].flatMap(([seq, applicationId]) =>
      events[seq - 1]?.data['applicationId'] === applicationId ? [] : [`no event tells of ${applicationId}`],
    ),
  ]
  return {
    failures,
    promoted: promoted.length,
    passed: ofType('waitlist.left').filter(({ data }) => data.by === 'PASSED_OVER').length,
    hash: createHash('sha256').update(stage.world.history.join('\n')).digest('hex').slice(0, 16),
  }
}
