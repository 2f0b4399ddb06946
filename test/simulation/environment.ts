// The surroundings of functions in a storm: fixed keys, and stand-ins for what the platform makes at random or slowly.

import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'

export const API = 'http://api.test'
export const GATEWAYS = 'http://gateways.test'
const BUCKET = 'http://bucket.test'

/** An Ed25519 key from its 32 bytes, in the encoding of RFC 8410. */
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 'simulation')]),
  format: 'der',
  type: 'pkcs8',
})
const named = { kid: 'simulation', alg: 'EdDSA', use: 'sig' }

const environment = (): Record<string, string> => ({
  TABLE_NAME: 'simulation',
  HMAC_KEY: 'simulation'.repeat(4),
  TOKEN_PUBLIC_KEYS: JSON.stringify({
    keys: [{ ...createPublicKey(privateKey).export({ format: 'jwk' }), ...named }],
  }),
  TOKEN_PRIVATE_KEY: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named }),
  PUBLIC_BASE_URL: API,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  // More than one, so that entries are spread; each one more is a query for each queue of each run of a job.
  DUE_STRIPES: '2',
  ...sandboxEnvironment(GATEWAYS),
  BUCKET_NAME: 'simulation',
  BUCKET_URL: BUCKET,
  BUCKET_KEY: 'simulation',
})

/** Sets what a process needs before handlers are loaded. What is set stays, but for gateways and the bucket. */
export const prepare = (): void => {
  for (const [name, value] of Object.entries(environment())) process.env[name] ??= value
}

const { subtle } = globalThis.crypto
const textOf = (algorithm: unknown): string =>
  typeof algorithm === 'string' ? algorithm : String((algorithm as { name?: string }).name)

/** In place of Ed25519: as deterministic, and without a thread. */
const sign = async (algorithm: unknown, _: unknown, data: Uint8Array): Promise<ArrayBuffer> => {
  if (textOf(algorithm) !== 'Ed25519') throw new Error(`no stand-in for ${textOf(algorithm)}`)
  const digest = createHash('sha512').update(data).digest()
  return Uint8Array.from(digest).buffer
}
const verify = async (algorithm: unknown, key: unknown, signature: Uint8Array, data: Uint8Array): Promise<boolean> =>
  Buffer.from(await sign(algorithm, key, data)).equals(Buffer.from(signature))

/** @returns what puts back what was there before */
export const pretend = (fetch: typeof globalThis.fetch): (() => void) => {
  const before = { fetch: globalThis.fetch, env: { ...process.env } }
  const { TOKEN_PUBLIC_KEYS: _, TOKEN_PRIVATE_KEY: __, ...own } = environment()
  // Functions keep the key that they have read, so that of the process stays.
  Object.assign(process.env, own)
  globalThis.fetch = fetch
  Object.defineProperty(subtle, 'sign', { value: sign, configurable: true })
  Object.defineProperty(subtle, 'verify', { value: verify, configurable: true })
  return () => {
    globalThis.fetch = before.fetch
    Reflect.deleteProperty(subtle, 'sign')
    Reflect.deleteProperty(subtle, 'verify')
    for (const name of Object.keys(own)) {
      const { [name]: value } = before.env
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
