// Returns the vendored script of the API reference page.

import { endpoint } from '#kernel/http/endpoint.ts'
import script from '../../shared/vendor/scalar/api-reference.json' with { type: 'json' }
import { ops } from './contract.ts'

export const handler = endpoint(ops.getDocsScript, () => ({ reply: script.gzip }))
