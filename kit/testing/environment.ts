// What a handler finds in its environment, for tests: keys that are made for this process, and a log that tells crashes alone.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { log } from '#kernel/http/log.ts'

/** Sets what is not set. */
export const prepareEnvironment = (): void => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const named = { kid: 'test', alg: 'EdDSA', use: 'sig' }
  process.env['TABLE_NAME'] ??= 'unbound'
  process.env['HMAC_KEY'] ??= randomBytes(32).toString('base64url')
  process.env['TOKEN_PUBLIC_KEYS'] ??= JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), ...named }] })
  process.env['TOKEN_PRIVATE_KEY'] ??= JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })
  if (process.env['POWERTOOLS_LOG_LEVEL']) return
  process.env['POWERTOOLS_LOG_LEVEL'] = 'CRITICAL'
  // The log may have been made before.
  log.setLogLevel('CRITICAL')
}
