// The rules, and what the last audit found.

import { lastAuditKey } from '#domain/ops/item.ts'
import { explain } from '#kernel/data/rules.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { allRules } from '../rulebook.ts'
import { ops } from './contract.ts'

const rules = allRules.map(explain).map(({ module, rule, says, problem }) => ({ module, rule, says, problem }))

export const handler = endpoint(ops.getInvariants, async ({ read }) => {
  const last = await read.get(lastAuditKey)
  if (!last) return { reply: { rules, lastAudit: null } }
  const { startedAt, finishedAt, itemCount, violations } = last
  return { reply: { rules, lastAudit: { startedAt, finishedAt, itemCount, violations: [...violations] } } }
})
