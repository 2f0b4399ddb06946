// The API's description, as `npm run openapi` wrote it.

import document from '../../openapi.json' with { type: 'json' }
import { lambda } from '../../shared/kernel/lambda.ts'
import { ops } from './contract.ts'

export const handler = lambda(ops.getOpenApi, () => ({ reply: document }))
