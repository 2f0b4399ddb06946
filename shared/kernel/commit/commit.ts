// The unit of work: a plan and its receipt in one transaction, planned again while other requests conflict, settled when a reply is lost.

import type { Item } from '#kernel/data/condition.ts'
import { idOf } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'
import type { Write } from '#kernel/data/write.ts'
import { backoffMs, inTurn, observeCommit, staleAfterMs } from './contention.ts'
import { type First, type Plan, Replan } from './plan.ts'
import { fenceOf, holdReceipt, type Keyed, type Reply, receiptKey, replay, writeReceipt, writeTry } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import { settle, type Try } from './settle.ts'
import type { Store } from './store.ts'
import { corrections } from './store-clock.ts'
import { classify, transact } from './transact.ts'
import { assertWhole, verdict } from './verdict.ts'

/** Work without an idempotency key. */
export interface Unkeyed<T> {
  readonly store: Store
  readonly world: Runtime
  /** Only reads, so it can be asked again. It throws a Problem to refuse. */
  readonly plan: () => Promise<Plan<T>>
  /** Problem codes; of several broken rules the first listed is answered. */
  readonly precedence: readonly string[]
  readonly keyed?: undefined
}

export interface Work<T> extends Omit<Unkeyed<T>, 'keyed'> {
  readonly keyed: Keyed | undefined
  /** The reply that the receipt keeps. Without it the receipt is held: other steps of a saga follow, and the last one fills it. */
  readonly replyOf?: (value: T) => Reply
}

export interface Committed<T> {
  readonly kind: 'committed'
  readonly value: T
  /** False where the plan had nothing to write, so that no transaction took place. */
  readonly wrote: boolean
}

/** The receipt of an earlier try keeps the reply. */
export interface Replayed {
  readonly kind: 'replayed'
  readonly reply: Reply
}

interface Refuse {
  readonly kind: 'refuse'
  readonly problem: Problem
}

/** The transaction may have taken place, or still may. */
interface Unknown {
  readonly kind: 'unknown'
}

/** Nothing was written, and nothing of this attempt will be. */
interface PlanAnew {
  readonly kind: 'replan'
  /** The item that other requests are writing to. */
  readonly at?: string
  /** The store did not answer. */
  readonly away?: boolean
  /** An earlier request under the same key is still under way, and may take effect. */
  readonly held?: boolean
  /** What the next receipt under the key must have seen; '' where there is nothing to see. */
  readonly fence?: string
}

/** What an attempt comes to. */
type Outcome<T> = Committed<T> | Replayed | Refuse | PlanAnew | Unknown

/** How long a request is planned again before it gives up. */
const BOUND_MS = 5000

export const AWAY = 'The store cannot be reached. This request wrote nothing and takes no effect later. Retry later.'

/** What an attempt knows beside its plan. */
interface Scene {
  readonly store: Store
  readonly world: Runtime
  readonly keyed?: Keyed | undefined
  readonly precedence: readonly string[]
  /** The fence of the key, as far as it is known. */
  readonly fence: string
  /** When planning began, by monotonic time. */
  readonly began: number
}

type Attempt<T> = Scene & Pick<Work<T>, 'plan' | 'replyOf'>

/** How old a plan may be when it is sent, so that its times are never far behind those at which it takes effect. */
const PLAN_MS = 5000

/**
 * A refusal is thrown, not returned: handlers refuse in the middle of an expression by throwing, and every caller passes it on.
 * @throws Problem where a rule is broken, the bound is reached, or the outcome is unknown
 */
export async function commit<T>(work: Unkeyed<T>): Promise<Committed<T>>
export async function commit<T>(work: Work<T>): Promise<Committed<T> | Replayed>
export async function commit<T>(work: Unkeyed<T> | Work<T>): Promise<Committed<T> | Replayed> {
  const { store, world } = work
  let until = world.elapsed() + Math.min(BOUND_MS, store.leftMs)
  const leftMs = (): number => until - world.elapsed()
  let lane: string | undefined
  let fence = ''
  let held = false
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await inTurn({ lane, waitMs: leftMs() }, async (waited): Promise<Outcome<T>> => {
      if (waited) {
        if (leftMs() <= 0) return { kind: 'replan' }
        // The request that went first has changed what this one remembers.
        store.forget()
      }
      return once({ ...work, fence, began: world.elapsed() })
    })
    if (outcome.kind === 'committed' || outcome.kind === 'replayed') return outcome
    if (outcome.kind === 'refuse') throw outcome.problem
    if (outcome.kind === 'unknown') throw new Problem(Unavailable)
    if (outcome.fence !== undefined) {
      fence = outcome.fence
      // Settling a lost reply took its time; what is planned from here on has time of its own.
      until = world.elapsed() + Math.min(BOUND_MS, store.leftMs)
    }
    // What an earlier request under the key does is not known from then on.
    held ||= outcome.held === true
    if (leftMs() <= 0) throw givenUp({ ...outcome, held })
    store.meter.conflicts += 1
    const hadTurn = lane !== undefined
    lane = outcome.at
    // A request that waits for a turn pauses there. One that lost despite its turn met another process.
    if (lane === undefined || hadTurn) await pause(attempt, work)
  }
}

const HELD =
  'An earlier request with this Idempotency-Key is still in progress and may take effect. Repeat the request with the same key to learn the outcome.'

const givenUp = ({ away, held }: PlanAnew): Problem => {
  if (held) return new Problem(Unavailable, {}, HELD)
  return away ? new Problem(Unavailable, {}, AWAY) : new Problem(Busy)
}

const pause = async (attempt: number, { store, world }: Pick<Scene, 'store' | 'world'>): Promise<void> => {
  const ms = backoffMs(attempt, world.random)
  await world.pause(ms)
  if (ms > staleAfterMs()) store.forget()
}

const once = async <T>(attempt: Attempt<T>): Promise<Outcome<T>> => {
  const { store, world, keyed, replyOf, fence } = attempt
  const before = corrections()
  const plan = await planned(attempt)
  if (corrections() !== before) return replan(store)
  if ('kind' in plan) return plan
  if ('first' in plan) return sendFirst(attempt, plan)
  const { writes = [] } = plan
  if ('refuses' in plan) {
    const outcome: Refuse = { kind: 'refuse', problem: plan.refuses }
    if (writes.length === 0 && !keyed) return outcome
    // A refusal is no reply to keep, but an earlier reply outranks it, and so does a key that was used otherwise.
    return (await earlier(attempt)) ?? send(attempt, { writes, outcome })
  }
  const { value } = plan
  if (writes.length === 0 && !(keyed && replyOf)) return { kind: 'committed', value, wrote: false }
  const outcome = { kind: 'committed', value, wrote: true } as const
  if (!keyed) return send(attempt, { writes, outcome })
  const moment = { now: secondsOf(world), fence }
  if (!replyOf) return send(attempt, { writes: [holdReceipt(keyed, moment), ...writes], outcome })
  return send(attempt, { writes: [writeReceipt(keyed, replyOf(value), moment), ...writes], outcome, fills: keyed })
}

const secondsOf = ({ clock }: Runtime): number => Math.floor(clock() / 1000)

const sendFirst = async (scene: Scene, { first }: First): Promise<PlanAnew | Unknown> => {
  const outcome: PlanAnew = { kind: 'replan' }
  const sent = await send({ ...scene, keyed: undefined }, { writes: first, outcome })
  return sent.kind === 'unknown' ? sent : replan(scene.store)
}

/** The plan, where nothing that it read breaks a rule of its writes: such a refusal costs no write. */
const planned = async <T>(attempt: Attempt<T>): Promise<Plan<T> | Outcome<T>> => {
  const { store } = attempt
  try {
    return await judged(attempt)
  } catch (error) {
    if (error instanceof Replan) return replan(store)
    if (!(error instanceof Problem)) return readAgain(error, store)
    return refused(error, attempt)
  }
}

const readAgain = (error: unknown, store: Store): PlanAnew => {
  // A plan only reads, so nothing was written.
  const kind = classify(error)
  if (kind === 'rethrow') throw error
  return { ...replan(store), away: kind !== 'again' }
}

/** @throws Problem where the plan refuses, or an item that it read breaks a rule of its writes */
const judged = async <T>({ store, plan, precedence }: Attempt<T>): Promise<Plan<T>> => {
  const made = await plan()
  const writes: readonly Write[] = 'first' in made ? made.first : (made.writes ?? [])
  const read = writes.flatMap((write) => {
    const item = store.seen(write.key)
    return item === undefined ? [] : [{ write, item: item ?? undefined }]
  })
  const broken = verdict(read, precedence)
  if (broken instanceof Problem) throw broken
  if (broken) throw new Replan()
  return made
}

/** How often the items are read together before their writers are given time. */
const MOST_MOMENTS = 5

/**
 * Every refusal was true at one moment: where it rests on several items, they are read together, and planned from once more.
 * A replay outranks every problem, so the receipt of a keyed request is read with them.
 */
const refused = async <T>(problem: Problem, attempt: Attempt<T>): Promise<Plan<T> | Outcome<T>> => {
  const { store, keyed } = attempt
  try {
    let reason = problem
    for (let read = 0; !store.isOneMoment; read += 1) {
      if (read === MOST_MOMENTS) return replan(store)
      await store.moment([...store.known, ...(keyed ? [receiptKey(keyed)] : [])])
      const kept = keyed && receiptSays(store.seen(receiptKey(keyed)) ?? undefined, attempt)
      if (kept) return kept
      try {
        return await judged(attempt)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        // It may have read more items this time.
        reason = error
      }
    }
    return (await earlier(attempt)) ?? { kind: 'refuse', problem: reason }
  } catch (error) {
    return error instanceof Replan ? replan(store) : readAgain(error, store)
  }
}

const replan = (store: Store): PlanAnew => {
  store.forget()
  return { kind: 'replan' }
}

/** A replay outranks every problem, so a keyed request reads its receipt before it answers one. */
const earlier = async (scene: Scene): Promise<Kept | undefined> => {
  const { store, keyed } = scene
  if (!keyed) return undefined
  try {
    return receiptSays(await store.get(receiptKey(keyed)), scene)
  } catch (error) {
    return readAgain(error, store)
  }
}

/** One transaction, and what the attempt comes to once it took place. */
interface Transaction<O> {
  readonly writes: readonly Write[]
  readonly outcome: O
  /** The key whose receipt it fills. */
  readonly fills?: Keyed
}

const send = async <O>(scene: Scene, transaction: Transaction<O>): Promise<O | Kept | Unknown> => {
  const { store, world } = scene
  const { outcome } = transaction
  assertWhole(transaction.writes)
  const attempt = tryOf(transaction, world)
  const token = 'token' in attempt.proof && !world.forgetsTokens ? attempt.proof.token : undefined
  const began = world.elapsed()
  // Other requests take no seconds of a plan's time: its reads do.
  if (began - scene.began > PLAN_MS) return { ...replan(store), away: true }
  const sent = await transact(store, attempt.writes, token)
  if (sent.kind === 'committed') {
    store.meter.commitMs = world.elapsed() - began
    observeCommit(store.meter.commitMs)
    store.forget()
    return outcome
  }
  if (sent.kind === 'away') return { ...replan(store), away: true }
  if (sent.kind !== 'cancelled') return settleLost(attempt, outcome, scene)
  // The network delivered it twice, and this is the answer to the second time.
  if (attempt.mark && sent.refusals.some(({ write }) => write === attempt.mark)) return outcome
  const refused = new Set(sent.refusals.map(({ write }) => idOf(write.key)))
  if (sent.conflicts || store.known.some((key) => !refused.has(idOf(key)))) store.forget()
  for (const { write, item } of sent.refusals) store.remember(write.key, item)
  const [first] = sent.refusals
  // A conflict on the receipt hides whether this is a replay, so it is looked at again.
  if (sent.conflicts || !first) return { kind: 'replan' }
  if (scene.keyed && first.write.key.pk === receiptKey(scene.keyed).pk) return whatStands(first.item, scene)
  // Several items refused: replan from what they are now, so that precedence picks the problem.
  if (sent.refusals.length > 1) return { kind: 'replan' }
  const broken = verdict(sent.refusals, scene.precedence)
  if (!broken)
    throw new Error(
      `The store refused ${first.write.name}, but its conditions hold on the item that the store returned.`,
    )
  // A plan that knows what refused it may find another way, such as a hold that has lapsed; else it refuses by itself.
  return broken === 'replan' ? { kind: 'replan', at: idOf(first.write.key) } : { kind: 'replan' }
}

/** A receipt that is filled tells what became of a lost reply. Every other transaction is sent with a token, which does. */
const tryOf = ({ writes, fills }: Transaction<unknown>, world: Runtime): Try => {
  if (fills) return { writes, proof: { receiptOf: fills } }
  const token = Buffer.from(world.random(18)).toString('base64url')
  if (!world.forgetsTokens) return { writes, proof: { token } }
  const mark = writeTry(token, secondsOf(world))
  return { writes: [...writes, mark], proof: { token }, mark }
}

/** A refusal that follows must be true for good, so what is in doubt is settled before anything else is planned. */
const settleLost = async <O>(attempt: Try, outcome: O, scene: Scene): Promise<O | Kept | Unknown> => {
  scene.store.forget()
  const end = await settle(attempt, scene)
  switch (end.kind) {
    case 'happened':
      return outcome
    case 'never':
      return { kind: 'replan', away: true, fence: end.fence }
    case 'stands':
      return whatStands(end.receipt, scene)
    case 'unknown':
      return { kind: 'unknown' }
  }
}

/** What a receipt says to a request under its key. */
type Kept = Replayed | Refuse | PlanAnew

/** Of a key whose receipt is there already. */
const whatStands = (item: Item | undefined, scene: Scene): Kept =>
  receiptSays(item, scene) ?? { kind: 'replan', fence: fenceOf(item) }

/** @returns undefined where no receipt is kept */
const receiptSays = (item: Item | undefined, { keyed, world }: Scene): Kept | undefined => {
  if (!keyed) return undefined
  try {
    const reply = replay(item, keyed, secondsOf(world))
    if (reply === 'held') return { kind: 'replan', held: true }
    return reply && { kind: 'replayed', reply }
  } catch (error) {
    if (error instanceof Problem) return { kind: 'refuse', problem: error }
    throw error
  }
}
