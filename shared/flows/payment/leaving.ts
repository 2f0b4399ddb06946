// The places that a billing gives back, and who of their waiting lists gets the seats.

import type { Promotion } from '#domain/matches/promotion.ts'
import { isAwaited } from '#domain/matches/seat.ts'
import { type At, promotionAt, type Read } from '#flows/waiting/promotion.ts'
import type { First } from '#kernel/commit/plan.ts'
import type { Aggregate, Place } from './aggregate.ts'

/** `lapses`: the transaction has no room for this promotion, so the seat becomes an expired hold. */
export interface LeavingPlace extends Place {
  readonly promotion: Promotion | 'lapses'
}

export interface Leaving extends Aggregate {
  readonly leaving: readonly LeavingPlace[]
}

/** A billing has up to ten orders, each with up to five actions, and seven more for a promotion; a transaction has 100. */
const MOST_PROMOTED = 4

interface Which {
  /** The orders to give back; by default all. */
  readonly orderIds?: readonly string[]
  /** The users whose accounts the transaction checks anyway. */
  readonly checked?: readonly string[]
}

export const leavingOf = async <A extends Aggregate>(
  at: At,
  aggregate: A,
  { orderIds, checked = [] }: Which = {},
): Promise<(A & Leaving) | First<Read, 'matches' | 'outbox', never>> => {
  const leaving: LeavingPlace[] = []
  // A transaction writes and checks each item once, so a person gets one of its seats.
  const people = new Set(checked)
  let awaited = 0
  for (const place of aggregate.places) {
    if (orderIds && !orderIds.includes(place.order.orderId)) continue
    if (isAwaited(place.match, at.now)) awaited += 1
    if (awaited > MOST_PROMOTED && isAwaited(place.match, at.now)) {
      leaving.push({ ...place, promotion: 'lapses' })
      continue
    }
    const found = await promotionAt(at, place.match, 1)
    if ('first' in found) return found
    const { promotion } = found
    const isSecond = promotion.userIds.some((userId) => people.has(userId))
    leaving.push({ ...place, promotion: isSecond ? 'lapses' : promotion })
    for (const userId of promotion.userIds) people.add(userId)
  }
  return { ...aggregate, leaving }
}
