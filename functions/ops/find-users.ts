// Finds users for an operator.

import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { foundUserView } from '#flows/inspection/members.ts'
import { findUsers } from '#flows/inspection/search.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

/** An email address or a username would outlive its user in the record, so it has ids only. */
const SEVERAL = 'users'

export const handler = endpoint(ops.findUsers, async ({ user, query, page, now, id, read, cursor }) => {
  const { items, next } = await findUsers(read, query.query, page)
  const [first, ...others] = items
  const subject = first && others.length === 0 ? first.user.userId : SEVERAL
  return {
    writes: [recordRead(id('action'), { by: user.userId, what: 'ops.users.found', subject }, now), asOperator(user)],
    reply: { items: items.map(foundUserView), nextCursor: cursor(next) },
  }
})
