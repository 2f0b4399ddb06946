// What a seat's state means.

import type { SeatItem } from './item.ts'

/** A hold that ran out and that no billing has reserved. @param now ISO 8601 */
export const lapsed = ({ status, heldUntil, billingId }: SeatItem, now: string): boolean =>
  status === 'HELD' && billingId === undefined && (heldUntil ?? '') <= now
