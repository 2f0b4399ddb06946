// What an instance keeps in its folder: the lock, the keys, the note that scripts find.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importJWK, jwtVerify, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { findInstance, forgetInstance, noteInstance, type RunNote, readInstance } from '#infra/local/instance.ts'
import { tokenKeys } from '#infra/local/keys.ts'
import { holdFolder } from '#infra/local/lock.ts'
import { folder } from './fixture/folder.ts'

const note: RunNote = {
  url: 'http://127.0.0.1:3000',
  port: 3000,
  pid: process.pid,
  engine: { endpoint: 'http://127.0.0.1:4000', port: 4000, pid: 1 },
  tableName: 'holdfast',
  startedAt: '2026-01-01T00:00:00.000Z',
}

test('a folder is held once, and free again when given back', () => {
  const dataDir = join(folder(), 'new', 'one')
  const release = holdFolder(dataDir)
  expect(() => holdFolder(dataDir)).toThrow(
    `Another instance uses ${dataDir}. Stop it, or set DATA_DIR to another folder`,
  )
  noteInstance(dataDir, note)
  expect(() => holdFolder(dataDir)).toThrow(`Another instance (http://127.0.0.1:3000, pid ${process.pid}) uses`)
  release()
  holdFolder(dataDir)()
})

test('a holder that is killed holds no more', async () => {
  const dataDir = folder()
  const lock = new URL('../../../infra/local/lock.ts', import.meta.url).href
  const program = `const { holdFolder } = await import('${lock}'); holdFolder('${dataDir}'); console.log('held'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  expect(() => holdFolder(dataDir)).toThrow('Another instance')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  holdFolder(dataDir)()
})

test('a folder that cannot be written is told in a line', () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  expect(() => holdFolder(join(file, 'data'))).toThrow(
    `The folder ${join(file, 'data')} is not writable (ENOTDIR). Set DATA_DIR to a folder of your own.`,
  )
})

test('an instance is found while it lives', async () => {
  const dataDir = folder()
  expect(() => findInstance(dataDir)).toThrow(`No instance is running on ${dataDir}. Start one with "npm start"`)
  noteInstance(dataDir, note)
  expect(findInstance(dataDir)).toEqual(note)
  forgetInstance(dataDir)
  expect(readInstance(dataDir)).toBeUndefined()
  const gone = spawn('true')
  await once(gone, 'exit')
  noteInstance(dataDir, { ...note, pid: gone.pid as number })
  expect(() => findInstance(dataDir)).toThrow('No instance is running on')
})

test('keys sign, verify, and are kept from others and between starts', async () => {
  const file = join(folder(), 'keys.json')
  const keys = await tokenKeys(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await tokenKeys(file)).toEqual(keys)
  const secret = JSON.parse(keys.TOKEN_PRIVATE_KEY)
  expect(keys.HMAC_KEY).toMatch(/^[\w-]{43}$/)
  expect(keys.TOKEN_PRIVATE_KEY).not.toContain(keys.HMAC_KEY)
  const [known] = JSON.parse(keys.TOKEN_PUBLIC_KEYS).keys
  expect(known).toEqual({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x: secret.x, kid: secret.kid })
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: secret.kid })
    .sign(await importJWK(secret))
  await expect(jwtVerify(token, await importJWK(known))).resolves.toBeDefined()
})

test('keys without a file are new each time', async () => {
  const [one, other] = [await tokenKeys(), await tokenKeys()]
  for (const name of ['TOKEN_PRIVATE_KEY', 'HMAC_KEY'] as const) expect(one[name]).not.toBe(other[name])
})

test('damaged keys are told in a line', async () => {
  const file = join(folder(), 'keys.json')
  writeFileSync(file, '{"kty"')
  await expect(tokenKeys(file)).rejects.toThrow(`${file} is damaged. Delete it to create new keys`)
})
