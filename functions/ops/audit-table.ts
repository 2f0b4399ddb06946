// Audits the table once a day, and on request of an operator. A long audit goes on in the next run.

import { gunzipSync, gzipSync } from 'node:zlib'
import { AuditProgress, type AuditProgressItem, AuditRequest, LastAudit } from '#domain/ops/items.ts'
import { auditFrom, type Checkpoint } from '#kernel/data/audit.ts'
import { tableSource } from '#kernel/data/audit-source.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import { put, remove, update, type Write } from '#kernel/data/write.ts'
import { job } from '#kernel/http/job.ts'
import { log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { invariants } from '../rulebook.ts'
import { isKnown } from '../spaces.ts'
import { ops } from './contract.ts'

/** Attempts of reads, because no caller repeats them. */
const PATIENCE = 10
/** The maximum duration of a Lambda invocation: an audit that has not ended by then has crashed. */
const LONGEST_MS = 15 * 60 * 1000
/** Leaves time to finish pages and to store the progress. */
const ENDS_MS = 13 * 60 * 1000
/** The progress is about 90 KB, so it is not stored after each page. */
const SAVES_EVERY_MS = 30_000
/** An item is limited to 400 KB. */
const MOST_VIOLATIONS = 200
const MOST_STATE = 350_000
/** DynamoDB reads parts of a table at the same time. Other engines read a part by filtering the whole. */
const READS = { segments: 8, page: 1000 }
const READS_ELSEWHERE = { segments: 1, page: 200 }

export const handler = job(ops.auditTable, async ({ read, now, step, world }) => {
  const last = await read.get(LastAudit.key())
  const request = await read.get(AuditRequest.key())
  const progress = await read.get(AuditProgress.key())
  const { requestedAt = '', beganAt = '' } = request ?? {}
  const { startedAt = '' } = last ?? {}
  const asked = requestedAt > startedAt
  const due = !last || elapsedMs(startedAt, now()) >= DAY_MS
  const isPaused = progress?.paused === true && progress.savedAt >= beganAt
  // The audit of a large table takes longer than a minute, the period of the job.
  const underWay = beganAt > startedAt && elapsedMs(beganAt, now()) < LONGEST_MS && !isPaused
  if (underWay || !(asked || due || progress)) return { ran: false }
  const from = progress && checkpointIn(progress)
  await step(async (at) => [update('beginAudit', AuditRequest.key(), { set: { beganAt: at.now } })])
  const client = world.patientClient(PATIENCE)
  const reads = process.env['AWS_LAMBDA_FUNCTION_NAME'] ? READS : READS_ELSEWHERE
  const { elapsed } = world
  const began = elapsed()
  let saved = began
  const ended = await auditFrom({
    ...world,
    source: tableSource({ client, tableName: world.tableName, ...reads }),
    invariants,
    isKnown,
    from,
    isOver: () => elapsed() - began > ENDS_MS,
    checkpoint: async (checkpoint) => {
      if (elapsed() - saved < SAVES_EVERY_MS) return
      saved = elapsed()
      await step(async (at) => saving(checkpoint(), at.now, { paused: false }))
    },
  })
  client.destroy()
  if (!('finishedAt' in ended)) {
    await step(async (at) => saving(ended, at.now, { paused: true }))
    return { ran: true, itemCount: ended.itemCount, goesOn: true }
  }
  const { itemCount, violations, unsettled } = ended
  measure({ operation: ops.auditTable.operation, violations: violations.length })
  // Only names of invariants are logged: a place may contain an email, and operators read it in the report.
  const rules = [...new Set(violations.map(({ module, rule }) => `${module}.${rule}`))]
  if (rules.length > 0) log.error('violations', { rules, count: violations.length })
  await step(async () => [
    put('audited', LastAudit.key(), { ...ended, violations: violations.slice(0, MOST_VIOLATIONS) }),
    ...(progress || saved !== began ? [remove('forgetProgress', AuditProgress.key())] : []),
  ])
  return { ran: true, itemCount, violations: violations.length, unsettled }
})

const elapsedMs = (since: string, now: string): number => Date.parse(now) - Date.parse(since)

/** No write if the state is too large: the run goes on, and a crash costs its work. */
const saving = (
  checkpoint: Checkpoint,
  savedAt: string,
  { paused }: Pick<AuditProgressItem, 'paused'>,
): Write<'ops'>[] => {
  const state = gzipSync(JSON.stringify(checkpoint)).toString('base64')
  if (state.length <= MOST_STATE)
    return [
      put('saveProgress', AuditProgress.key(), {
        startedAt: checkpoint.startedAt,
        savedAt,
        paused,
        state,
        itemCount: checkpoint.itemCount,
      }),
    ]
  log.warn('audit', { message: 'The progress is too large to be stored. Audit an export instead.' })
  return []
}

const checkpointIn = ({ state }: AuditProgressItem): Checkpoint =>
  JSON.parse(gunzipSync(Buffer.from(state, 'base64')).toString('utf8'))
