// The persistence of the sandbox: every reported change survives any end of the process.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { startSandbox } from '#infra/sandbox/server.ts'
import { Bench, decide } from '#test/support/sandbox.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'holdfast-'))
const benchOn = async (dataFile: string): Promise<Bench> => {
  const bench = new Bench()
  bench.sandbox = await startSandbox({ port: 0, dataFile, clock: () => bench.nowMs })
  return bench
}

test('payments and the replies of keys outlive the sandbox', async () => {
  const file = join(folder(), 'sandbox.jsonl')
  const before = await benchOn(file)
  const payment = await before.paid(before.gateway('TOSS'))
  const some = { amount: 4_000, remaining: 11_000, reason: 'rain', step: 'c1' }
  const first = await before.gateway('TOSS').cancel(payment, some)
  const ledger = before.sandbox.ledger()
  await before.sandbox.stop()
  const after = await benchOn(file)
  expect(after.sandbox.ledger()).toEqual(ledger)
  expect(await after.gateway('TOSS').cancel(payment, some)).toEqual(first)
  expect(after.money(payment)).toEqual({ captures: 1, captured: 11_000, cancelled: 4_000 })
  await after.sandbox.stop()
})

test('a line that was being written is dropped, and the next stands on its own', async () => {
  const file = join(folder(), 'sandbox.jsonl')
  const before = await benchOn(file)
  const payment = await before.paid(before.gateway('KAKAOPAY'))
  await before.sandbox.stop()
  const whole = readFileSync(file)
  appendFileSync(file, '{"payment":{"gateway":"KAK')
  const after = await benchOn(file)
  expect(readFileSync(file)).toEqual(whole)
  await after.started(after.gateway('KAKAOPAY'), after.order({ attempt: '2' }))
  await after.sandbox.stop()
  const again = await benchOn(file)
  expect(again.sandbox.ledger()).toHaveLength(2)
  expect(again.money(payment)).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
  await again.sandbox.stop()
})

test('a damaged file and a taken port are told in a line', async () => {
  const file = join(folder(), 'sandbox.jsonl')
  writeFileSync(file, 'no json\n')
  await expect(benchOn(file)).rejects.toThrow(`${file} is damaged`)
  const one = await startSandbox({ port: 0 })
  await expect(startSandbox({ port: one.port })).rejects.toThrow('EADDRINUSE')
  await one.stop()
})

test('npm run sandbox: killed right after an answer, it has lost nothing', async () => {
  const DATA_DIR = folder()
  const run = async () => {
    const program = new URL('../../../infra/cli/sandbox.ts', import.meta.url).pathname
    const env = { ...process.env, DATA_DIR, SANDBOX_PORT: '0' }
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface(child.stdout), 'line')
    const url = /ready at (http:\S+?)\. /.exec(line)?.[1] ?? ''
    const ledger = async () =>
      ((await (await fetch(`${url}/sandbox/ledger`)).json()) as { payments: unknown[] }).payments
    const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
      child.kill(signal)
      const [code] = await once(child, 'exit')
      return code
    }
    return { url, ledger, end }
  }
  const first = await run()
  const bench = new Bench()
  bench.sandbox = { url: first.url } as Bench['sandbox']
  const payment = await bench.started(bench.gateway('KAKAOPAY'))
  const { location } = await decide(payment.redirectUrl, 'approve')
  const token = new URL(location).searchParams.get('pg_token') ?? ''
  expect(await bench.gateway('KAKAOPAY').approve(payment, token)).toMatchObject({ kind: 'ok' })
  await first.end('SIGKILL')
  const second = await run()
  const { orderId } = payment
  expect(await second.ledger()).toMatchObject([{ orderId, state: 'PAID', captures: 1, captured: 11_000 }])
  expect(await second.end('SIGTERM')).toBe(0)
})
