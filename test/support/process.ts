// The environment variables of functions, for tests and benches.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { useLocalEngine } from '#infra/local/engine-client.ts'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'

/** What forms and addresses are made for; nothing is there. */
export const bucketEnvironment = {
  BUCKET_NAME: 'holdfast',
  BUCKET_URL: 'http://bucket.test',
  BUCKET_KEY: 'of the tests',
}

/** Must be called before a handler is loaded. @param endpoint of an engine @param sandbox to pay through */
export const setEnvironment = (endpoint: string, sandbox?: string): void => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const named = { kid: 'test', alg: 'EdDSA', use: 'sig' }
  useLocalEngine()
  process.env['DYNAMODB_ENDPOINT'] = endpoint
  if (sandbox)
    Object.assign(process.env, sandboxEnvironment(sandbox), {
      PUBLIC_BASE_URL: 'http://api.test',
      GATEWAY_TIMEOUT_MS: '1000',
    })
  process.env['TABLE_NAME'] ??= 'unbound'
  Object.assign(process.env, bucketEnvironment)
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'CRITICAL'
  process.env['HMAC_KEY'] ??= randomBytes(32).toString('base64url')
  process.env['TOKEN_PUBLIC_KEYS'] ??= JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...named }] })
  process.env['TOKEN_PRIVATE_KEY'] ??= JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })
}
