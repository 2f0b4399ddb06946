// What operations store: the last audit, and whether somebody asked for another.

import type { Report } from '../../kernel/audit.ts'
import { type Key, space } from '../../kernel/key.ts'

export const keys = space('ops', 'AUDIT')

export const lastAuditKey: Key<'ops', Report> = keys.key('AUDIT', 'TABLE', 'LAST')
export const auditRequestKey: Key<'ops', { requestedAt: string; by: string }> = keys.key('AUDIT', 'TABLE', 'REQUEST')
