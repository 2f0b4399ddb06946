// The rules, and what the last audit found.

import { lastAuditKey } from '../../shared/domain/ops/item.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { explain } from '../../shared/kernel/rules.ts'
import { allRules } from '../rulebook.ts'
import { ops } from './contract.ts'

const rules = allRules.map(explain).map(({ module, rule, says, problem }) => ({ module, rule, says, problem }))

export const handler = lambda(ops.getInvariants, async ({ read }) => {
  const last = await read.get(lastAuditKey)
  if (!last) return { reply: { rules, lastAudit: null } }
  const { startedAt, finishedAt, itemCount, violations } = last
  return { reply: { rules, lastAudit: { startedAt, finishedAt, itemCount, violations: [...violations] } } }
})
