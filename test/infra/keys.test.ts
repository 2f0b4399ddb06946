// How token keys come and go: at every moment whoever verifies knows the key that signs, and at most two are known.

import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { beforeEach, expect, test } from 'vitest'
import { make, type Place, type Secrets, use } from '../../infra/keys.ts'
import { secretsManager } from '../support/secrets.ts'

let place: Place
beforeEach(() => {
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-')), 'holdfast.keys.json')
  place = { secrets: secretsManager(), name: 'holdfast/token-key', file }
})

const published = (): JWK[] => JSON.parse(readFileSync(place.file, 'utf8')).keys
const kids = (): (string | undefined)[] => published().map(({ kid }) => kid)
const signing = async (stage = 'AWSCURRENT'): Promise<string> => {
  const { SecretString } = await place.secrets('GetSecretValue', { SecretId: place.name, VersionStage: stage })
  return JSON.parse(String(SecretString)).kid
}

test('the first pair signs at once; its private half is in the secret alone', async () => {
  expect(await make(place)).toContain('npm run deploy')
  expect(kids()).toEqual([await signing()])
  expect(published()[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' })
  expect(readFileSync(place.file, 'utf8')).not.toContain('"d"')
})

test('a second pair is known before it signs, and the first is known after that', async () => {
  await make(place)
  const first = await signing()
  expect(await make(place)).toContain('npm run keys -- use')
  const second = await signing('AWSPENDING')
  expect([await signing(), kids()]).toEqual([first, [second, first]])
  await use(place)
  expect([await signing(), kids()]).toEqual([second, [second, first]])
  await make(place)
  expect([await signing(), kids()]).toEqual([second, [await signing('AWSPENDING'), second]])
})

test('asked twice, it does not make a third key', async () => {
  await make(place)
  await make(place)
  const before = kids()
  await make(place)
  expect(kids()).toEqual(before)
})

test('a key that does not wait cannot be used', async () => {
  await expect(use(place)).rejects.toThrow('make one with "npm run keys"')
  await make(place)
  await expect(use(place)).rejects.toThrow('no new key waits')
})

test.each([1, 2, 3, 4])('cut off after call %i, the next run makes it good', async (calls) => {
  await make(place)
  await make(place)
  let left = calls
  const whole = place
  const secrets: Secrets = async (action, input) => {
    if (left === 0) throw new Error('the line is dead')
    left -= 1
    return whole.secrets(action, input)
  }
  const first = await signing()
  const second = await signing('AWSPENDING')
  await use({ ...place, secrets }).catch(() => {})
  const now = await signing()
  expect([first, second]).toContain(now)
  expect(kids()).toContain(now)
  if (now === first) await use(place)
  expect(await signing()).toBe(second)
  await make(place)
  expect(kids()).toEqual([await signing('AWSPENDING'), second])
  expect(new Set(kids()).size).toBe(2)
})

test('a secret without a value, made by somebody else, gets one', async () => {
  const empty: Secrets = async (action, input) => {
    if (action === 'CreateSecret') throw Object.assign(new Error(), { name: 'ResourceExistsException' })
    return whole(action, input)
  }
  const whole = place.secrets
  await make({ ...place, secrets: empty })
  expect(kids()).toEqual([await signing()])
})
