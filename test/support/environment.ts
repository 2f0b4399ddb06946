// What a function finds in its environment, for tests.

import { generateKeyPairSync } from 'node:crypto'
import { inject } from 'vitest'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const named = { kid: 'test', alg: 'EdDSA', use: 'sig' }

process.env['DYNAMODB_ENDPOINT'] = inject('endpoint')
process.env['TABLE_NAME'] ??= 'unbound'
process.env['POWERTOOLS_LOG_LEVEL'] ??= 'CRITICAL'
process.env['TOKEN_PUBLIC_KEYS'] ??= JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...named }] })
process.env['TOKEN_PRIVATE_KEY'] ??= JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })
