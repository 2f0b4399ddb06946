// Lists the invariants, their keepers and the result of the last audit.

import { LastAudit } from '#domain/ops/items.ts'
import { isOperator } from '#domain/users/guards.ts'
import { User } from '#domain/users/items.ts'
import { explain } from '#kernel/data/guards.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { invariants, keepers } from '../rulebook.ts'
import { ops } from './contract.ts'

const guards = keepers.map(explain)
const rules = invariants.map(({ module, name: rule, says }) => {
  const keeps = guards.filter((guard) => guard.keeps.includes(`${module}.${rule}`))
  return { module, rule, says, problem: keeps.find(({ problem }) => problem)?.problem ?? null }
})

export const handler = endpoint(ops.getInvariants, async ({ user, read, require }) => {
  require(await read.get(User.key(user.userId)), ...isOperator(user))
  const last = await read.get(LastAudit.key())
  const listed = { rules, guards: guards.map((guard) => ({ ...guard, keeps: [...guard.keeps] })) }
  if (!last) return { reply: { ...listed, lastAudit: null } }
  const { startedAt, finishedAt, itemCount, violations } = last
  const found = violations.map(({ module, rule, says, where }) => ({ module, rule, says, where }))
  return { reply: { ...listed, lastAudit: { startedAt, finishedAt, itemCount, violations: found } } }
})
