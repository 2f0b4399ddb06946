// The events' part of an erasure: the feed of the person. Events that others get name the person by id.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import { type events, Notification } from './items.ts'
import { feed, notificationsLeft } from './reads.ts'
import { closeFeed, forgetNotification } from './writes.ts'

export const traces = [trace(Notification, (item) => Notification.idOf(item))]

const AT_ONCE = 90

export const erasure: ErasureOf<typeof events> = {
  fates: {
    FEED: 'erased: the notifications. The count stays, so that none is added later',
    WEBHOOKS: 'nothing of a person',
    LANE: 'kept for 30 days after its delivery: ids and amounts, as consumers got them',
    DELIVERIES: 'only in an index',
    DUE_DELIVERY: 'only in an index',
  },
  next: async ({ read, now }, { userId }) => {
    const found = await feed(read, userId)
    if (!found?.closedAt) return erase([closeFeed(userId, found, now)])
    const left = await notificationsLeft(read, userId, AT_ONCE)
    return left.length > 0 ? erase(left.map(({ seq }) => forgetNotification(userId, seq))) : nothing
  },
}
