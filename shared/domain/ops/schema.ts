// The schemas of operations.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { checks, ProblemNotFound } from '#kernel/data/problems.ts'
import { instant, named, parameter } from '#kernel/http/schema.ts'

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

export const Root = named(
  'Root',
  z.object({ name: z.string(), version: z.string(), docs: z.string(), openapi: z.string(), health: z.string() }),
)

export const ProblemCode = parameter(
  documented(z.string().check(z.regex(/^[a-z][a-z-]{0,62}$/)), { example: 'insufficient-balance' }),
  ProblemNotFound,
)
export const ProblemExplained = named(
  'ProblemExplained',
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
