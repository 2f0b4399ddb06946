// Lists a user's billings for an operator, newest first.

import { billings } from '#domain/billing/reads.ts'
import { recordRead } from '#domain/ops/writes.ts'
import { User } from '#domain/users/items.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { asOperator } from '#domain/users/writes.ts'
import { userBillingView } from '#flows/inspection/billing-line.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(
  ops.listUserBillings,
  async ({ user, path: { userId }, page, now, id, read, refuse, cursor }) => {
    if (!(await read.get(User.key(userId)))) refuse(UserNotFound)
    const { items, next } = await billings(read, userId, page)
    const seen = { by: user.userId, what: 'ops.billings.read', subject: userId }
    return {
      writes: [recordRead(id('action'), seen, now), asOperator(user)],
      reply: { items: items.map(userBillingView), nextCursor: cursor(next) },
    }
  },
)
