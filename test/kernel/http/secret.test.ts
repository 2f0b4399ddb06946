// Reading a secret as the session functions do: a signed request, and errors in one line.

import { generateKeyPairSync } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tokensFor } from '#domain/users/tokens.ts'
import type { Secrets } from '#infra/cli/keys.ts'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { endpointIn, readSecret } from '#kernel/http/secret.ts'
import { overHttp, secretsManager } from '#test/support/secrets.ts'

let secrets: Secrets
let server: Awaited<ReturnType<typeof overHttp>>
const before = { ...runtime() }

beforeEach(async () => {
  secrets = secretsManager()
  server = await overHttp((action, input) => secrets(action, input))
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.endpoint)
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_SESSION_TOKEN', 'session')
  bindRuntime({ client: documentClient() })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  bindRuntime(before)
  await server.close()
})

test('is asked for with the function’s credentials', async () => {
  await secrets('CreateSecret', { SecretString: 'text' })
  expect(await readSecret('holdfast/token-key', 'Run "npm run keys"')).toBe('text')
  const { authorization, 'x-amz-security-token': session } = server.seen.headers ?? {}
  expect(authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-central-1\/secretsmanager\/aws4_request, SignedHeaders=\S*host;x-amz-\S+, Signature=[0-9a-f]{64}$/,
  )
  expect(session).toBe('session')
})

test('that is not there, or not for this function, is one line', async () => {
  await expect(readSecret('holdfast/token-key', 'Run "npm run keys"')).rejects.toThrow(
    'The secret holdfast/token-key has no value. Run "npm run keys".',
  )
  secrets = async () => {
    throw Object.assign(new Error('role x is not authorized to perform GetSecretValue'), {
      name: 'AccessDeniedException',
    })
  }
  await expect(readSecret('holdfast/token-key', 'Run "npm run keys"')).rejects.toThrow(
    'role x is not authorized to perform GetSecretValue',
  )
})

test('is asked for at its own address, at that of all services, or in the partition of the region', () => {
  const [own, all] = ['http://127.0.0.1:1', 'http://127.0.0.1:2']
  const set = { AWS_ENDPOINT_URL_SECRETS_MANAGER: own, AWS_ENDPOINT_URL: all }
  expect(endpointIn('eu-central-1', set)).toBe(own)
  expect(endpointIn('eu-central-1', { ...set, AWS_ENDPOINT_URL_SECRETS_MANAGER: '' })).toBe(all)
  expect(endpointIn('eu-central-1', {})).toBe('https://secretsmanager.eu-central-1.amazonaws.com')
  expect(endpointIn('cn-north-1', {})).toBe('https://secretsmanager.cn-north-1.amazonaws.com.cn')
})

test('signs tokens, for ten minutes before it is read again', async () => {
  const pair = (kid: string): string =>
    JSON.stringify({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid })
  const kidAt = async (now: string): Promise<string | undefined> => {
    const user = { userId: 'user_1', role: 'USER' } as never
    const { accessToken } = await tokensFor(user, { sessionId: 's', userId: 'user_1' } as never, now)
    return decodeProtectedHeader(accessToken).kid
  }
  vi.stubEnv('TOKEN_PRIVATE_KEY_SECRET', 'holdfast/token-key')
  // Later than any signature of other tests in this process.
  await expect(kidAt('2099-01-01T00:00:00.000Z')).rejects.toThrow(
    'The secret holdfast/token-key has no value. Run "npm run keys -- -c name=holdfast".',
  )
  await secrets('CreateSecret', { SecretString: 'nonsense' })
  await expect(kidAt('2099-01-01T00:00:00.000Z')).rejects.toThrow('holdfast/token-key contains no private key')
  await secrets('PutSecretValue', { SecretString: pair('one') })
  expect(await kidAt('2099-01-01T00:00:00.000Z')).toBe('one')
  await secrets('PutSecretValue', { SecretString: pair('two') })
  expect(await kidAt('2099-01-01T00:09:59.000Z')).toBe('one')
  expect(await kidAt('2099-01-01T00:10:00.000Z')).toBe('two')
})
