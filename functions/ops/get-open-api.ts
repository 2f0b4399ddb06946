// Returns the OpenAPI document that `npm run derive` wrote.

import { endpoint } from '#kernel/http/endpoint.ts'
import document from '../../openapi.json' with { type: 'json' }
import { ops } from './contract.ts'

export const handler = endpoint(ops.getOpenApi, () => ({ reply: document }))
