// The state of a seat.

import type { SeatItem } from './items.ts'

/** Whether the hold has expired and no billing reserved the seat. @param now ISO 8601 */
export const lapsed = ({ status, heldUntil, billingId }: SeatItem, now: string): boolean =>
  status === 'HELD' && billingId === undefined && (heldUntil ?? '') <= now
