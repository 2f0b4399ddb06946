// The schemas of operations.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { checks, ProblemNotFound } from '#kernel/data/problems.ts'
import { anyText, idSchema, instant, listOf, named, parameter, text } from '#kernel/http/schema.ts'

const ruleNamed = { module: z.string(), rule: z.string(), says: z.string() }

export const Invariants = named(
  'Invariants',
  documented(
    z.object({
      rules: z.array(z.object({ ...ruleNamed, problem: z.nullable(z.string()) })),
      guards: z.array(
        z.object({
          module: z.string(),
          guard: z.string(),
          kind: z.enum(['guard', 'expectation', 'companions']),
          condition: z.string(),
          problem: z.nullable(z.string()),
          keeps: z.array(z.string()),
        }),
      ),
      lastAudit: z.nullable(
        z.object({
          startedAt: instant,
          finishedAt: instant,
          itemCount: z.int(),
          violations: z.array(z.object({ ...ruleNamed, where: z.string() })),
        }),
      ),
    }),
    {
      shows: {
        rules: [
          {
            module: 'wallet',
            rule: 'available',
            says: 'account.available = account.balance - account.held, and neither available nor held is negative.',
            problem: 'insufficient-balance',
          },
        ],
        guards: [
          {
            module: 'wallet',
            guard: 'solvent',
            kind: 'guard',
            condition: 'available >= amount',
            problem: 'insufficient-balance',
            keeps: ['wallet.available'],
          },
        ],
        lastAudit: {
          startedAt: '2026-11-22T09:00:00.000Z',
          finishedAt: '2026-11-22T09:00:00.400Z',
          itemCount: 131,
          violations: [],
        },
      },
    },
  ),
)

export const Root = named(
  'Root',
  documented(
    z.object({
      name: z.string(),
      version: z.string(),
      console: z.string(),
      docs: z.string(),
      openapi: z.string(),
      health: z.string(),
    }),
    {
      shows: {
        ...{ name: 'Holdfast', version: '0.1.0', console: '/console' },
        ...{ docs: '/docs', openapi: '/openapi.json', health: '/health' },
      },
    },
  ),
)

export const ProblemCode = parameter(
  documented(z.string().check(z.regex(/^[a-z][a-z-]{0,62}$/)), { example: 'insufficient-balance' }),
  ProblemNotFound,
)
export const ProblemExplained = named(
  'ProblemExplained',
  documented(
    z.object({
      type: z.string(),
      code: z.string(),
      status: z.int(),
      title: z.string(),
      detail: z.string(),
      /** The members of the problem beyond the standard ones. */
      fields: z.array(z.string()),
      /** The endpoints that answer it. */
      answeredBy: z.array(z.object({ operation: z.string(), route: z.string() })),
    }),
    {
      shows: {
        type: '/problems/insufficient-balance',
        status: 409,
        title: 'Insufficient balance',
        detail: 'The amount exceeds the available balance. The field available gives it.',
        fields: ['available'],
        answeredBy: [{ operation: 'wallet.transfer', route: 'POST /transfers' }],
      },
    },
  ),
)

const actionKinds = ['DEED', 'READ'] as const

/** Why an operator does something. */
export const reason = documented(text(1, 500), { example: 'Reported by several players.' })

export const Lock = named('Lock', z.object({ userId: idSchema('user'), lockedAt: z.nullable(instant) }))

export const Action = named(
  'Action',
  documented(
    z.object({
      actionId: z.string(),
      /** `DEED`: something was done; `READ`: the operator has only seen it. */
      kind: z.enum(actionKinds),
      /** The user id of the operator, or `command` for a command on the server. */
      by: z.string(),
      /** The username of the operator; null for a command, or one that has left. */
      username: z.nullable(z.string()),
      what: z.string(),
      /** The id of what it was done to. */
      subject: z.string(),
      /** Empty for what was only read. */
      reason: z.string(),
      at: instant,
    }),
    { shows: { username: 'sujin.ryu', what: 'ops.user.locked', reason: 'Reported by several players.' } },
  ),
)

export const subject = documented(anyText(1, 100), {
  description: 'The id of what was done or read: only actions on it.',
})
export const actor = documented(anyText(1, 100), { description: 'The user id of an operator: only their actions.' })
export const actionKind = documented(z.enum(actionKinds), { description: 'Only what was done, or only what was read.' })

const rulePlace = z.object({
  ...ruleNamed,
  where: z.string(),
  /** The partitions that were judged, for GET /ops/audits/latest/items. */
  partitions: z.array(z.string()),
})

export const LatestAudit = named(
  'LatestAudit',
  documented(
    z.object({
      /** NONE: there was no audit yet. REQUESTED: it starts within a minute. */
      status: z.enum(['NONE', 'REQUESTED', 'RUNNING', 'FINISHED']),
      requestedAt: z.nullable(instant),
      /** The audit in progress, and the number of items that it had read when it last stored its progress. */
      runningSince: z.nullable(instant),
      itemCountSoFar: z.int(),
      /** The last audit that finished; null and empty if none did. */
      startedAt: z.nullable(instant),
      finishedAt: z.nullable(instant),
      itemCount: z.int(),
      violations: z.array(rulePlace),
      /** Findings on data that changed too often to be judged. */
      unsettled: z.int(),
    }),
    { shows: { status: 'FINISHED', itemCountSoFar: 0, itemCount: 131, violations: [], unsettled: 0 } },
  ),
)

export const partition = documented(anyText(1, 2048), {
  example: 'ACCOUNT#account_01m817qnm0f8namaha58n2maha',
  description: 'A partition that a violation of the last audit names.',
})

/** The stored items, without secrets. */
export const StoredItems = named(
  'StoredItemList',
  z.extend(listOf(named('StoredItem', z.looseObject({ pk: z.string(), sk: z.string() }))), { partition: z.string() }),
)

export const JobState = named(
  'JobState',
  documented(
    z.object({
      operation: z.string(),
      everyMinutes: z.int(),
      /** Null if no run is recorded. */
      lastRunAt: z.nullable(instant),
      /** Seconds since the last run. */
      lagS: z.nullable(z.int()),
      /** Whether three runs are missing. */
      late: z.boolean(),
    }),
    { shows: { operation: 'billing.reconcileBillings', everyMinutes: 1, lagS: 12, late: false } },
  ),
)

/** A count of what waits, up to 100. */
const waiting = z.object({ count: z.int(), more: z.boolean() })

export const Overview = named(
  'Overview',
  documented(
    z.object({
      version: z.string(),
      stage: z.object({ kind: z.enum(['LOCAL', 'STAGING', 'PRODUCTION']), name: z.string() }),
      lastAudit: z.nullable(z.object({ finishedAt: instant, itemCount: z.int(), violations: z.int() })),
      /** Scheduled jobs that are late. */
      lateJobs: z.array(z.string()),
      reviews: waiting,
      stuckBillings: waiting,
      payouts: waiting,
      /** Deliveries to webhook endpoints whose last attempt failed, and that are attempted again. */
      failedDeliveries: waiting,
      /** Webhook endpoints that fail since their last success, or that the service disabled. */
      failingEndpoints: z.int(),
      /** What gateways captured and refunded today in Seoul, in won. */
      money: z.object({ day: z.string(), captured: z.int(), refunded: z.int() }),
      /** The requests of the last hour, and the problems among their replies. Null in a stack, where CloudWatch counts them. */
      traffic: z.nullable(
        z.object({
          minutes: z.array(z.object({ at: instant, requests: z.int(), refusals: z.int() })),
          codes: z.array(z.object({ code: z.string(), count: z.int() })),
        }),
      ),
      /** The dashboard of the stack in CloudWatch. Null on a developer's machine. */
      dashboardUrl: z.nullable(z.string()),
    }),
    {
      shows: {
        version: '0.1.0',
        stage: { kind: 'LOCAL', name: 'holdfast' },
        lastAudit: { finishedAt: '2026-11-22T09:00:00.400Z', itemCount: 131, violations: 0 },
        lateJobs: [],
        reviews: { count: 1, more: false },
        stuckBillings: { count: 0, more: false },
        payouts: { count: 2, more: false },
        failedDeliveries: { count: 3, more: false },
        failingEndpoints: 1,
        money: { day: '2026-11-22', captured: 240_000, refunded: 22_000 },
        traffic: {
          minutes: [{ at: '2026-11-22T09:00:00.000Z', requests: 42, refusals: 3 }],
          codes: [{ code: 'insufficient-balance', count: 3 }],
        },
        dashboardUrl: null,
      },
    },
  ),
)

export const AuditRequest = named('AuditRequest', z.object({ requestedAt: instant }))
export const Health = named(
  'Health',
  documented(z.object({ status: z.literal('ok'), version: z.string(), checks: z.optional(checks) }), {
    shows: { version: '0.1.0' },
  }),
)
export const OpenApi = named(
  'OpenApi',
  documented(z.looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }) }), {
    shows: { openapi: '3.1.1', info: { title: 'Holdfast', version: '0.1.0' } },
  }),
)
