// Leads browsers to the API reference, and programs to the OpenAPI document.

import { endpoint } from '#kernel/http/endpoint.ts'
import { VERSION } from '#kernel/http/version.ts'
import { ops } from './contract.ts'

const root = { name: 'Holdfast', version: VERSION, docs: '/docs', openapi: '/openapi.json', health: '/health' }

export const handler = endpoint(ops.getRoot, () => ({ reply: root, location: root.docs }))
