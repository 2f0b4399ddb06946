// Lists what operators did, newest first.

import { actions } from '#domain/ops/items.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.listActions, async ({ user, page, read, require, cursor }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const { items, next } = await read.list({ ...actions, index: 'list', descending: true, ...page })
  return {
    reply: {
      items: items.map(({ actionId, by, what, subject, reason, at }) => ({ actionId, by, what, subject, reason, at })),
      nextCursor: cursor(next),
    },
  }
})
