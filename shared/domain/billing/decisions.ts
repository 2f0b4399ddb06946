// The decisions on a billing's reviews. The first edition stored a single one in the review itself.

import type { BillingItem, DecisionItem } from './items.ts'

/** Oldest first. */
export const decisionsOf = ({ decisions = [], review }: Pick<BillingItem, 'decisions' | 'review'>): DecisionItem[] => {
  if (!review?.resolution) return [...decisions]
  const { at: since, reason, resolution, note = '', by = '', request } = review
  return [{ reason, since, resolution, note, by, ...(request ? { request } : {}) }, ...decisions]
}
