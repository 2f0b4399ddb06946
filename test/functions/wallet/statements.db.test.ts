// A statement never changes once answered, however late transactions are stored, within the bound.

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { SETTLING_MS, settledUntil } from '#domain/wallet/settled.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { send } from '#test/support/call.ts'
import { interleaved } from '#test/support/interleave.ts'
import { expectSound, type Stage, stage } from '#test/support/model.ts'
import { ok } from '#test/support/ok.ts'
import { seedOfRun } from '#test/support/seed.ts'

const PEOPLE = 4
let own: Stage
let accountIds: string[]
let keys = 0

beforeAll(async () => {
  own = await stage(PEOPLE)
  accountIds = []
  for (const [at, { api }] of own.people.entries()) {
    const body = { bank: 'Hana', accountNumber: `10000${at}` }
    accountIds.push(ok(await api.wallet.openAccount({ body })).accountId)
    await move(at, at)
  }
})
const { pause } = runtime()
afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now, pause }))

const apiOf = (at: number) => (own.people[at] as Stage['people'][number]).api.wallet
const pathOf = (at: number) => ({ accountId: accountIds[at] ?? '' })

/** A deposit, or a transfer to another account. */
const move = (from: number, to: number) => {
  keys += 1
  const body = { amount: from === to ? 1000 : 10, information: '' }
  if (from === to) return apiOf(from).deposit({ path: pathOf(from), key: `k${keys}`, body })
  const ends = { fromAccountId: accountIds[from] ?? '', toAccountId: accountIds[to] ?? '' }
  return apiOf(from).transfer({ key: `k${keys}`, body: { ...ends, ...body } })
}

const statement = async (at: number, time?: string) =>
  apiOf(at).getStatement({ path: pathOf(at), query: time ? { at: time } : {} })

describe('a statement', () => {
  test('without a time is the account as it stands, in one read', async () => {
    const trips: number[] = []
    bindRuntime({ observe: ({ meter }) => trips.push(meter.trips) })
    const told = ok(await statement(0))
    bindRuntime({ observe: () => {} })
    const { balance, seq } = ok(await apiOf(0).getAccount({ path: pathOf(0) }))
    const { hash } = ok(await apiOf(0).getTransaction({ path: { ...pathOf(0), seq: `${seq}` } }))
    expect([told, trips]).toEqual([{ ...pathOf(0), at: own.clock.iso(), balance, seq, hash }, [1]])
  })

  test.each([
    [-SETTLING_MS, undefined],
    [-SETTLING_MS + 1, '1'],
    [-SETTLING_MS + 1001, '2'],
    [0, '15'],
    [60_000, '75'],
  ])('of %i ms from now waits for %s s', async (ms, seconds) => {
    const sent = { token: own.people[0]?.token, path: pathOf(0), query: { at: own.clock.iso(ms) } }
    const answer = await send(wallet.getStatement, sent)
    if (seconds === undefined) return expect(answer.status).toBe(200)
    expect([answer.status, answer.body]).toMatchObject([409, { code: 'too-recent', retryAfter: Number(seconds) }])
    return expect(answer.headers.get('retry-after')).toBe(seconds)
  })

  test('can be asked for once retryAfter is over', async () => {
    const at = own.clock.iso(-700)
    const { retryAfter } = (
      await send(wallet.getStatement, {
        ...{ token: own.people[0]?.token, path: pathOf(0), query: { at } },
      })
    ).body as { retryAfter?: number }
    own.clock.at += Number(retryAfter) * 1000
    expect((await statement(0, at)).status).toBe(200)
  })
})

test('a list up to a time leaves out the last 15 s where it reaches into them, and says so', async () => {
  own.clock.at += SETTLING_MS
  const before = own.clock.iso()
  await move(0, 0)
  const list = async (query: { to?: string; from?: string }) => {
    const { items, settledUntil } = ok(await apiOf(0).listTransactions({ path: pathOf(0), query }))
    return [items.some(({ createdAt }) => createdAt >= before), settledUntil]
  }
  expect(await list({}), 'without a filter the newest is shown').toEqual([true, undefined])
  expect(await list({ from: before })).toEqual([true, undefined])
  expect(await list({ to: own.clock.iso() })).toEqual([false, own.clock.iso(-SETTLING_MS)])
  expect(await list({ from: before, to: own.clock.iso(9e6) })).toEqual([false, own.clock.iso(-SETTLING_MS)])
  expect(await list({ to: own.clock.iso(-SETTLING_MS) })).toEqual([false, undefined])
  const then = own.clock.iso()
  own.clock.at += SETTLING_MS
  expect(await list({ to: then })).toEqual([true, undefined])
})

/** During one transaction, others commit, time passes, and statements are read. */
const place = fc.nat(PEOPLE - 1)
const step = fc.oneof(
  fc.record({ kind: fc.constant('move' as const), from: place, to: place }),
  fc.record({ kind: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 6000 }) }),
  fc.record({ kind: fc.constant('ask' as const), of: place, agoMs: fc.integer({ min: 0, max: SETTLING_MS }) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const episode = fc.record({ from: place, to: place, meanwhile: fc.array(step, { minLength: 1, maxLength: 8 }) })

test('no statement changes once it is answered, with transactions stored up to 15 s late', { timeout: 60_000 }, () => {
  bindRuntime({ pause: async () => {} })
  const play = async (episodes: { from: number; to: number; meanwhile: Step[] }[]) => {
    const answered: { readonly of: number; readonly at: string; readonly body: unknown }[] = []
    const ask = async (of: number, at: string) => {
      const answer = await statement(of, at)
      if (answer.ok) answered.push({ of, at, body: answer.body })
    }
    const passes = async (steps: readonly Step[]): Promise<void> => {
      let left = SETTLING_MS - 1
      for (const one of steps) {
        if (one.kind === 'move') await move(one.from, one.to)
        if (one.kind === 'ask') await ask(one.of, own.clock.iso(-one.agoMs))
        if (one.kind !== 'tick') continue
        own.clock.at += Math.min(one.ms, left)
        left -= Math.min(one.ms, left)
      }
      // The latest possible delay, and the youngest time that is answered.
      own.clock.at += left
      for (const of of accountIds.keys()) await ask(of, settledUntil(own.clock.iso()))
    }
    for (const { from, to, meanwhile } of episodes) {
      const { client } = runtime()
      own.world.fails(interleaved(() => passes(meanwhile)))
      await move(from, to)
      bindRuntime({ client })
      for (const { of, at, body } of answered) expect((await statement(of, at)).body).toEqual(body)
    }
    own.clock.at += SETTLING_MS
  }
  return fc.assert(fc.asyncProperty(fc.array(episode, { minLength: 1, maxLength: 6 }), play), {
    ...{ seed: seedOfRun, numRuns: Number(process.env['RUNS'] ?? 10) },
  })
})

test('and the ledgers are sound', () => expectSound(own))
