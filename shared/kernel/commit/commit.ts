// The unit of work: commits a plan and its receipt in one transaction, and plans again after conflicts.

import { idOf, type Key } from '#kernel/data/key.ts'
import type { Text } from '#kernel/data/language.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'
import {
  type Attempt,
  type Committed,
  type Context,
  joining,
  type Outcome,
  once,
  type PlanAnew,
  type Replayed,
  type Transaction,
} from './attempt.ts'
import type { Plan } from './plan.ts'
import { type Keyed, type Reply, receiptKey } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import type { Store } from './store.ts'
import { type Member, together } from './together.ts'

/** Work without an idempotency key. */
export interface Unkeyed<T> {
  readonly store: Store
  readonly world: Runtime
  /** Only reads, so it can run again. Throws a Problem to refuse. */
  readonly plan: () => Promise<Plan<T>>
  /** Problem codes; if several guards are broken, the first listed code is answered. */
  readonly precedence: readonly string[]
  readonly keyed?: undefined
  /** Requests of one operation can share a transaction; by default they are of one. */
  readonly operation?: string
}

export interface Work<T> extends Omit<Unkeyed<T>, 'keyed'> {
  readonly keyed: Keyed | undefined
  /**
   * The reply to store in the receipt. Without it, the receipt is held: later steps of the saga follow, and the last one fills
   * it.
   */
  readonly replyOf?: (value: T) => Reply
}

/**
 * The time limit of a request that has lost no attempt. Each one that it loses on the same item takes a second, so that a request
 * that cannot win lets go.
 */
const BOUND_MS = 5000
const BOUND_PER_LOST_MS = 1000
const LEAST_BOUND_MS = 1000

export const AWAY: Text = {
  en: 'The store cannot be reached. This request wrote nothing and takes no effect later. Retry later.',
  ko: '저장소에 연결할 수 없습니다. 이 요청은 아무것도 쓰지 않았으며 나중에 반영되지도 않습니다. 잠시 후 다시 시도해 주십시오.',
}

/**
 * Commits work. A refusal is thrown, not returned, because handlers refuse inside expressions and every caller passes it on.
 * @throws Problem if a guard is broken, the time limit is reached, or the outcome is unknown
 */
export async function commit<T>(work: Unkeyed<T>): Promise<Committed<T>>
export async function commit<T>(work: Work<T>): Promise<Committed<T> | Replayed>
export async function commit<T>(work: Unkeyed<T> | Work<T>): Promise<Committed<T> | Replayed> {
  const { store, world } = work
  /** When the first attempt had ended: a slow plan, such as one that hashes a password, has lost nothing yet. */
  let began: number | undefined
  const losses = new Losses()
  const leftMs = (): number => {
    began ??= world.elapsed()
    const boundMs = Math.max(BOUND_MS - BOUND_PER_LOST_MS * losses.most, LEAST_BOUND_MS)
    return Math.min(began + boundMs - world.elapsed(), store.leftMs)
  }
  let wanted: Wanted | undefined
  let fence = ''
  let held = false
  let isBegun = false
  for (;;) {
    const one = { ...work, fence, began: world.elapsed(), yields: true }
    const outcome = await (wanted ? inTurn(one, wanted, leftMs()) : once(one))
    if (outcome.kind !== 'replan') {
      if (outcome.kind === 'refuse') throw outcome.problem
      if (outcome.kind === 'unknown') throw new Problem(Unavailable)
      return outcome
    }
    if (outcome.fence !== undefined) {
      fence = outcome.fence
      // Settling a lost reply took time, so the time limit restarts.
      began = undefined
    }
    // From now on, the effect of the earlier request is unknown.
    held ||= outcome.held === true
    const { at, wants, waits, progress } = outcome
    isBegun ||= progress === 'part'
    const again = waits || progress ? 0 : losses.count(outcome)
    store.avoid(outcome.contended ?? [])
    if (leftMs() <= 0) throw isBegun ? new Problem(Unavailable, {}, BEGUN) : givenUp({ ...outcome, held }, world)
    if (progress) {
      wanted = undefined
      continue
    }
    const hadTurn = wanted !== undefined
    const { isAlone = false } = wanted ?? {}
    // Requests that do not reach the store are not in each other's way.
    wanted = wants && !outcome.away ? { reads: store.known, writes: wants, isAlone } : undefined
    if (waits) {
      // Another request is changing the items that this one has read.
      store.forget()
      continue
    }
    store.meter.conflicts += 1
    // A request that had its turn, and lost even so, has a rival in another process, so it backs off.
    if (!outcome.atOnce && (at === undefined || hadTurn)) await pause(again, work)
  }
}

/** What the last plan has read, and what it lost: other requests of this process may be writing that. */
interface Wanted extends Pick<Member, 'reads' | 'writes'> {
  isAlone: boolean
}

/** Waits until no other request of this process writes what this one wants. Requests that waited together go together. */
const inTurn = async <T>(attempt: Attempt<T>, wanted: Wanted, waitMs: number): Promise<Outcome<T>> => {
  const { reads, writes, isAlone } = wanted
  const { operation = '', store, world, keyed } = attempt
  const receipt = keyed && receiptKey(keyed).pk
  // Receipts are not granted together with other items.
  const granted = (keys: readonly Key[]): Key[] => keys.filter(({ pk }) => pk !== receipt)
  let made: Transaction<Committed<T>> | undefined
  const plan = async () => {
    made = await joining(attempt)
    return made?.writes
  }
  const member = { operation, store, plan, writes: granted(writes), reads: granted(reads), isAlone }
  let own: Outcome<T> | undefined
  const end = await world.contention.turn(
    writes.map(idOf),
    member,
    { ms: Math.max(waitMs, 0), later: world.later },
    {
      together: (members) => together(members, world),
      alone: async (turn) => {
        // Others have changed the items that this request read.
        if (turn.hasWaited) store.forget()
        const again = () => once({ ...attempt, began: world.elapsed(), turn })
        own = await again()
        // The items that refused are known now, and stay as they are in this turn.
        if (own.kind === 'replan' && own.atOnce) own = await again()
      },
    },
  )
  if (own) return own
  store.forget()
  if (end === 'committed' && made) return made.outcome
  if (typeof end !== 'string') return end.kind === 'replan' ? { ...end, wants: writes } : end
  // If it has something to write even so, it takes a turn by itself.
  wanted.isAlone = true
  // After too long a wait it does not let others go first.
  return once({ ...attempt, began: world.elapsed(), yields: end !== 'late' })
}

/** The lost attempts of a request, by item: a plan that has chosen another item begins anew. */
class Losses {
  readonly #times = new Map<string, number>()
  /** The most of one item. */
  most = 0

  /** @returns how often the same item was lost before */
  count({ contended = [], at = '', away }: PlanAnew): number {
    // An attempt that names no item met too little throughput, or did not reach the store.
    const ids = contended.length > 0 ? contended.map(idOf) : [at]
    const before = Math.max(...ids.map((id) => this.#times.get(id) ?? 0))
    for (const id of ids) this.#times.set(id, before + 1)
    // What did not reach the store lost against no other request.
    if (!away) this.most = Math.max(this.most, before + 1)
    return before
  }
}

const HELD: Text = {
  en: 'An earlier request with this Idempotency-Key is still in progress and may take effect. Repeat the request with the same key to learn the outcome.',
  ko: '같은 Idempotency-Key로 보낸 앞선 요청이 아직 처리 중이며 반영될 수 있습니다. 같은 키로 다시 보내면 결과를 알 수 있습니다.',
}

const BEGUN: Text = {
  en: 'A part of this request has taken effect. Repeat it with the same Idempotency-Key to complete it.',
  ko: '요청의 일부가 반영되었습니다. 같은 Idempotency-Key로 다시 보내 완료해 주십시오.',
}

const givenUp = ({ away, held }: PlanAnew, { contention, random }: Runtime): Problem => {
  if (held) return new Problem(Unavailable, {}, HELD)
  return away ? new Problem(Unavailable, {}, AWAY) : new Problem(Busy, { retryAfter: contention.giveUp(random) })
}

const pause = async (attempt: number, { store, world }: Pick<Context, 'store' | 'world'>): Promise<void> => {
  const { contention } = world
  const ms = contention.backoffMs(attempt, world.random)
  await world.pause(ms)
  if (ms > contention.staleAfterMs) store.forget()
}
