// The contracts as an OpenAPI 3.1 document, which `npm run derive` writes to openapi.json.

import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf, type Job, routeOf } from '#kernel/http/contract.ts'
import { VERSION } from '#kernel/http/version.ts'
import { headers } from './headers.ts'
import { operationOf } from './operation.ts'
import { problemComponents } from './problems.ts'
import { plain } from './schemas.ts'

const DESCRIPTION = `Bookings, payments and friends. Every write checks its rules in one transaction, so concurrent and repeated calls cannot break them.

- **Money** is whole won (KRW). **Times** are RFC 3339 with any offset in requests, and in UTC in replies. **Ids** begin with their type: \`account_...\`, \`match_...\`.
- **Signing in**: \`POST /auth/tokens\` issues an access token for 15 minutes. Send it as \`Authorization: Bearer <accessToken>\`.
- **Retries**: with the same \`Idempotency-Key\`, a write takes effect once within seven days, and every retry gets the first reply.
- **Problems** are \`application/problem+json\`; distinguish them by \`code\`. After a 429 or 503, wait for \`Retry-After\` seconds.
- **Lists** are paged: send \`nextCursor\` as \`cursor\` until it is null. If a cursor is rejected, start again without one.`

const paths = (): ZodOpenApiPathsObject => {
  const all: ZodOpenApiPathsObject = {}
  for (const endpoint of endpointsOf(contracts)) {
    const route = routeOf(endpoint)
    if (route) all[route.path] = { ...all[route.path], [route.method.toLowerCase()]: operationOf(endpoint, route.path) }
  }
  return all
}

/** The display name is what `about` begins with: "Users and sessions". */
const tagOf = ({ module, about }: Endpoint | Job) => {
  const [name = module] = about.split(':')
  return { name: module, 'x-displayName': name, description: about }
}

/** Builds the OpenAPI document. */
export const openApi = () =>
  createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Holdfast',
        version: VERSION,
        summary: 'Bookings, payments and friends, with rules that hold under concurrency.',
        description: DESCRIPTION,
        contact: { name: 'The team that runs this service', url: '/docs' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The server of this document.' }],
      tags: contracts.map((one) => tagOf(Object.values(one)[0])),
      paths: paths(),
      components: {
        ...problemComponents(),
        headers,
        securitySchemes: {
          accessToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'The accessToken from POST /auth/tokens.',
          },
        },
      },
    },
    { override: plain },
  )
