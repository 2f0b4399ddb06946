// Validates a request against its contract: query, body, key, role, then path parameters; a malformed one gets its resource's 404.

import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { type Keyed, requestHash } from '#kernel/commit/receipt.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import type { Language, Text } from '#kernel/data/language.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Forbidden, InvalidRequest, KeyRequired } from '#kernel/data/problems.ts'
import { type Endpoint, receiptName, takesKey } from '#kernel/http/contract.ts'
import { languageOf } from '#kernel/http/language.ts'
import { SALT_BYTES, slowHash } from '#kernel/http/slow-hash.ts'
import { speaking } from '#kernel/http/spoken.ts'
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
    const language = languageOf(header(request, 'accept-language'))
    const errors: FieldError[] = []
    const fit = (schema: z.ZodMiniType, value: unknown) => fitted(schema, value, { errors, language })
    const query = fit(endpoint.query ?? nothing, queryOf(request, { errors, language }))
    const { json = {} } = learned
    const body = fit(endpoint.body ?? nothing, json)
    const key = header(request, 'idempotency-key')
    const missing = endpoint.idempotency === 'required' && !key
    if (takesKey(endpoint) && key !== undefined && !missing && !/^[\x21-\x7e]{1,255}$/.test(key))
      errors.push({ pointer: '/headers/idempotency-key', detail: KEY_TEXT[language] })
    if (errors.length > 0) throw invalid(errors)
    if (missing) throw new Problem(KeyRequired)
    // A caller without the role is told the same of every id, so the role is checked before the ids.
    const { auth } = endpoint
    if (typeof auth === 'object' && learned.caller?.role !== auth.name) throw new Problem(Forbidden, {}, auth.refusal)
    learned.path = pathOf(endpoint, request)
    learned.query = query
    learned.body = body
    if (takesKey(endpoint) && key) learned.keyed = await keyedBy(endpoint, request, key)
  },
})

const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem(
    InvalidRequest,
    { errors: errors.slice(0, MOST_ERRORS) },
    errors.length > MOST_ERRORS
      ? {
          en: `Parts of the request do not fit the contract; errors lists the first ${MOST_ERRORS} of ${errors.length}.`,
          ko: `요청에 계약과 맞지 않는 부분이 ${errors.length}곳 있습니다. errors에는 처음 ${MOST_ERRORS}곳이 적혀 있습니다.`,
        }
      : undefined,
  )

const KEY_TEXT: Text = {
  en: 'must have 1 to 255 visible ASCII characters',
  ko: '보이는 ASCII 문자 1~255자여야 합니다.',
}
const REPEATED: Text = { en: 'must not appear more than once', ko: '한 번만 보낼 수 있습니다.' }
const UNKNOWN: Text = { en: 'is not a known field', ko: '알 수 없는 필드입니다.' }
const MISSING: Text = { en: 'is required', ko: '필수 항목입니다.' }

/** What is wrong with a request, in the language of its caller. */
interface Findings {
  readonly errors: FieldError[]
  readonly language: Language
}

const queryOf = ({ event }: Request, { errors, language }: Findings): Record<string, string> => {
  const query: Record<string, string> = {}
  // URLSearchParams drops one leading question mark, so one is added: a second one belongs to a parameter name.
  for (const [name, value] of new URLSearchParams(`?${event.rawQueryString}`)) {
    if (Object.hasOwn(query, name)) errors.push({ pointer: `/${pointerPart(name)}`, detail: REPEATED[language] })
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true })
  }
  return query
}

const fitted = (schema: z.ZodMiniType, value: unknown, { errors, language }: Findings): Record<string, unknown> => {
  const { data, error } = speaking(language, () => {
    // zod writes the messages when the error is first read.
    const { data, error } = z.safeParse(schema, value)
    return { data, error }
  })
  const issues = error?.issues ?? []
  for (const issue of issues) if (!isImplied(issue, issues)) errors.push(...fieldErrors(issue, value, language))
  return data as Record<string, unknown>
}

/** A number beyond the safe integers also violates the bound of its field, which is the message to give. */
const isImplied = (issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean =>
  (issue.code === 'too_big' || issue.code === 'too_small') &&
  issue.origin === 'int' &&
  issues.some((other) => other !== issue && other.code === issue.code && `${other.path}` === `${issue.path}`)

const fieldErrors = (issue: z.core.$ZodIssue, value: unknown, language: Language): FieldError[] => {
  const pointer = issue.path.map((part) => `/${pointerPart(String(part))}`).join('')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({ pointer: `${pointer}/${pointerPart(name)}`, detail: UNKNOWN[language] }))
  const found = issue.path.reduce<unknown>((outer, part) => (outer as Record<PropertyKey, unknown>)?.[part], value)
  return [{ pointer, detail: found === undefined ? MISSING[language] : issue.message }]
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
