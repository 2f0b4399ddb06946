// The invariants of mail, each with the audit that proves it on stored data.

import { each, invariants } from '#kernel/data/invariants.ts'
import { dueMails, Mail } from './items.ts'

export const invariant = invariants('mail', {
  scheduled: {
    says: 'Every mail in the outbox has a time for its next attempt.',
    audit: each(
      Mail,
      ({ duePk, dueSk, mailId }) => dueMails.partitions.some(({ pk }) => pk === duePk) && dueSk.endsWith(`#${mailId}`),
    ),
  },
})
