// Operations as operators see them.

import * as z from 'zod/mini'
import { instant } from '../../kernel/schema.ts'

const named = { module: z.string(), rule: z.string(), says: z.string() }

export const Invariants = z.object({
  rules: z.array(z.object({ ...named, problem: z.nullable(z.string()) })),
  lastAudit: z.nullable(
    z.object({
      startedAt: instant,
      finishedAt: instant,
      itemCount: z.int(),
      violations: z.array(z.object({ ...named, where: z.string() })),
      unsettled: z.int(),
    }),
  ),
})

export const AuditRequest = z.object({ requestedAt: instant })
export const Health = z.object({ status: z.literal('ok'), version: z.string() })
