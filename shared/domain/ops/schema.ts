// The schemas of operations.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { checks } from '#kernel/data/problems.ts'
import { idSchema, instant, named, text } from '#kernel/http/schema.ts'

const ruleNamed = { module: z.string(), rule: z.string(), says: z.string() }

export const Invariants = named(
  'Invariants',
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
)

/** Why an operator does something. */
export const reason = documented(text(1, 500), { example: 'Reported by several players.' })

export const Lock = named('Lock', z.object({ userId: idSchema('user'), lockedAt: z.nullable(instant) }))

export const Action = named(
  'Action',
  z.object({
    actionId: z.string(),
    by: z.string(),
    what: z.string(),
    subject: z.string(),
    reason: z.string(),
    at: instant,
  }),
)

export const AuditRequest = named('AuditRequest', z.object({ requestedAt: instant }))
export const Health = named(
  'Health',
  z.object({ status: z.literal('ok'), version: z.string(), checks: z.optional(checks) }),
)
export const OpenApi = named(
  'OpenApi',
  z.looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }) }),
)
