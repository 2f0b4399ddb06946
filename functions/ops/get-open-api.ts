// The API's description, as `npm run derive` wrote it.

import { endpoint } from '#kernel/http/endpoint.ts'
import document from '../../openapi.json' with { type: 'json' }
import { ops } from './contract.ts'

export const handler = endpoint(ops.getOpenApi, () => ({ reply: document }))
