// One attempt of a unit of work: plans, judges, sends, and settles a lost reply.

import type { Item } from '#kernel/data/condition.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import type { Write } from '#kernel/data/write.ts'
import type { Turn } from './contention.ts'
import { type First, type Plan, Replan, type StepPlan } from './plan.ts'
import { fenceOf, holdReceipt, type Keyed, type Reply, receiptKey, replay, writeReceipt, writeTry } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import { settle, type Try } from './settle.ts'
import type { Store } from './store.ts'
import { classify, transact } from './transact.ts'
import { assertWhole, type Judged, verdict } from './verdict.ts'

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
export interface Unknown {
  readonly kind: 'unknown'
}

/** Nothing was written but, perhaps, a transaction before, and this attempt has no later effect. */
export interface PlanAnew {
  readonly kind: 'replan'
  /** The items on which the attempt was lost, as far as it knows: in the next one, others of this process keep off them. */
  readonly wants?: readonly Key[]
  /** Nothing was sent, because another request of this process is writing an item that it wants. */
  readonly waits?: true
  /** The item whose expectation was broken. */
  readonly at?: string
  /** The refusing items are remembered, so the next plan judges them: there is nothing to wait for. */
  readonly atOnce?: boolean
  /** The items that transactions of other requests held. */
  readonly contended?: readonly Key[]
  /** A transaction before has committed: `part` of the effect, or `aside` from it. */
  readonly progress?: 'part' | 'aside'
  /** The items that refused. */
  readonly refused?: ReadonlySet<string>
  /** The store could not be reached. */
  readonly away?: boolean
  /** An earlier request with the same key is in progress and may take effect. */
  readonly held?: boolean
  /** The fence that the next receipt under the key must name; '' if there is none. */
  readonly fence?: string
}

/** The outcomes of an attempt. */
export type Outcome<T> = Committed<T> | Replayed | Refuse | PlanAnew | Unknown

/** The context of an attempt, beside its plan. */
export interface Context {
  readonly store: Store
  readonly world: Runtime
  readonly keyed?: Keyed | undefined
  readonly precedence: readonly string[]
  /** The fence of the key, if known. */
  readonly fence: string
  /** The monotonic time at which planning began. */
  readonly began: number
  /** Whether requests of this process that want the same items go first. */
  readonly yields: boolean
  /** Its turn on the items that it lost before. */
  readonly turn?: Turn
}

export interface Attempt<T> extends Context {
  readonly operation?: string
  readonly plan: () => Promise<Plan<T>>
  readonly replyOf?: ((value: T) => Reply) | undefined
}

/** The maximum age of a plan when it is sent, so that its times are close to the time of the commit. */
const PLAN_MS = 5000

export const once = async <T>(attempt: Attempt<T>): Promise<Outcome<T>> => {
  const { store, world, keyed } = attempt
  const before = world.corrections()
  const plan = await planned(attempt)
  if (world.corrections() !== before) return replan(store)
  if ('kind' in plan) return plan
  if ('first' in plan) return sendFirst(attempt, plan)
  if ('value' in plan) {
    const transaction = transactionOf(attempt, plan)
    return transaction.writes.length > 0 ? send(attempt, transaction) : transaction.outcome
  }
  const { writes = [] } = plan
  const outcome: Refuse = { kind: 'refuse', problem: plan.refuses }
  if (writes.length === 0 && !keyed) return outcome
  // A refusal is not stored in a receipt. An earlier reply outranks it, and so does a reused key.
  return (await earlier(attempt)) ?? send(attempt, { writes, outcome })
}

/** The transaction of an attempt that joins a batch. @returns undefined if it is no plain plan, or refused: it plans aside */
export const joining = async <T>(attempt: Attempt<T>): Promise<Transaction<Committed<T>> | undefined> => {
  const { store, world, precedence } = attempt
  const before = world.corrections()
  try {
    const plan = await attempt.plan()
    if (!('value' in plan) || world.corrections() !== before) return undefined
    const transaction = transactionOf(attempt, plan)
    const { writes } = transaction
    assertWhole(writes)
    return writes.length === 0 || verdict(readOf(writes, store), precedence) ? undefined : transaction
  } catch {
    // Aside, it meets the same error.
    return undefined
  }
}

const transactionOf = <T>(
  { world, keyed, replyOf, fence }: Attempt<T>,
  { value, writes = [] }: StepPlan<string, string, string, T>,
): Transaction<Committed<T>> => {
  const isWriting = writes.length > 0 || (keyed !== undefined && replyOf !== undefined)
  const outcome = { kind: 'committed', value, wrote: isWriting } as const
  if (!keyed || !isWriting) return { writes, outcome }
  const moment = { now: secondsOf(world), fence }
  if (!replyOf) return { writes: [holdReceipt(keyed, moment), ...writes], outcome }
  return { writes: [writeReceipt(keyed, replyOf(value), moment), ...writes], outcome, fills: keyed }
}

const secondsOf = ({ clock }: Runtime): number => Math.floor(clock() / 1000)

const sendFirst = async (context: Context, { first, isPart }: First): Promise<PlanAnew | Unknown> => {
  const outcome: PlanAnew = { kind: 'replan', progress: isPart ? 'part' : 'aside' }
  const sent = await send({ ...context, keyed: undefined }, { writes: first, outcome })
  if (sent.kind === 'unknown') return sent
  if (sent === outcome) return { ...replan(context.store), ...outcome }
  const { wants, waits } = sent.kind === 'replan' ? sent : {}
  return { ...replan(context.store), ...(wants && { wants }), ...(waits && { waits }) }
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
  const broken = verdict(readOf(writes, store), precedence)
  if (broken instanceof Problem) throw broken
  if (broken) throw new Replan()
  return made
}

/** The writes of items that were read, each with its item. */
const readOf = (writes: readonly Write[], store: Store): Judged[] =>
  writes.flatMap((write) => {
    const item = store.seen(write.key)
    return item === undefined ? [] : [{ write, item: item ?? undefined }]
  })

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

/** What the plan has read was not of one moment, or others were writing it. */
const replan = (store: Store): PlanAnew => {
  const wants = store.known
  store.forget()
  return { kind: 'replan', wants }
}

/** A replay outranks every problem, so a keyed request reads its receipt, after all else, before it answers a problem. */
const earlier = async (context: Context): Promise<ReceiptOutcome | undefined> => {
  const { store, keyed } = context
  if (!keyed) return undefined
  try {
    return readReceipt(await store.fresh(receiptKey(keyed)), context)
  } catch (error) {
    return readAgain(error, store)
  }
}

/** A transaction, and its outcome if it commits. */
export interface Transaction<O> {
  readonly writes: readonly Write[]
  readonly outcome: O
  /** The key whose receipt the transaction fills. */
  readonly fills?: Keyed
}

export const send = async <O>(context: Context, transaction: Transaction<O>): Promise<O | ReceiptOutcome | Unknown> => {
  const { store, world } = context
  const { outcome } = transaction
  assertWhole(transaction.writes)
  const attempt = tryOf(transaction, world)
  const token = 'token' in attempt.proof && !world.forgetsTokens ? attempt.proof.token : undefined
  const began = world.elapsed()
  // The plan is too old. Only slow reads cause this, not other requests.
  if (began - context.began > PLAN_MS) return { ...replan(store), away: true }
  const wants = attempt.writes.map(({ key }) => key)
  const ids = wants.map(idOf)
  if (context.yields && world.contention.isTaken(ids, context.turn)) return { kind: 'replan', wants, waits: true }
  const sent = await world.contention.during(ids, () => transact(store, attempt.writes, token))
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
  const refused: ReadonlySet<string> = new Set(sent.refusals.map(({ write }) => idOf(write.key)))
  if (sent.conflicts || store.known.some((key) => !refused.has(idOf(key)))) store.forget()
  for (const { write, item } of sent.refusals) store.remember(write.key, item)
  const [first] = sent.refusals
  // A conflict on the receipt hides a possible replay, so the receipt is read again.
  if (sent.conflicts || !first) return { kind: 'replan', wants, refused, contended: sent.contended }
  if (context.keyed && first.write.key.pk === receiptKey(context.keyed).pk) return outcomeOfReceipt(first.item, context)
  // Several items refused: replan from their current state, so that precedence picks the problem.
  if (sent.refusals.length > 1) return { kind: 'replan', wants, refused, atOnce: true }
  const broken = verdict(sent.refusals, context.precedence)
  if (!broken)
    throw new Error(
      `The store refused ${first.write.name}, but its conditions hold on the item that the store returned.`,
    )
  // A plan that knows the refusing item may find another way, such as releasing an expired hold; otherwise it refuses itself.
  if (broken !== 'replan') return { kind: 'replan', wants, refused, atOnce: true }
  return { kind: 'replan', wants, refused, at: idOf(first.write.key) }
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
  const { store, world, turn } = context
  store.forget()
  // This may take long, and depends on no other request.
  if (turn) world.contention.end([turn])
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
