// Rotation of token keys: at every moment, every verifier knows the signing key, and at most two keys are known.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { keepPaymentKeys, make, type Place, type Secrets, use } from '#infra/cli/keys.ts'
import { secretsManager } from '#test/support/secrets.ts'

let place: Place
beforeEach(() => {
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-')), 'holdfast.keys.json')
  // What is in the file is deployed, unless a test says otherwise.
  const deployed = async () => kids().map(String)
  place = { secrets: secretsManager(), name: 'holdfast/token-key', file, options: [], deployed }
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

test('the next commands are those of the same stack', async () => {
  const staging = { ...place, options: ['-c', 'name=staging'] }
  await expect(use(staging)).rejects.toThrow('Create one with "npm run keys -- -c name=staging"')
  expect(await make(staging)).toContain('"npm run deploy -- -c name=staging", with all other settings')
  expect(await make(staging)).toMatch(/"npm run deploy -- -c name=staging".*"npm run keys -- use -c name=staging"/)
})

test('a key that is not deployed does not sign: every new token would be refused', async () => {
  await make(place)
  const first = await signing()
  await make(place)
  const second = await signing('AWSPENDING')
  for (const known of [undefined, ['none'], [first]]) {
    const staging = { ...place, options: ['-c', 'name=staging'], deployed: async () => known }
    await expect(use(staging)).rejects.toThrow(
      'do not know the new key, and would refuse its tokens. Run "npm run deploy -- -c name=staging", with all other settings of the stage, then "npm run keys -- use -c name=staging".',
    )
    expect([await signing(), await signing('AWSPENDING')]).toEqual([first, second])
  }
  await use({ ...place, deployed: async () => [second, first] })
  expect(await signing()).toBe(second)
})

test('the keys of another stack of this name, elsewhere, are not overwritten', async () => {
  await make(place)
  const here = readFileSync(place.file, 'utf8')
  const elsewhere = { ...place, secrets: secretsManager() }
  await expect(make(elsewhere)).rejects.toThrow(/lacks the key that signs here.*name of its own with -c name=<stack>/)
  expect(readFileSync(place.file, 'utf8')).toBe(here)
  await expect(elsewhere.secrets('GetSecretValue', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  // As the message says.
  rmSync(place.file)
  await make(elsewhere)
  await expect(make(place)).rejects.toThrow('lacks the key that signs here')
  for (const none of ['{"keys":[]}', 'damaged']) {
    writeFileSync(place.file, none)
    await make(place)
    expect(kids()).toContain(await signing())
  }
})

test('a key that is dropped is told, with the time that its tokens are in use', async () => {
  await make(place)
  expect(await make(place)).not.toContain('dropped')
  await use(place)
  expect(await make(place)).toContain('is dropped: wait until 25 minutes after the last "use"')
})

test('asked twice, it does not make a third key', async () => {
  await make(place)
  await make(place)
  const before = kids()
  await make(place)
  expect(kids()).toEqual(before)
})

test('a key that does not wait cannot be used', async () => {
  await expect(use(place)).rejects.toThrow('Create one with "npm run keys"')
  await make(place)
  await expect(use(place)).rejects.toThrow('There is no new key to activate')
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

test('an existing secret without a value gets one', async () => {
  const empty: Secrets = async (action, input) => {
    if (action === 'CreateSecret') throw Object.assign(new Error(), { name: 'ResourceExistsException' })
    return whole(action, input)
  }
  const whole = place.secrets
  await make({ ...place, secrets: empty })
  expect(kids()).toEqual([await signing()])
})

describe('the keys of gateways', () => {
  const kept = async (): Promise<object> =>
    JSON.parse(String((await place.secrets('GetSecretValue', {}))['SecretString']))
  const kakaopay = { KAKAOPAY_SECRET_KEY: 'PRDK1', KAKAOPAY_CID: 'C1' }

  test('come from the environment, one gateway after the other, and are not said', async () => {
    const first = await keepPaymentKeys(place, { ...kakaopay, HOME: '/root', TOSS_BASE_URL: 'https://toss.test' })
    expect(first).toBe(`${place.name} has KAKAOPAY_CID, KAKAOPAY_SECRET_KEY. Missing: TOSS_SECRET_KEY`)
    const second = await keepPaymentKeys(place, { TOSS_SECRET_KEY: 'live_1' })
    expect(second).toBe(`${place.name} has KAKAOPAY_CID, KAKAOPAY_SECRET_KEY, TOSS_SECRET_KEY`)
    expect(await kept()).toEqual({ ...kakaopay, TOSS_SECRET_KEY: 'live_1' })
    await keepPaymentKeys(place, { KAKAOPAY_SECRET_KEY: 'PRDK2' })
    expect(await kept()).toEqual({ ...kakaopay, KAKAOPAY_SECRET_KEY: 'PRDK2', TOSS_SECRET_KEY: 'live_1' })
  })

  test.each([
    [{}, 'No payment key is set. Set at least one of KAKAOPAY_SECRET_KEY'],
    [{ TOSS_SECRET_KEY: 'live_1\n' }, 'TOSS_SECRET_KEY contains characters that are not valid in a key'],
  ])('%o are refused, and nothing is kept', async (env, said) => {
    await expect(keepPaymentKeys(place, env)).rejects.toThrow(said)
    await expect(kept()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})
