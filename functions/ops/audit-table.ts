// Audits the table once a day, and on request of an operator.

import { AuditRequest, LastAudit } from '#domain/ops/items.ts'
import { audit } from '#kernel/data/audit.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import { put, update } from '#kernel/data/write.ts'
import { job } from '#kernel/http/job.ts'
import { log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { invariants } from '../rulebook.ts'
import { ops } from './contract.ts'

/** Attempts of reads, because no caller repeats them. */
const PATIENCE = 10
/** The maximum duration of a Lambda invocation: an audit that has not ended by then has crashed. */
const LONGEST_MS = 15 * 60 * 1000
/** An item is limited to 400 KB. */
const MOST_VIOLATIONS = 200

export const handler = job(ops.auditTable, async ({ read, now, step, world }) => {
  const last = await read.get(LastAudit.key())
  const request = await read.get(AuditRequest.key())
  const { requestedAt = '', beganAt = '' } = request ?? {}
  const { startedAt = '' } = last ?? {}
  const asked = requestedAt > startedAt
  const due = !last || elapsedMs(startedAt, now()) >= DAY_MS
  // The audit of a large table takes longer than a minute, the period of the job.
  const underWay = beganAt > startedAt && elapsedMs(beganAt, now()) < LONGEST_MS
  if (underWay || !(asked || due)) return { ran: false }
  await step(async (at) => [update('beginAudit', AuditRequest.key(), { set: { beganAt: at.now } })])
  const client = world.patientClient(PATIENCE)
  const report = await audit({ ...world, client, invariants })
  client.destroy()
  const { itemCount, violations, unsettled } = report
  measure({ operation: ops.auditTable.operation, violations: violations.length })
  // Only names of invariants are logged: a place may contain an email, and operators read it in the report.
  const rules = [...new Set(violations.map(({ module, rule }) => `${module}.${rule}`))]
  if (rules.length > 0) log.error('violations', { rules, count: violations.length })
  await step(async () => [
    put('audited', LastAudit.key(), { ...report, violations: violations.slice(0, MOST_VIOLATIONS) }),
  ])
  return { ran: true, itemCount, violations: violations.length, unsettled }
})

const elapsedMs = (since: string, now: string): number => Date.parse(now) - Date.parse(since)
