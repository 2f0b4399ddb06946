// The operations' part of an erasure: nothing. Records of operators name users by their id.

import { type KeptOf, nothing } from '#kernel/commit/erasure.ts'
import type { ops } from './items.ts'

export const traces = []

export const erasure: KeptOf<typeof ops> = {
  fates: {
    AUDIT: 'kept: the id of the operator who asked for an audit',
    ACTION: 'kept: what operators did, by the ids of operator and user',
    ACTIONS: 'only in an index',
    SUBJECT: 'only in an index',
    JOB: 'nothing of a person',
  },
  next: async () => nothing,
}
