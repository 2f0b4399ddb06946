// An instance runs the sandbox for gateways without an address, and started payments survive a restart.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { optionsFrom } from '#infra/local/command.ts'
import { findInstance, type RunNote } from '#infra/local/instance.ts'
import { inherited } from '#test/support/inherited.ts'
import { folder } from './fixture/folder.ts'

const program = fileURLToPath(new URL('fixture/start.ts', import.meta.url))
/** Below the ephemeral ports, so that no other process has the next port. */
const PORT = 20_000 + (process.pid % 10_000)

const started = async (env: Record<string, string>, ...flags: string[]) => {
  const dataDir = env['DATA_DIR'] ?? folder()
  const child = spawn(process.execPath, [program, ...flags], {
    env: { ...inherited(), PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const said = String((await once(child.stdout, 'data'))[0])
  return { child, said, note: findInstance(dataDir), dataDir }
}

const stopped = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
}

const knownIn = async ({ url }: RunNote) => (await fetch(`${url}/payments`)).json()
const ledgerAt = async (url = '') =>
  ((await (await fetch(`${url}/sandbox/ledger`)).json()) as { payments: { orderId: string }[] }).payments

const begin = (url = ''): Promise<Response> =>
  fetch(`${url}/v1/payments`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('sandbox:')}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ method: 'CARD', amount: 11_000, orderId: 'order-1', orderName: 'Friday futsal' },
      ...{ successUrl: 'http://shop.test/ok', failUrl: 'http://shop.test/no' },
    }),
  })

test('both gateways are played, and come back to the instance', async () => {
  const { said, note } = await started({ KAKAOPAY_SECRET_KEY: 'of the real one' }, '--memory')
  const { url } = note.sandbox ?? {}
  expect(said).toContain(`Payments go to the sandbox at ${url}: no real money moves.\n`)
  expect(await knownIn(note)).toEqual({
    ...{ PUBLIC_BASE_URL: note.url, KAKAOPAY_BASE_URL: url, TOSS_BASE_URL: url },
    ...{ KAKAOPAY_SECRET_KEY: 'sandbox', TOSS_SECRET_KEY: 'sandbox' },
  })
})

test('a gateway that has an address keeps it, and its key', async () => {
  const real = { TOSS_BASE_URL: 'http://toss.test', TOSS_SECRET_KEY: 'mine', PUBLIC_BASE_URL: 'http://shop.test' }
  const one = await started(real, '--memory')
  expect(await knownIn(one.note)).toMatchObject({ ...real, KAKAOPAY_BASE_URL: one.note.sandbox?.url })
  const both = await started({ ...real, KAKAOPAY_BASE_URL: 'http://kakaopay.test' }, '--memory')
  expect(both.note).not.toHaveProperty('sandbox')
  expect(both.said).not.toContain('sandbox')
  expect(await knownIn(both.note)).toEqual({ ...real, KAKAOPAY_BASE_URL: 'http://kakaopay.test' })
})

test('a payment outlives the instance, at the same address where that is free', async () => {
  const first = await started({ PORT: String(PORT) })
  expect(first.note.sandbox).toEqual({ url: `http://127.0.0.1:${PORT + 1}`, port: PORT + 1 })
  expect((await begin(first.note.sandbox?.url)).status).toBe(200)
  await stopped(first.child)

  const second = await started({ PORT: String(PORT), DATA_DIR: first.dataDir })
  expect(second.note.sandbox).toEqual(first.note.sandbox)
  await stopped(second.child)

  const other = createServer().listen(PORT + 1, '127.0.0.1')
  await once(other, 'listening')
  const third = await started({ PORT: String(PORT), DATA_DIR: first.dataDir })
  expect(third.note.sandbox?.port).not.toBe(PORT + 1)
  expect(await ledgerAt(third.note.sandbox?.url)).toMatchObject([{ orderId: 'order-1', state: 'OPEN' }])
  other.close()
})

test('in memory nothing is kept', async () => {
  const first = await started({}, '--memory')
  await begin(first.note.sandbox?.url)
  await stopped(first.child)
  const second = await started({ DATA_DIR: first.dataDir }, '--memory')
  expect(await ledgerAt(second.note.sandbox?.url)).toEqual([])
})

test.each(['x', '65536'])('the port %s is refused', (port) => {
  expect(() => optionsFrom([], { SANDBOX_PORT: port })).toThrow(
    `SANDBOX_PORT is "${port}". Set it to a number from 1 to 65535.`,
  )
})
