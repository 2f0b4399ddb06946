// What a function finds in its environment, for tests and benches.

import { generateKeyPairSync } from 'node:crypto'

/** Must be called before a handler is loaded. @param endpoint of an engine */
export const setEnvironment = (endpoint: string): void => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const named = { kid: 'test', alg: 'EdDSA', use: 'sig' }
  process.env['DYNAMODB_ENDPOINT'] = endpoint
  process.env['TABLE_NAME'] ??= 'unbound'
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'CRITICAL'
  process.env['TOKEN_PUBLIC_KEYS'] ??= JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...named }] })
  process.env['TOKEN_PRIVATE_KEY'] ??= JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })
}
