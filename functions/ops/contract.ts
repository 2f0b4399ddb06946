// The contract of operations.

import * as z from 'zod/mini'
import {
  Action,
  AuditRequest,
  Health,
  Invariants,
  Lock,
  OpenApi,
  ProblemCode,
  ProblemExplained,
  Root,
  reason,
} from '#domain/ops/schema.ts'
import { operator } from '#domain/roles.ts'
import { OwnLock, TotpNotBegun, UserNotFound } from '#domain/users/problems.ts'
import { UserId } from '#domain/users/schema.ts'
import { documented } from '#kernel/data/documented.ts'
import { Forbidden, MethodNotAllowed, NotFound, ProblemNotFound, Unavailable } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery } from '#kernel/http/schema.ts'

const MINUTE_S = 60
const YEAR_S = 365 * 24 * 60 * MINUTE_S

/** The vendored viewer adds styles at runtime. It loads nothing from other origins. */
const viewer = {
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'connect-src': "'self'",
  'img-src': "'self' data:",
  'font-src': 'data:',
}

export const ops = contract('ops', 'Operations: health, API documentation, invariants and their audit.', {
  getHealth: {
    route: 'GET /health',
    summary:
      'Returns the status and version of the service. With `deep=true`, it also checks the table and the bucket.',
    auth: 'public',
    query: z.strictObject({
      deep: documented(z.exactOptional(z.enum(['true', 'false'])), {
        description:
          '`true`: also checks the table and the bucket. If one of them does not answer, the reply is 503 `unavailable`.',
      }),
    }),
    reply: [200, Health],
    fails: [Unavailable],
    access: { ops: 'read' },
    objects: { images: 'read' },
    // With `deep`: one read per scheduled job, in one trip. Otherwise nothing is read.
    budget: { trips: 1, read: 8, write: 0 },
  },
  getOpenApi: {
    route: 'GET /openapi.json',
    summary: 'Returns the API as an OpenAPI 3.1 document.',
    auth: 'public',
    reply: [200, OpenApi],
    file: { maxAgeS: 5 * MINUTE_S },
    fails: [],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  getDocs: {
    route: 'GET /docs',
    summary: 'Shows the API reference as a page, with a form to try each call.',
    auth: 'public',
    reply: [200, z.string()],
    file: { type: 'text/html; charset=utf-8', maxAgeS: 5 * MINUTE_S, allows: viewer },
    fails: [],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  getDocsScript: {
    route: 'GET /docs/script.js',
    summary: 'Returns the script of the API reference page.',
    auth: 'public',
    query: z.strictObject({
      version: documented(z.string(), {
        example: '1',
        description: 'Changes with the file, so that browsers can cache it.',
      }),
    }),
    reply: [200, z.string()],
    file: { type: 'text/javascript; charset=utf-8', gzip: true, maxAgeS: YEAR_S },
    fails: [],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  getRoot: {
    route: 'GET /',
    summary: 'Leads browsers to the API reference, and programs to the OpenAPI document.',
    auth: 'public',
    reply: [200, Root],
    redirects: true,
    fails: [],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  getProblem: {
    route: 'GET /problems/{code}',
    summary: 'Explains a problem: the page at the `type` of each problem.',
    auth: 'public',
    path: { code: ProblemCode },
    reply: [200, ProblemExplained],
    pages: true,
    file: { maxAgeS: 5 * MINUTE_S },
    fails: [ProblemNotFound],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  getInvariants: {
    route: 'GET /ops/invariants',
    summary: 'Lists all invariants, the conditions that keep them, and the result of the last audit.',
    auth: operator,
    reply: [200, Invariants],
    fails: [Forbidden],
    access: { ops: 'read', users: 'read' },
    budget: { trips: 2, read: 2, write: 0 },
  },
  requestAudit: {
    route: 'POST /ops/audits',
    summary: 'Requests an audit of the whole table, which starts within a minute.',
    auth: operator,
    reply: [202, AuditRequest],
    fails: [Forbidden],
    access: { ops: 'write', users: 'read' },
    budget: { trips: 1, read: 0, write: 4 },
  },
  lockUser: {
    route: 'POST /ops/users/{userId}/lock',
    summary: 'Locks a user out: every session ends, and no new one begins.',
    auth: operator,
    path: { userId: UserId },
    body: z.strictObject({ reason }),
    reply: [200, Lock],
    fails: [UserNotFound, Forbidden, OwnLock],
    access: { ops: 'write', users: 'write', outbox: 'write' },
    budget: { trips: 2, read: 1, write: 9 },
  },
  unlockUser: {
    route: 'POST /ops/users/{userId}/unlock',
    summary: 'Lets a locked user in again.',
    auth: operator,
    path: { userId: UserId },
    body: z.strictObject({ reason }),
    reply: [200, Lock],
    fails: [UserNotFound, Forbidden, OwnLock],
    access: { ops: 'write', users: 'write', outbox: 'write' },
    budget: { trips: 2, read: 1, write: 9 },
  },
  removeTotp: {
    route: 'POST /ops/users/{userId}/totp-removal',
    summary:
      'Removes the authenticator app of a user who has lost it with the recovery codes, ends every session, and tells the user by mail. Check who asks first.',
    auth: operator,
    path: { userId: UserId },
    body: z.strictObject({ reason }),
    reply: [204, null],
    fails: [UserNotFound, Forbidden, OwnLock, TotpNotBegun],
    access: { ops: 'write', users: 'write', mail: 'write', outbox: 'write' },
    mails: 'writes',
    budget: { trips: 2, read: 2, write: 15 },
  },
  listActions: {
    route: 'GET /ops/actions',
    summary: 'Lists what operators did, newest first.',
    auth: operator,
    query: listQuery({}),
    reply: [200, listOf(Action)],
    fails: [Forbidden],
    access: { ops: 'read', users: 'read' },
    indexes: ['list'],
    budget: { trips: 3, read: 22, write: 0 },
  },
  unknownRoute: {
    route: '$default',
    summary: 'Answers requests that match no other route.',
    auth: 'public',
    idempotency: 'none',
    reply: [204, null],
    fails: [NotFound, MethodNotAllowed],
    access: {},
    budget: { trips: 0, read: 0, write: 0 },
  },
  auditTable: {
    everyMinutes: 1,
    summary: 'Audits the whole table once a day and on request of an operator.',
    access: { ops: 'write' },
    scans: true,
  },
})
