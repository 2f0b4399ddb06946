// One endpoint as an operation of the document.

import { STATUS_CODES } from 'node:http'
import * as z from 'zod/mini'
import { createSchema, type oas31, type ZodOpenApiOperationObject } from 'zod-openapi'
import { type Endpoint, takesKey } from '#kernel/http/contract.ts'
import { descriptionOf } from './descriptions.ts'
import { exampleBody, exampleParameter, exampleTime } from './examples.ts'
import { headersOf } from './headers.ts'
import { problemResponses } from './problems.ts'
import { listNamed, plain } from './schemas.ts'

export const operationOf = (endpoint: Endpoint, path: string): ZodOpenApiOperationObject => {
  const { operation, module, summary, auth, recognises, body } = endpoint
  return {
    operationId: operation,
    tags: [module],
    summary,
    description: descriptionOf(endpoint),
    security: securityOf(auth, recognises),
    parameters: [...pathParameters(endpoint, path), ...queryParameters(endpoint), ...keyParameter(endpoint)],
    ...(body ? { requestBody: bodyOf(endpoint, body) } : {}),
    responses: { ...replyOf(endpoint), ...problemResponses(endpoint) },
  }
}

/** An empty requirement says that none has to be met. */
const securityOf = (auth: Endpoint['auth'], recognises: true | undefined) => {
  if (auth !== 'public') return [{ accessToken: [] }]
  return recognises ? [{}, { accessToken: [] }] : []
}

const bodyOf = (endpoint: Endpoint, schema: z.ZodMiniObject) => ({
  required: !z.safeParse(schema, {}).success,
  content: { 'application/json': { schema, example: exampleBody(endpoint) } },
})

const replyOf = (endpoint: Endpoint) => {
  const [status, schema] = endpoint.reply
  const type = endpoint.file?.type?.split(';')[0] ?? 'application/json'
  return {
    [String(status)]: {
      description: STATUS_CODES[status] ?? '',
      headers: headersOf(status, takesKey(endpoint)),
      ...(schema ? { content: { [type]: { schema: listNamed(schema) } } } : {}),
    },
    ...(endpoint.redirects
      ? {
          '303': {
            description: 'See Other: to the page of the result, unless `Accept` names application/json.',
            headers: headersOf(303, false),
          },
        }
      : {}),
  }
}

const pathParameters = ({ path = {} }: Endpoint, template: string): oas31.ParameterObject[] =>
  [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { schema, missing } = path[name] ?? {}
    if (!schema || !missing) throw new Error(`${template} has no declaration of {${name}}`)
    return {
      ...{ name, in: 'path', required: true },
      description: `Where it names nothing, malformed or not, the answer is 404 \`${missing.code}\`.`,
      schema: printed(schema, 'input'),
      example: exampleParameter(name),
    }
  })

/** What the names of query parameters mean, wherever they stand. */
const meanings: Readonly<Record<string, string>> = {
  limit:
    'The most items that a page has; 20 unless given. A page may have fewer while `nextCursor` leads to more, but it is empty only where a long search found nothing.',
  cursor: 'The `nextCursor` of the page before; it goes with the same caller and the same other parameters.',
  from: 'Nothing before this time, which is included; rounded up to the next millisecond where it is finer. An RFC 3339 time; write the + of an offset as %2B, though a blank is understood.',
  to: 'Nothing after this time, which is included. A time as in `from`, but rounded down.',
  after: 'Only messages after the one with this `seq`.',
  at: 'What is exactly then is included; now unless given. An RFC 3339 time; write the + of an offset as %2B, though a blank is understood.',
  type: 'Only entries of this type.',
  order: '`desc`, newest first, unless given.',
  state: 'The secret of the attempt that the redirect is of.',
  pg_token: "KakaoPay's proof that the person has authenticated the payment.",
  paymentKey: "Toss Payments' name for the payment.",
  orderId: "Toss Payments' order id, or a billing.",
  amount: 'What the person was asked for; compared with what was begun.',
  billingId: 'Which billing was paid.',
  status: 'The status of the billing when the browser came back.',
  signature: 'Proves that this service sent the status. Without it the page shows none.',
  relation: 'Only friendships of this kind.',
  deep: '`true`: asks the table and the bucket as well; where one of them does not answer, the reply is 503 `unavailable`.',
  blocked: '`true`: those whom the caller has blocked, by when that was, instead of all others.',
  version: 'Another one when the file changes, so that a copy can be kept for long.',
}

const queryParameters = ({ query, operation }: Endpoint): oas31.ParameterObject[] =>
  Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const description = meanings[name]
    if (!description)
      throw new Error(`${operation} has a parameter ${name} that infra/docs/operation.ts says nothing of`)
    // Numbers arrive as digits; what they stand for tells more than what digits look like.
    const number = typeof z.safeParse(schema, '7').data === 'number'
    return {
      ...{ name, in: 'query', required: schema._zod.optin !== 'optional', description },
      schema: {
        ...asked(printed(schema, number ? 'output' : 'input')),
        ...(name === 'cursor' ? { minLength: 1 } : {}),
      },
    }
  })

/** Queries ask for what has been, mostly. */
const asked = (schema: oas31.SchemaObject): oas31.SchemaObject =>
  schema.format === 'date-time' ? { ...schema, examples: [exampleTime] } : schema

const printed = (schema: z.core.$ZodType, io: 'input' | 'output') =>
  createSchema(schema, { io, opts: { override: plain } }).schema as oas31.SchemaObject

const keyParameter = (endpoint: Endpoint): oas31.ParameterObject[] =>
  takesKey(endpoint)
    ? [
        {
          ...{ name: 'Idempotency-Key', in: 'header', required: endpoint.idempotency === 'required' },
          description:
            'One key for every try of the same request: it happens once, and later tries get the first reply.',
          schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
        },
      ]
    : []
