// The events of friendships. The subject is the owner's default group, whose members are exactly the friends.

import * as z from 'zod/mini'
import { events } from '#kernel/data/outbox.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { DefaultGroup } from './items.ts'
import { relations } from './schema.ts'

const userId = idSchema('user')
const pair = { userId, friendId: userId }

export const event = events(
  {
    name: 'default group of the user',
    of: DefaultGroup,
    id: ({ ownerId }) => ownerId,
    subject: ({ groupId }) => groupId,
  },
  {
    added: {
      type: 'friend.added',
      says: 'A user added a friend. The friend is notified.',
      data: z.object({ ...pair, relation: z.enum(relations) }),
      concerns: ({ friendId }) => [friendId],
    },
    removed: {
      type: 'friend.removed',
      says: 'A user removed a friend, or blocked one. No user is notified.',
      data: z.object(pair),
      concerns: () => [],
    },
  },
)
