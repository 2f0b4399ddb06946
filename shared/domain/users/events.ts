// The events of users.

import * as z from 'zod/mini'
import { events } from '#kernel/data/outbox.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { User } from './items.ts'

const userId = idSchema('user')
/** by: the operator, or `command` for a command on the server. actionId: the record with the reason. */
const deed = z.object({ userId, by: z.string(), actionId: idSchema('action') })

export const event = events(
  { name: 'user', of: User, id: ({ userId }) => userId },
  {
    registered: {
      type: 'user.registered',
      says: 'A user registered.',
      data: z.object({ userId }),
      concerns: () => [],
    },
    deleted: {
      type: 'user.deleted',
      says: 'A user asked for deletion: from then on the account is closed. Consumers delete what they keep of the user.',
      data: z.object({ userId }),
      concerns: () => [],
    },
    couponClaimed: {
      type: 'coupon.claimed',
      says: 'A user claimed a coupon.',
      data: z.object({ userId, couponId: idSchema('coupon'), campaignId: idSchema('campaign') }),
      concerns: ({ userId }) => [userId],
    },
    locked: {
      type: 'ops.user.locked',
      says: 'An operator locked a user out.',
      data: deed,
      concerns: () => [],
    },
    unlocked: {
      type: 'ops.user.unlocked',
      says: 'An operator let a locked user in again.',
      data: deed,
      concerns: ({ userId }) => [userId],
    },
    totpRemoved: {
      type: 'ops.totp.removed',
      says: 'An operator removed the authenticator app of a user who had lost it.',
      data: deed,
      concerns: ({ userId }) => [userId],
    },
    promoted: {
      type: 'ops.operator.promoted',
      says: 'A user was made an operator.',
      data: deed,
      concerns: ({ userId }) => [userId],
    },
    demoted: {
      type: 'ops.operator.demoted',
      says: 'An operator was made a plain user again.',
      data: deed,
      concerns: ({ userId }) => [userId],
    },
  },
)
