// What a host's block keeps others from.

import { check } from '#kernel/data/write.ts'
import { edgeKey } from './item.ts'
import { rule } from './rules.ts'

/** Binds a transaction to a host who has not blocked the user. Hosts are welcome in their own matches. */
export const welcomed = (hostId: string, userId: string) =>
  hostId === userId ? [] : [check('welcomed', edgeKey(hostId, userId), rule.welcome())]
