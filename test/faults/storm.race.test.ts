// A storm: many at once on one wallet and a few matches while every kind of fault strikes, and nothing is lost or done twice.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOLD_MS } from '#domain/matches/items.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { classify } from '#kernel/commit/transact.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Abandoned, type Fault, faults } from '#test/support/faults.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, hosted } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const PEOPLE = 24
const DEEDS = 10
const START = 1000
const FAULTS = 0.08
/** Attempts of one request by its client; the kernel has retried each for seconds. */
const MOST_TRIES = 40

const world = useWorld()
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
type Ask = () => Promise<Answer>
interface Person {
  readonly as: User
  readonly path: { readonly accountId: string }
  /** The matches with a seat of the user, according to the replies. */
  readonly seats: Set<string>
}
interface Told {
  readonly ask: Ask
  readonly answer: Answer
}
interface Moved extends Told {
  readonly information: string
  /** The effects on balances. */
  readonly effects: readonly (readonly [accountId: string, change: number])[]
}

const strikes = new Map<Fault, number>()
const troubles = new Map<string, number>()
const count = <K>(counts: Map<K, number>, key: K): unknown => counts.set(key, (counts.get(key) ?? 0) + 1)

const storm = (): void =>
  world.fails(() => {
    if (random() >= FAULTS) return undefined
    const fault = faults[below(faults.length)] as Fault
    count(strikes, fault)
    return fault
  })

/** A client that retries: the same request until a final answer. */
const insist = async (ask: Ask): Promise<Told> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await ask()
    if (answer.status < 500) return { ask, answer }
    count(troubles, `${answer.status} ${answer.code}`)
  }
  throw new Error(`seed ${seedOfRun}: no answer after ${MOST_TRIES} tries`)
}

const sweep = async (): Promise<void> => {
  try {
    await sweepSeats({}, { awsRequestId: 'storm' })
  } catch (error) {
    // The next run continues here.
    const struck =
      error instanceof Abandoned ||
      (error instanceof Problem ? error.kind.status === 503 : classify(error) !== 'rethrow')
    if (!struck) throw error
  }
}

interface Stage {
  readonly people: readonly Person[]
  readonly matches: readonly { readonly as: User; readonly path: { readonly matchId: string } }[]
}

const move = async ({ people }: Stage, { as: { api }, path }: Person, key: string): Promise<Moved> => {
  const body = { amount: 1 + below(400), information: key }
  const { accountId } = path
  const kind = below(3)
  const other = people[below(PEOPLE)]?.path.accountId ?? ''
  const ends = { fromAccountId: accountId, toAccountId: other }
  const deposit = { ask: () => api.wallet.deposit({ path, key, body }), effects: [[accountId, body.amount]] as const }
  const take = { ask: () => api.wallet.withdraw({ path, key, body }), effects: [[accountId, -body.amount]] as const }
  const transfer = {
    ask: () => api.wallet.transfer({ key, body: { ...body, ...ends } }),
    effects: [...take.effects, [other, body.amount] as const],
  }
  const { ask, effects } = [deposit, take, transfer][kind] ?? transfer
  return { ...(await insist(ask)), information: key, effects }
}

const seat = async ({ matches }: Stage, { as, seats }: Person, key: string): Promise<Told> => {
  const { path } = matches[below(matches.length)] ?? expect.unreachable()
  const leaves = seats.has(path.matchId) ? random() < 0.7 : random() < 0.1
  // A seat is safe without a key too: a repeat gets already-applied.
  const keyed = random() < 0.7 ? { path, key } : { path }
  const told = await insist(() =>
    leaves ? as.api.matches.withdrawFromMatch(keyed) : as.api.matches.applyToMatch(keyed),
  )
  if (leaves) seats.delete(path.matchId)
  else if (told.answer.ok || told.answer.code === 'already-applied') seats.add(path.matchId)
  return told
}

const host = async ({ matches }: Stage, key: string): Promise<Told> => {
  const { as, path } = matches[below(matches.length)] ?? expect.unreachable()
  const body = { maxPlayerCount: 3 + below(8) }
  return insist(() => as.api.matches.changeMatch({ path, key, body }))
}

const live = async (stage: Stage, person: Person, name: number, moves: Moved[], others: Told[]): Promise<void> => {
  for (let deed = 0; deed < DEEDS; deed += 1) {
    const key = `${name}-${deed}`
    const dice = random()
    if (dice < 0.55) moves.push(await move(stage, person, key))
    else if (dice < 0.9) others.push(await seat(stage, person, key))
    else if (dice < 0.96) others.push(await host(stage, key))
    else await sweep()
  }
}

/** The entries of each unique text by ledger. */
const entries = async (): Promise<Map<string, number[]>> => {
  const found = new Map<string, number[]>()
  for (const { sk, accountId, information, amount, type } of await world.table.items()) {
    if (!String(sk).startsWith('ENTRY#')) continue
    const place = `${accountId} ${information}`
    const sign = ['DEPOSIT', 'TRANSFER_IN'].includes(String(type)) ? 1 : -1
    found.set(place, [...(found.get(place) ?? []), sign * Number(amount)])
  }
  return found
}

test('nothing acknowledged is lost, nothing happens twice, and nothing is left half done', {
  timeout: 60_000,
}, async () => {
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async () => ({ ...(await accountHolder(world, START)), seats: new Set<string>() })),
  )
  const matches = await Promise.all([0, 0, 500, 500].map((fee) => hosted(world, fee, 6)))
  const stage = { people, matches }
  const moves: Moved[] = []
  const others: Told[] = []
  storm()
  await Promise.all(people.map((person, name) => live(stage, person, name, moves, others)))
  const early = moves.length + others.length
  // All holds expire while users are active.
  world.passes(HOLD_MS + 1000)
  await Promise.all([sweep(), sweep(), ...people.map((one, name) => live(stage, one, name + PEOPLE, moves, others))])
  world.fails(undefined)
  const seed = `seed ${seedOfRun}`
  expect(early, seed).toBeGreaterThan(PEOPLE)
  expect([...strikes.keys()].sort(), `${seed}: every kind of fault`).toEqual([...faults].sort())

  expect([...troubles.keys()].filter((code) => !/^(503 (busy|unavailable)|500 internal)$/.test(code))).toEqual([])
  const died = troubles.get('500 internal') ?? 0
  expect(died, `${seed}: a 500 only where the process died`).toBeLessThanOrEqual(strikes.get('abandoned') ?? 0)
  const codes = new Set([...moves, ...others].map(({ answer }) => `${answer.status} ${answer.code ?? 'ok'}`))
  // A person may take a seat with a fee three times.
  const allowed =
    /^20[014] ok$|^400 same-account$|^404 application-not-found$|^409 (insufficient-balance|already-applied|match-full|max-below-players|too-many-holds)$/
  expect(
    [...codes].filter((code) => !allowed.test(code)),
    seed,
  ).toEqual([])

  const ledger = await entries()
  for (const { information, effects, answer } of moves)
    for (const [accountId, change] of answer.code === 'same-account' ? [] : effects)
      expect(ledger.get(`${accountId} ${information}`) ?? [], `${seed}: ${information}`).toEqual(
        answer.ok ? [change] : [],
      )

  const balances = new Map(people.map(({ path }) => [path.accountId, START]))
  for (const { effects, answer } of moves)
    for (const [accountId, change] of answer.ok ? effects : [])
      balances.set(accountId, (balances.get(accountId) ?? 0) + change)
  for (const { as, path } of people) {
    const account = await as.api.wallet.getAccount({ path })
    expect(account.ok && account.body.balance, seed).toBe(balances.get(path.accountId))
  }

  await sweep()
  for (const { as, path } of matches) {
    const [match, seats] = [await as.api.matches.getMatch({ path }), await as.api.matches.listApplications({ path })]
    if (!match.ok || !seats.ok) throw new Error('the host cannot look')
    const seated = seats.body.items.map(({ userId }) => userId).sort()
    expect(match.body.playerCount, seed).toBe(seated.length)
    const told = people.filter((one) => one.seats.has(path.matchId)).map(({ as: { userId } }) => userId)
    // A hold ends without a reply to its owner.
    if (match.body.fee === 0) expect(seated, seed).toEqual(told.sort())
  }

  // A retry gets the same reply and changes nothing.
  const before = await world.table.items()
  for (const { ask, answer } of moves.filter((one) => one.answer.ok)) expect((await ask()).body).toEqual(answer.body)
  expect(await world.table.items()).toEqual(before)
  const { violations, unsettled } = await world.table.audit()
  expect([violations, unsettled], seed).toEqual([[], 0])
})
