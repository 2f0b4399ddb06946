// The contracts as an OpenAPI 3.1 document, which `npm run derive` writes to openapi.json.

import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf, type Job, routeOf } from '#kernel/http/contract.ts'
import { VERSION } from '#kernel/http/version.ts'
import { headers } from './headers.ts'
import { operationOf } from './operation.ts'
import { problemComponents } from './problems.ts'
import { plain } from './schemas.ts'

const DESCRIPTION = `Places to play, money and friends. Whatever a call breaks or races with, the data keeps its rules.

- **Money** is whole won (KRW). **Times** are RFC 3339 with any offset, and come back in UTC. **Ids** say what they name: \`account_...\`, \`match_...\`.
- **Signing in**: \`POST /auth/tokens\` gives an access token for 15 minutes; send it as \`Authorization: Bearer <accessToken>\`.
- **Trying again**: under the same \`Idempotency-Key\` a write happens once in seven days, and every further try gets the first reply.
- **Problems** are \`application/problem+json\`; tell them apart by \`code\`. After 429 and 503, wait for \`Retry-After\` seconds.
- **Lists** come in pages: pass \`nextCursor\` as \`cursor\` until it is null. A cursor that is refused is out of date: begin again without one.`

const paths = (): ZodOpenApiPathsObject => {
  const all: ZodOpenApiPathsObject = {}
  for (const endpoint of endpointsOf(contracts)) {
    const route = routeOf(endpoint)
    if (route) all[route.path] = { ...all[route.path], [route.method.toLowerCase()]: operationOf(endpoint, route.path) }
  }
  return all
}

const tagOf = ({ module, about }: Endpoint | Job) => ({ name: module, description: about })

/** The document, the same for the same contracts. */
export const openApi = () =>
  createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Holdfast',
        version: VERSION,
        summary: 'Bookings, money and friends whose rules hold.',
        description: DESCRIPTION,
        contact: { name: 'The team that runs this service', url: '/docs' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'Whoever serves this document.' }],
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
            description: 'The accessToken that POST /auth/tokens gives.',
          },
        },
      },
    },
    { override: plain },
  )
