// Lists what operators did and read, newest first.

import { Action, type ActionItem, actions, actionsOn } from '#domain/ops/items.ts'
import { actionView } from '#domain/ops/views.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { usernamesOf } from '#domain/users/reads.ts'
import { both, type Condition } from '#kernel/data/condition.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.listActions, async ({ user, query, page, read, require, cursor }) => {
  const { subject, by, kind } = query
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const wanted: Condition<ActionItem>[] = [
    ...(by === undefined ? [] : [Action.on.equals('by', by)]),
    ...(kind === undefined ? [] : [kind === 'READ' ? Action.on.exists('isRead') : Action.on.absent('isRead')]),
  ]
  const listed =
    subject === undefined
      ? ({ ...actions, index: 'list' } as const)
      : ({ ...actionsOn(subject), index: 'due' } as const)
  const where = wanted.length > 0 ? { where: both(...wanted) } : {}
  const { items, next } = await read.list({ ...listed, descending: true, ...page, ...where })
  const operators = [...new Set(items.map(({ by }) => by))]
  const names = await usernamesOf(read, operators)
  const nameOf = ({ by }: ActionItem): string | null => names[operators.indexOf(by)] ?? null
  return { reply: { items: items.map((item) => actionView(item, nameOf(item))), nextCursor: cursor(next) } }
})
