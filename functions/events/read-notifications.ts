// Marks notifications as read, up to a number. The mark only moves forward.

import { feed } from '#domain/events/reads.ts'
import { markRead } from '#domain/events/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { events } from './contract.ts'

export const handler = endpoint(events.readNotifications, async ({ user, body, read }) => {
  const { seq = 0, readUpTo = 0 } = (await feed(read, user.userId)) ?? {}
  // A number that there is not yet stands for all that there are.
  const upTo = Math.min(body.upTo, seq)
  return { writes: upTo > readUpTo ? [markRead(user.userId, upTo)] : [], reply: undefined }
})
