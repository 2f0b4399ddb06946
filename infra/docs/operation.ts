// An endpoint as an OpenAPI operation.

import { STATUS_CODES } from 'node:http'
import * as z from 'zod/mini'
import { createSchema, type oas31, type ZodOpenApiOperationObject } from 'zod-openapi'
import { type Endpoint, takesKey } from '#kernel/http/contract.ts'
import { descriptionOf } from './descriptions.ts'
import { exampleBody, exampleParameters, exampleReply, exampleTime, meaningOf } from './examples.ts'
import { headersOf } from './headers.ts'
import { problemResponses } from './problems.ts'
import { listNamed, plain } from './schemas.ts'

export const operationOf = (endpoint: Endpoint, path: string): ZodOpenApiOperationObject => {
  const { operation, module, summary, auth, recognises, body } = endpoint
  return {
    operationId: operation,
    tags: [module],
    summary: titleOf(endpoint),
    description: `${summary}\n\n${descriptionOf(endpoint)}`,
    security: securityOf(auth, recognises),
    parameters: [...pathParameters(endpoint, path), ...queryParameters(endpoint), ...keyParameter(endpoint)],
    ...(body ? { requestBody: bodyOf(endpoint, body) } : {}),
    responses: { ...replyOf(endpoint), ...problemResponses(endpoint) },
  }
}

/** wallet.openAccount is "Open account". */
const titleOf = ({ name }: Endpoint): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${words[0]?.toUpperCase()}${words.slice(1)}`
}

/** In OpenAPI, an empty requirement means that no token is required. */
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
      ...(schema ? { content: { [type]: { schema: listNamed(schema), ...shown(endpoint) } } } : {}),
    },
    ...(endpoint.redirects
      ? {
          '303': {
            description: 'See Other: redirects to a page, unless `Accept` names application/json.',
            headers: headersOf(303, false),
          },
        }
      : {}),
  }
}

const shown = (endpoint: Endpoint) => {
  const example = exampleReply(endpoint)
  return example === undefined ? {} : { example }
}

const pathParameters = (endpoint: Endpoint, template: string): oas31.ParameterObject[] => {
  const examples = exampleParameters(endpoint)
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { schema, missing } = endpoint.path?.[name] ?? {}
    if (!schema || !missing) throw new Error(`${template} does not declare {${name}}. Add it to path in the contract.`)
    return {
      name,
      in: 'path',
      required: true,
      description: `An unknown or malformed value gets 404 \`${missing.code}\`.`,
      schema: printed(schema, 'input'),
      example: examples[name],
    }
  })
}

const queryParameters = ({ query, operation }: Endpoint): oas31.ParameterObject[] =>
  Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const description = meaningOf(operation, name, schema)
    // Query values are strings of digits; document the number that they represent.
    const number = typeof z.safeParse(schema, '7').data === 'number'
    return {
      name,
      in: 'query',
      required: schema._zod.optin !== 'optional',
      description,
      schema: {
        ...asked(printed(schema, number ? 'output' : 'input')),
        ...(name === 'cursor' ? { minLength: 1 } : {}),
      },
    }
  })

/** Most time queries ask for the past. */
const asked = (schema: oas31.SchemaObject): oas31.SchemaObject =>
  schema.format === 'date-time' ? { ...schema, examples: [exampleTime] } : schema

const printed = (schema: z.core.$ZodType, io: 'input' | 'output') =>
  createSchema(schema, { io, opts: { override: plain } }).schema as oas31.SchemaObject

const keyParameter = (endpoint: Endpoint): oas31.ParameterObject[] =>
  takesKey(endpoint)
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: endpoint.idempotency === 'required',
          description:
            'The same key for every retry of one request. The request takes effect once, and retries get the first reply.',
          schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
        },
      ]
    : []
