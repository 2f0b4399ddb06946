// The decisions of a billing's reviews: each is kept. The first edition stored one, in the review itself.

import type { BillingItem, DecisionItem } from './items.ts'

/** The oldest first. */
export const decisionsOf = ({ decisions = [], review }: Pick<BillingItem, 'decisions' | 'review'>): DecisionItem[] => {
  if (!review?.resolution) return [...decisions]
  const { at: since, reason, resolution, note = '', by = '', request } = review
  return [{ reason, since, resolution, note, by, ...(request ? { request } : {}) }, ...decisions]
}
