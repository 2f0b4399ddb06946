// The events of chatrooms.

import * as z from 'zod/mini'
import { events } from '#kernel/data/outbox.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { Room } from './items.ts'

const plan = z.object({ chatId: idSchema('chat'), ownerId: idSchema('user'), planId: z.int() })

export const event = events(
  { name: 'chatroom', of: Room, id: ({ chatId }) => chatId },
  {
    planCreated: {
      type: 'testplan.created',
      says: 'A chatroom got a test plan, by request or by a message.',
      data: plan,
      concerns: ({ ownerId }) => [ownerId],
    },
    planDeleted: {
      type: 'testplan.deleted',
      says: 'The test plan of a chatroom was deleted.',
      data: plan,
      concerns: () => [],
    },
  },
)
