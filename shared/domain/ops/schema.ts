// The schemas of operations.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { checks, ProblemNotFound } from '#kernel/data/problems.ts'
import { instant, named, parameter } from '#kernel/http/schema.ts'

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
    z.object({ name: z.string(), version: z.string(), docs: z.string(), openapi: z.string(), health: z.string() }),
    { shows: { name: 'Holdfast', version: '0.1.0', docs: '/docs', openapi: '/openapi.json', health: '/health' } },
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
