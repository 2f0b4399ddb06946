// The outbox's part of an erasure: nothing. Its events name users by their ids, and leave it once they are relayed.

import type { outbox } from '#kernel/data/outbox.ts'
import { type KeptOf, nothing } from './erasure.ts'

export const erasure: KeptOf<typeof outbox> = {
  fates: {
    OUTBOX: 'kept until it is relayed, within a minute: ids and amounts',
    RELAYED: 'kept: a number for each subject',
  },
  next: async () => nothing,
}
