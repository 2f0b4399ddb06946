// The unit of work: commits a plan and its receipt in one transaction, replans on conflicts, settles lost replies.

import type { Item } from '#kernel/data/condition.ts'
import { idOf } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'
import type { Write } from '#kernel/data/write.ts'
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
  /** Only reads, so it can run again. Throws a Problem to refuse. */
  readonly plan: () => Promise<Plan<T>>
  /** Problem codes; if several guards are broken, the first listed code is answered. */
  readonly precedence: readonly string[]
  readonly keyed?: undefined
}

export interface Work<T> extends Omit<Unkeyed<T>, 'keyed'> {
  readonly keyed: Keyed | undefined
  /**
   * The reply to store in the receipt. Without it, the receipt is held: later steps of the saga follow, and the last one fills
   * it.
   */
  readonly replyOf?: (value: T) => Reply
}

export interface Committed<T> {
  readonly kind: 'committed'
  readonly value: T
  /** False if the plan had no writes, so no transaction ran. */
  readonly wrote: boolean
}

/** The receipt of an earlier attempt has the reply. */
export interface Replayed {
  readonly kind: 'replayed'
  readonly reply: Reply
}

interface Refuse {
  readonly kind: 'refuse'
  readonly problem: Problem
}

/** The transaction may have committed, or may still commit. */
interface Unknown {
  readonly kind: 'unknown'
}

/** Nothing was written, and this attempt has no later effect. */
interface PlanAnew {
  readonly kind: 'replan'
  /** The item of the conflict. */
  readonly at?: string
  /** The refusing items are remembered, so the next plan judges them: there is nothing to wait for. */
  readonly refused?: true
  /** The store could not be reached. */
  readonly away?: boolean
  /** An earlier request with the same key is in progress and may take effect. */
  readonly held?: boolean
  /** The fence that the next receipt under the key must name; '' if there is none. */
  readonly fence?: string
}

/** The outcomes of an attempt. */
type Outcome<T> = Committed<T> | Replayed | Refuse | PlanAnew | Unknown

/** The time limit for replanning a request. */
const BOUND_MS = 5000

export const AWAY = 'The store cannot be reached. This request wrote nothing and takes no effect later. Retry later.'

/** The context of an attempt, beside its plan. */
interface Context {
  readonly store: Store
  readonly world: Runtime
  readonly keyed?: Keyed | undefined
  readonly precedence: readonly string[]
  /** The fence of the key, if known. */
  readonly fence: string
  /** The monotonic time at which planning began. */
  readonly began: number
}

type Attempt<T> = Context & Pick<Work<T>, 'plan' | 'replyOf'>

/** The maximum age of a plan when it is sent, so that its times are close to the time of the commit. */
const PLAN_MS = 5000

/**
 * Commits work. A refusal is thrown, not returned, because handlers refuse inside expressions and every caller passes it on.
 * @throws Problem if a guard is broken, the time limit is reached, or the outcome is unknown
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
    const outcome = await world.contention.inTurn({ lane, waitMs: leftMs() }, async (waited): Promise<Outcome<T>> => {
      if (waited) {
        if (leftMs() <= 0) return { kind: 'replan' }
        // The request that ran first may have changed the remembered items.
        store.forget()
      }
      return once({ ...work, fence, began: world.elapsed() })
    })
    if (outcome.kind === 'committed' || outcome.kind === 'replayed') return outcome
    if (outcome.kind === 'refuse') throw outcome.problem
    if (outcome.kind === 'unknown') throw new Problem(Unavailable)
    if (outcome.fence !== undefined) {
      fence = outcome.fence
      // Settling a lost reply took time, so the time limit restarts.
      until = world.elapsed() + Math.min(BOUND_MS, store.leftMs)
    }
    // From now on, the effect of the earlier request is unknown.
    held ||= outcome.held === true
    if (leftMs() <= 0) throw givenUp({ ...outcome, held })
    store.meter.conflicts += 1
    const hadTurn = lane !== undefined
    lane = outcome.at
    if (outcome.refused) continue
    // A queued request has waited already. If it lost despite its turn, the rival is in another process, so back off.
    if (lane === undefined || hadTurn) await pause(attempt, work)
  }
}

const HELD =
  'An earlier request with this Idempotency-Key is still in progress and may take effect. Repeat the request with the same key to learn the outcome.'

const givenUp = ({ away, held }: PlanAnew): Problem => {
  if (held) return new Problem(Unavailable, {}, HELD)
  return away ? new Problem(Unavailable, {}, AWAY) : new Problem(Busy)
}

const pause = async (attempt: number, { store, world }: Pick<Context, 'store' | 'world'>): Promise<void> => {
  const { contention } = world
  const ms = contention.backoffMs(attempt, world.random)
  await world.pause(ms)
  if (ms > contention.staleAfterMs) store.forget()
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
    // A refusal is not stored in a receipt. An earlier reply outranks it, and so does a reused key.
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

const sendFirst = async (context: Context, { first }: First): Promise<PlanAnew | Unknown> => {
  const outcome: PlanAnew = { kind: 'replan' }
  const sent = await send({ ...context, keyed: undefined }, { writes: first, outcome })
  return sent.kind === 'unknown' ? sent : replan(context.store)
}

/** Plans, and checks the conditions on the items that were read, so that such a refusal costs no write. */
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

/** @throws Problem if the plan refuses, or an item that it read breaks a guard */
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

/** The maximum number of transactional reads before other writers get time. */
const MOST_MOMENTS = 5

/**
 * Ensures that a refusal was true at one moment: if it depends on several items, reads them in one transaction and replans.
 * A replay outranks every problem, so the receipt of a keyed request is read with them.
 */
const refused = async <T>(problem: Problem, attempt: Attempt<T>): Promise<Plan<T> | Outcome<T>> => {
  const { store, keyed } = attempt
  try {
    let reason = problem
    for (let read = 0; !store.isOneMoment; read += 1) {
      if (read === MOST_MOMENTS) return replan(store)
      await store.moment([...store.known, ...(keyed ? [receiptKey(keyed)] : [])])
      const kept = keyed && readReceipt(store.seen(receiptKey(keyed)) ?? undefined, attempt)
      if (kept) return kept
      try {
        return await judged(attempt)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        // The plan may have read more items this time.
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

/** A replay outranks every problem, so a keyed request reads its receipt before it answers a problem. */
const earlier = async (context: Context): Promise<ReceiptOutcome | undefined> => {
  const { store, keyed } = context
  if (!keyed) return undefined
  try {
    return readReceipt(await store.get(receiptKey(keyed)), context)
  } catch (error) {
    return readAgain(error, store)
  }
}

/** A transaction, and its outcome if it commits. */
interface Transaction<O> {
  readonly writes: readonly Write[]
  readonly outcome: O
  /** The key whose receipt the transaction fills. */
  readonly fills?: Keyed
}

const send = async <O>(context: Context, transaction: Transaction<O>): Promise<O | ReceiptOutcome | Unknown> => {
  const { store, world } = context
  const { outcome } = transaction
  assertWhole(transaction.writes)
  const attempt = tryOf(transaction, world)
  const token = 'token' in attempt.proof && !world.forgetsTokens ? attempt.proof.token : undefined
  const began = world.elapsed()
  // The plan is too old. Only slow reads cause this, not other requests.
  if (began - context.began > PLAN_MS) return { ...replan(store), away: true }
  const sent = await transact(store, attempt.writes, token)
  if (sent.kind === 'committed') {
    store.meter.commitMs = world.elapsed() - began
    world.contention.observeCommit(store.meter.commitMs)
    store.forget()
    return outcome
  }
  if (sent.kind === 'away') return { ...replan(store), away: true }
  if (sent.kind !== 'cancelled') return settleLost(attempt, outcome, context)
  // The network delivered the request twice, and this is the reply to the second delivery.
  if (attempt.mark && sent.refusals.some(({ write }) => write === attempt.mark)) return outcome
  const refused = new Set(sent.refusals.map(({ write }) => idOf(write.key)))
  if (sent.conflicts || store.known.some((key) => !refused.has(idOf(key)))) store.forget()
  for (const { write, item } of sent.refusals) store.remember(write.key, item)
  const [first] = sent.refusals
  // A conflict on the receipt hides a possible replay, so the receipt is read again.
  if (sent.conflicts || !first) return { kind: 'replan' }
  if (context.keyed && first.write.key.pk === receiptKey(context.keyed).pk) return outcomeOfReceipt(first.item, context)
  // Several items refused: replan from their current state, so that precedence picks the problem.
  if (sent.refusals.length > 1) return { kind: 'replan', refused: true }
  const broken = verdict(sent.refusals, context.precedence)
  if (!broken)
    throw new Error(
      `The store refused ${first.write.name}, but its conditions hold on the item that the store returned.`,
    )
  // A plan that knows the refusing item may find another way, such as releasing an expired hold; otherwise it refuses itself.
  return broken === 'replan' ? { kind: 'replan', at: idOf(first.write.key) } : { kind: 'replan', refused: true }
}

/** A filled receipt proves the outcome of a lost reply. Every other transaction is sent with a token for that purpose. */
const tryOf = ({ writes, fills }: Transaction<unknown>, world: Runtime): Try => {
  if (fills) return { writes, proof: { receiptOf: fills } }
  const token = Buffer.from(world.random(18)).toString('base64url')
  if (!world.forgetsTokens) return { writes, proof: { token } }
  const mark = writeTry(token, secondsOf(world))
  return { writes: [...writes, mark], proof: { token }, mark }
}

/** A later refusal must be final, so an unknown outcome is settled before anything else is planned. */
const settleLost = async <O>(attempt: Try, outcome: O, context: Context): Promise<O | ReceiptOutcome | Unknown> => {
  context.store.forget()
  const end = await settle(attempt, context)
  switch (end.kind) {
    case 'happened':
      return outcome
    case 'never':
      return { kind: 'replan', away: true, fence: end.fence }
    case 'stands':
      return outcomeOfReceipt(end.receipt, context)
    case 'unknown':
      return { kind: 'unknown' }
  }
}

/** The outcomes that a receipt determines. */
type ReceiptOutcome = Replayed | Refuse | PlanAnew

/** The outcome for a key with a receipt. */
const outcomeOfReceipt = (item: Item | undefined, context: Context): ReceiptOutcome =>
  readReceipt(item, context) ?? { kind: 'replan', fence: fenceOf(item) }

/** @returns undefined if there is no receipt */
const readReceipt = (item: Item | undefined, { keyed, world }: Context): ReceiptOutcome | undefined => {
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
