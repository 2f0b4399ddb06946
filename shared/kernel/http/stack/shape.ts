// Validates a request against its contract: query, body, key, then path parameters; a malformed one gets its resource's 404.

import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { type Keyed, requestHash } from '#kernel/commit/receipt.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Forbidden, InvalidRequest, KeyRequired } from '#kernel/data/problems.ts'
import { type Endpoint, receiptName, takesKey } from '#kernel/http/contract.ts'
import { SALT_BYTES, slowHash } from '#kernel/http/slow-hash.ts'
import { header, type Layer, type Request } from './request.ts'

interface FieldError {
  readonly pointer: string
  readonly detail: string
}

const MOST_ERRORS = 20
const nothing = z.strictObject({})

export const shape: Layer = (endpoint) => ({
  before: async (request) => {
    const { learned } = request.context
    const errors: FieldError[] = []
    const query = fit(endpoint.query ?? nothing, queryOf(request, errors), errors)
    const { json = {} } = learned
    const body = fit(endpoint.body ?? nothing, json, errors)
    const key = header(request, 'idempotency-key')
    const missing = endpoint.idempotency === 'required' && !key
    if (takesKey(endpoint) && key !== undefined && !missing && !/^[\x21-\x7e]{1,255}$/.test(key))
      errors.push({ pointer: '/headers/idempotency-key', detail: 'must have 1 to 255 visible ASCII characters' })
    if (errors.length > 0) throw invalid(errors)
    if (missing) throw new Problem(KeyRequired)
    const path = pathOf(endpoint, request)
    const { auth } = endpoint
    if (typeof auth === 'object' && learned.caller?.role !== auth.name) throw new Problem(Forbidden, {}, auth.refusal)
    learned.query = query
    learned.body = body
    learned.path = path
    if (takesKey(endpoint) && key) learned.keyed = await keyedBy(endpoint, request, key)
  },
})

const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem(
    InvalidRequest,
    { errors: errors.slice(0, MOST_ERRORS) },
    errors.length > MOST_ERRORS
      ? `Parts of the request do not fit the contract; errors lists the first ${MOST_ERRORS} of ${errors.length}.`
      : InvalidRequest.detail,
  )

const queryOf = ({ event }: Request, errors: FieldError[]): Record<string, string> => {
  const query: Record<string, string> = {}
  // URLSearchParams drops one leading question mark, so one is added: a second one belongs to a parameter name.
  for (const [name, value] of new URLSearchParams(`?${event.rawQueryString}`)) {
    if (Object.hasOwn(query, name))
      errors.push({ pointer: `/${pointerPart(name)}`, detail: 'must not appear more than once' })
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true })
  }
  return query
}

const fit = (schema: z.ZodMiniType, value: unknown, errors: FieldError[]): Record<string, unknown> => {
  const { data, error } = z.safeParse(schema, value)
  const issues = error?.issues ?? []
  for (const issue of issues) if (!isImplied(issue, issues)) errors.push(...fieldErrors(issue, value))
  return data as Record<string, unknown>
}

/** A number beyond the safe integers also violates the bound of its field, which is the message to give. */
const isImplied = (issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean =>
  (issue.code === 'too_big' || issue.code === 'too_small') &&
  issue.origin === 'int' &&
  issues.some((other) => other !== issue && other.code === issue.code && `${other.path}` === `${issue.path}`)

const fieldErrors = (issue: z.core.$ZodIssue, value: unknown): FieldError[] => {
  const pointer = issue.path.map((part) => `/${pointerPart(String(part))}`).join('')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({ pointer: `${pointer}/${pointerPart(name)}`, detail: 'is not a known field' }))
  const found = issue.path.reduce<unknown>((outer, part) => (outer as Record<PropertyKey, unknown>)?.[part], value)
  return [{ pointer, detail: found === undefined ? 'is required' : issue.message }]
}

/** A path segment, escaped as in RFC 6901 and cut to 64 characters. */
const pointerPart = (part: string): string =>
  part.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed()

const pathOf = (endpoint: Endpoint, { event }: Request): Record<string, string> => {
  const path: Record<string, string> = {}
  for (const [name, { schema, missing }] of Object.entries(endpoint.path ?? {})) {
    const { success, data } = z.safeParse(schema, event.pathParameters?.[name])
    if (!success) throw new Problem(missing)
    path[name] = data
  }
  return path
}

type Fields = Record<string, unknown>

const keyedBy = async (endpoint: Endpoint, { event, context }: Request, key: string): Promise<Keyed> => {
  const { caller, path, query, body } = context.learned
  const fields = Object.entries(body)
  const { secrets } = endpoint
  const isSecret = ([name]: [string, unknown]): boolean => secrets?.includes(name) ?? false
  const open: Fields = Object.fromEntries(fields.filter((field) => !isSecret(field)))
  const secret: Fields = Object.fromEntries(fields.filter(isSecret))
  const scope = caller?.userId ?? String(open[endpoint.scope ?? '']).toLowerCase()
  const operation = receiptName(endpoint)
  const place = [scope, operation, key]
  const parts = [path, query, open]
  const { requestId } = event.requestContext
  const keyed = { scope, operation, key, hash: requestHash(parts), requestId }
  if (!secrets) return keyed
  return { ...keyed, hash: requestHash([...parts, await hide(secret, place)]), openHash: keyed.hash }
}

/** Secrets contribute a hash as slow as that of stored passwords, so that a receipt does not speed up guessing. */
const hide = async (secret: Fields, place: readonly string[]): Promise<string> => {
  if (Object.keys(secret).length === 0) return 'none'
  const salt = createHash('sha256').update(canonicalJson(place)).digest().subarray(0, SALT_BYTES)
  return (await slowHash(canonicalJson(secret), salt)).toString('base64url')
}
