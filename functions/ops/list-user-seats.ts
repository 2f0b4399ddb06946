// Lists a user's seats for an operator, newest first.

import { recordRead } from '#domain/ops/writes.ts'
import { User } from '#domain/users/items.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { asOperator } from '#domain/users/writes.ts'
import { userSeats } from '#flows/inspection/seats.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(
  ops.listUserSeats,
  async ({ user, path: { userId }, page, now, id, read, refuse, cursor }) => {
    if (!(await read.get(User.key(userId)))) refuse(UserNotFound)
    const { items, next } = await userSeats(read, userId, page)
    const seen = { by: user.userId, what: 'ops.seats.read', subject: userId }
    return {
      writes: [recordRead(id('action'), seen, now), asOperator(user)],
      reply: { items: [...items], nextCursor: cursor(next) },
    }
  },
)
