// The embedded engine killed and stopped under load: the instance continues, and acknowledged writes are stored once.

import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ops } from '#functions/ops/contract.ts'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { findInstance, type RunNote } from '#infra/local/instance.ts'
import { client } from '#kernel/client/client.ts'
import { script, start, startBehindProxy } from '#test/infra/instance.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, registration } from '#test/support/people.ts'
import { folder } from './fixture/folder.ts'

const WRITERS = 8

const account = async (baseUrl: string) => {
  const options = { baseUrl, tries: 1, keys: false }
  const anyone = client(users, options)
  ok(await anyone.register({ body: registration('kim') }))
  const { accessToken: token } = ok(await anyone.createTokens({ body: { username: 'kim', password: PASSWORD } }))
  const api = client(wallet, { ...options, token })
  const { accountId } = ok(await api.openAccount({ body: { bank: 'Hana', accountNumber: '100200300' } }))
  return { api, path: { accountId } }
}
type Account = Awaited<ReturnType<typeof account>>

/** Writers that send one keyed deposit after another, each until it is acknowledged, and all failed answers. */
const load = ({ api, path }: Account) => {
  const acknowledged: string[] = []
  const refused: string[] = []
  let over = false
  let slowestMs = 0
  const deposit = async (key: string): Promise<void> => {
    for (;;) {
      const began = performance.now()
      const answer = await api.deposit({ path, key, body: { amount: 1, information: key } })
      slowestMs = Math.max(slowestMs, performance.now() - began)
      if (answer.ok) return void acknowledged.push(key)
      refused.push(`${answer.status} ${answer.code}`)
    }
  }
  const writer = async (_: unknown, at: number): Promise<void> => {
    for (let count = 0; !over; count += 1) await deposit(`${at}-${count}`)
  }
  const writers = Promise.all(Array.from({ length: WRITERS }, writer))
  return {
    acknowledged,
    refused,
    slowestMs: () => slowestMs,
    /** Until this many more are acknowledged. */
    goesOn: async (more: number): Promise<void> => {
      const target = acknowledged.length + more
      while (acknowledged.length < target) await pause(5)
    },
    end: async (): Promise<void> => {
      over = true
      await writers
    },
  }
}

const informations = async ({ api, path }: Account): Promise<string[]> => {
  const all: string[] = []
  for await (const { information } of api.listTransactions.all({ path, query: { limit: '100' } })) all.push(information)
  return all.sort()
}

/** A health result is reused for a second. */
const healthIs = async <A extends { readonly status: number }>(ask: () => Promise<A>, status: number): Promise<A> => {
  for (;;) {
    const answer = await ask()
    if (answer.status === status) return answer
    await pause(100)
  }
}

const engineOf = ({ engine }: RunNote) => engine as { pid: number; endpoint: string }

describe('killed under load', { timeout: 180_000 }, () => {
  test('three times: each acknowledged deposit is there once, at the same address, and no rule is broken', async () => {
    const dataDir = folder()
    const instance = await start(dataDir)
    const kim = await account(instance.url)
    const writers = load(kim)
    const pids = new Set<number>()
    for (let kill = 0; kill < 3; kill += 1) {
      await writers.goesOn(60)
      const { pid } = engineOf(findInstance(dataDir))
      pids.add(pid)
      process.kill(pid, 'SIGKILL')
    }
    await writers.goesOn(60)
    await writers.end()
    expect(pids.size).toBe(3)
    expect(engineOf(findInstance(dataDir)).endpoint).toBe(engineOf(instance).endpoint)
    // The engine may be unreachable; there are no other answers.
    expect(writers.refused.filter((refusal) => !refusal.startsWith('503 '))).toEqual([])
    expect(await informations(kim)).toEqual(writers.acknowledged.sort())
    const { code, out } = await script('audit', { DATA_DIR: dataDir }, '--json')
    expect([code, JSON.parse(out).violations]).toEqual([0, []])
    instance.child.kill('SIGTERM')
    expect(await once(instance.child, 'exit')).toEqual([0, null])
  })
})

describe('stopped under load', { timeout: 180_000 }, () => {
  test('for 7 s: each acknowledged deposit is there once, and no request takes 25 s', async () => {
    const { url, pause: stop, resume } = await startBehindProxy(folder())
    const kim = await account(url)
    const writers = load(kim)
    await writers.goesOn(50)
    stop()
    await pause(7000)
    resume()
    await writers.goesOn(50)
    await writers.end()
    expect(writers.slowestMs()).toBeLessThan(25_000)
    expect(writers.refused.filter((refusal) => !refusal.startsWith('503 '))).toEqual([])
    expect(await informations(kim)).toEqual(writers.acknowledged.sort())
  })
})

describe('behind the proxy', { timeout: 180_000 }, () => {
  test('a reply that is dropped, a request that is lost, one that arrives twice: one deposit each', async () => {
    const { url, proxy } = await startBehindProxy(folder())
    const kim = await account(url)
    for (const fate of ['drop-reply', 'lose', 'twice'] as const) {
      const met = proxy.next(fate, 'TransactWriteItems')
      const sent = kim.api.deposit({ path: kim.path, key: fate, body: { amount: 1, information: fate } })
      expect(await (await met).answered).toBe(fate === 'lose' ? undefined : 200)
      expect((await sent).status, fate).toBe(201)
    }
    expect(await informations(kim)).toEqual(['drop-reply', 'lose', 'twice'])
  })

  test('a store that is away is 503 unavailable to reads, writes and the health, within 25 s, and no more once it is back', async () => {
    const { url, kill } = await startBehindProxy(folder())
    const { api, path } = await account(url)
    const health = () => client(ops, { baseUrl: url, tries: 1 }).getHealth({ query: { deep: 'true' } })
    const deposit = () => api.deposit({ path, key: 'one', body: { amount: 1, information: 'one' } })
    expect(await health()).toMatchObject({ status: 200, body: { checks: { table: 'ok', bucket: 'ok' } } })
    const startAgain = await kill()
    const began = performance.now()
    const answers = await Promise.all([api.getAccount({ path }), deposit(), healthIs(health, 503)])
    expect(answers.map((answer) => (answer.ok ? answer.status : answer.code))).toEqual(Array(3).fill('unavailable'))
    expect(answers[2]).toMatchObject({ body: { checks: { table: 'unavailable', bucket: 'ok' } } })
    expect(performance.now() - began).toBeLessThan(25_000)
    await startAgain()
    expect((await deposit()).status).toBe(201)
    expect((await healthIs(health, 200)).status).toBe(200)
    expect(await informations({ api, path })).toEqual(['one'])
  })

  test('an engine that is killed while a request is held, and started again', async () => {
    const { url, proxy, kill } = await startBehindProxy(folder())
    const kim = await account(url)
    const met = proxy.next('hold', 'TransactWriteItems')
    const sent = kim.api.deposit({ path: kim.path, key: 'one', body: { amount: 1, information: 'one' } })
    const held = await met
    const startAgain = await kill()
    held.goOn()
    expect(await held.answered).toBeUndefined()
    await startAgain()
    expect((await sent).status).toBe(201)
    expect(await informations(kim)).toEqual(['one'])
  })
})
