// The unit of work: a plan and its receipt in one transaction, planned anew while others are in the way, settled when a reply is lost.

import { Problem } from './problem.ts'
import { Busy, Unavailable } from './problems.ts'
import { type Keyed, type Reply, receiptKey, replay, writeReceipt } from './receipt.ts'
import { brokenBy, type Clause, companionsOf, problemOf } from './rules.ts'
import type { Runtime } from './runtime.ts'
import { idOf, type Store } from './store.ts'
import { classify, transact } from './transact.ts'
import type { Write } from './write.ts'

export interface Plan {
  readonly writes: readonly Write[]
  readonly reply: Reply
  /** Answered in place of the reply once the writes are stored: a refusal that leaves a trace. */
  readonly refuses?: Problem | undefined
}

export interface Work {
  readonly store: Store
  readonly world: Runtime
  /** Only reads, so it can be asked again. It throws a Problem to refuse. */
  readonly plan: () => Promise<Plan>
  readonly keyed?: Keyed | undefined
  /** Problem codes; of several broken rules the first listed is answered. */
  readonly precedence: readonly string[]
}

/** The programmer's error: a plan that leaves out what belongs together. */
export class Incomplete extends Error {}

/** `again`: nothing was written, plan anew; `at` is the item that others are writing to. `unknown`: perhaps it was written. */
type Outcome =
  | { readonly reply: Reply }
  | { readonly problem: Problem }
  | { readonly again: true; readonly at?: string }
  | 'unknown'

/** How long a request is planned anew before it gives up. */
const BOUND_MS = 5000
const MAX_ACTIONS = 100

/** @returns the plan's reply, or the one its receipt keeps. @throws Problem where a rule is broken or the bound is reached */
export const commit = async (work: Work): Promise<Reply> => {
  const { store, world } = work
  const until = world.clock() + BOUND_MS
  let lane: string | undefined
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await inTurn(lane, work, until)
    if (outcome !== 'unknown') {
      if ('reply' in outcome) return outcome.reply
      if ('problem' in outcome) throw outcome.problem
    }
    if (world.clock() >= until) throw new Problem(outcome === 'unknown' ? Unavailable : Busy)
    store.meter.conflicts += 1
    const waited = lane !== undefined
    lane = outcome === 'unknown' ? undefined : outcome.at
    // Whoever waits for a turn pauses there; whoever lost in spite of a turn met another process.
    if (lane === undefined || waited) await pause(attempt, work)
  }
}

/** What a refusal returned is fresh for about as long as a commit takes; after a longer pause it is read again. */
const pause = async (attempt: number, { store, world }: Work): Promise<void> => {
  const ms = backoffMs(attempt, world)
  await world.pause(ms)
  if (ms > commitMs) store.forget()
}

/** Requests of this process that lost to another on the same item go one after the other: they would only beat each other. */
const lanes = new Map<string, Promise<unknown>>()
const inTurn = async (lane: string | undefined, work: Work, until: number): Promise<Outcome> => {
  if (lane === undefined) return once(work, until)
  const ahead = lanes.get(lane)
  const afterwards = () => {
    // Whoever went ahead has changed what this request remembers.
    work.store.forget()
    return once(work, until)
  }
  const mine = ahead ? ahead.then(afterwards, afterwards) : once(work, until)
  lanes.set(lane, mine)
  try {
    return await mine
  } finally {
    if (lanes.get(lane) === mine) lanes.delete(lane)
  }
}

const once = async (work: Work, until: number): Promise<Outcome> => {
  const { store, world, keyed } = work
  let plan: Plan
  try {
    plan = await work.plan()
    const early = verdict(
      plan.writes.flatMap((write) => {
        const item = store.seen(write.key)
        return item === undefined ? [] : [{ write, item: item ?? undefined }]
      }),
      work.precedence,
    )
    if (early === 'stale') {
      store.forget()
      return { again: true }
    }
    if (early) throw early
  } catch (error) {
    if (!(error instanceof Problem)) {
      // A plan only reads: whatever kept the store from answering, nothing was written.
      if (classify(error) === 'rethrow') throw error
      store.forget()
      return { again: true }
    }
    return outranked(error, work)
  }
  if (plan.writes.length === 0 && !keyed) return settled(plan)
  const now = Math.floor(world.clock() / 1000)
  const writes = keyed ? [writeReceipt(keyed, plan.reply, now), ...plan.writes] : plan.writes
  assertWhole(writes)
  return sendUntilKnown(work, plan, writes, now, until)
}

/** A replay outranks every problem, so a keyed call looks for its receipt before it answers one. */
const outranked = async (problem: Problem, { store, world, keyed }: Work): Promise<Outcome> => {
  if (!keyed) return { problem }
  try {
    const reply = replay(await store.fresh(receiptKey(keyed)), keyed, Math.floor(world.clock() / 1000))
    return reply ? { reply } : { problem }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    if (classify(error) === 'rethrow') throw error
    return { again: true }
  }
}

const sendUntilKnown = async (
  work: Work,
  plan: Plan,
  writes: readonly Write[],
  now: number,
  until: number,
): Promise<Outcome> => {
  const { store, world, keyed } = work
  // Keyed, the receipt tells what became of a lost reply; unkeyed, the same bytes under one token do.
  const token = keyed ? undefined : Buffer.from(world.random(18)).toString('base64url')
  for (let attempt = 0; ; attempt += 1) {
    const began = world.clock()
    const sent = await transact(store, writes, token)
    if (sent === 'committed') {
      observe(world.clock() - began)
      store.forget()
      return settled(plan)
    }
    if (sent === 'unknown') {
      store.forget()
      if (keyed || world.clock() >= until) return 'unknown'
      await world.pause(backoffMs(attempt, world))
      continue
    }
    if (sent.conflicts) store.forget()
    for (const { write, item } of sent.refusals) store.remember(write.key, item)
    const [first] = sent.refusals
    // The receipt's own conflict hides whether this is a replay, so it is looked at anew.
    if (sent.conflicts || !first) return { again: true }
    if (keyed && first.write === writes[0]) return receiptSays(first.item, keyed, now)
    const broken = verdict(sent.refusals, work.precedence)
    if (!broken) throw new Error(`the store refused ${first.write.name}, whose rules hold on what it returned`)
    return broken === 'stale' ? { again: true, at: idOf(first.write.key) } : { problem: broken }
  }
}

const settled = (plan: Plan): Outcome => (plan.refuses ? { problem: plan.refuses } : { reply: plan.reply })

const receiptSays = (item: Parameters<typeof replay>[0], keyed: Keyed, now: number): Outcome => {
  try {
    const reply = replay(item, keyed, now)
    return reply ? { reply } : { again: true }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}

interface Judged {
  readonly write: Write
  readonly item: Readonly<Record<string, unknown>> | undefined
}

/** The problem of the first broken rule; `stale` where the plan was made from what is no longer so. */
const verdict = (judged: readonly Judged[], precedence: readonly string[]): Problem | 'stale' | undefined => {
  const broken: { clause: Clause; item: Judged['item'] }[] = judged.flatMap(({ write, item }) =>
    brokenBy(item, write.requires).map((clause) => ({ clause, item })),
  )
  if (broken.some(({ clause }) => clause.rule.expects)) return 'stale'
  const rank = ({ clause }: { clause: Clause }): number => precedence.indexOf(clause.rule.fails?.code ?? '')
  const [first] = broken.sort((a, b) => rank(a) - rank(b))
  return first && problemOf(first.clause, first.item)
}

/** @throws Error, the programmer's: a plan that no transaction can hold, or that leaves out what belongs together */
const assertWhole = (writes: readonly Write[]): void => {
  if (writes.length > MAX_ACTIONS)
    throw new Error(`a transaction holds ${MAX_ACTIONS} actions, this plan has ${writes.length}`)
  const keys = new Set<string>()
  for (const { key, name } of writes) {
    if (keys.has(idOf(key))) throw new Error(`${name} writes ${idOf(key)}, which the plan writes already`)
    keys.add(idOf(key))
  }
  for (const { name, requires } of writes)
    for (const clause of requires)
      for (const key of companionsOf(clause))
        if (!keys.has(idOf(key))) throw new Incomplete(`${name} goes only with ${idOf(key)} (${clause.rule.rule})`)
}

/** How long a commit takes here, smoothed: the best first pause is about as long. */
let commitMs = 2
const observe = (ms: number): void => {
  commitMs = Math.min(20, Math.max(2, commitMs * 0.9 + ms * 0.1))
}

const MAX_PAUSE_MS = 1000

/** Full jitter under a bound that grows fourfold: with hundreds of writers on one item, slower growth wastes the first second. */
const backoffMs = (attempt: number, world: Runtime): number => {
  const [a = 0, b = 0] = world.random(2)
  return ((a * 256 + b) / 65536) * Math.min(commitMs * 4 ** attempt, MAX_PAUSE_MS)
}
