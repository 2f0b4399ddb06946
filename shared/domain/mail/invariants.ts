// The invariants of mail, each with the audit that proves it on stored data.

import { each, invariants } from '#kernel/data/invariants.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import { dueMails, Mail, type Use } from './items.ts'

/** How long a link is valid. */
export const VALID_MS: Readonly<Record<Use, number>> = { VERIFY: DAY_MS, RESET: 30 * 60 * 1000 }

export const invariant = invariants('mail', {
  scheduled: {
    says: 'Every mail in the outbox has a time for its next attempt.',
    audit: each(
      Mail,
      ({ duePk, dueSk, mailId }) => dueMails.partitions.some(({ pk }) => pk === duePk) && dueSk.endsWith(`#${mailId}`),
    ),
  },
})
