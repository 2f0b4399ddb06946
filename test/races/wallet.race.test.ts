// Concurrent calls on one account.

import { describe, expect, test } from 'vitest'
import { seeded } from '#infra/simulation/seeded.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

test('300 deposits and withdrawals at once, with replays, keep the ledger whole', { timeout: 60_000 }, async () => {
  const random = seeded(seedOfRun)
  const { as, path } = await accountHolder(world, 1000)
  const before = 1000
  const calls = Array.from({ length: 300 }, (_, at) => {
    // A tenth are replays of a call that is in progress, complete, or not yet sent.
    const key = `key-${random() < 0.1 ? Math.floor(random() * at) : at}`
    // The key determines the request, so that a replay sends the same.
    const number = Number(key.slice(4))
    const body = { amount: 1 + (number % 97), information: `call ${number}` }
    return { key, change: number % 3 === 0 ? -body.amount : body.amount, input: { path, key, body } }
  })
  const answers = await Promise.all(
    calls.map(({ change, input }) => (change < 0 ? as.api.wallet.withdraw(input) : as.api.wallet.deposit(input))),
  )
  const codes = answers.map((answer) => answer.code ?? 'ok')
  const busy = codes.filter((code) => code === 'busy').length
  expect(busy, `seed ${seedOfRun}: ${busy} of 300 busy`).toBeLessThan(15)
  expect(codes.filter((code) => !['ok', 'busy', 'insufficient-balance'].includes(code))).toEqual([])

  const effects = new Map(calls.flatMap(({ key, change }, at) => (answers[at]?.ok ? [[key, change] as const] : [])))
  const account = await as.api.wallet.getAccount({ path })
  const sum = [...effects.values()].reduce((total, change) => total + change, before)
  expect(account.ok && account.body.balance).toBe(sum)
  expect(account.ok && account.body.seq).toBe(effects.size + 1)
  for (const [at, answer] of answers.entries()) {
    const first = answers.find((other, index) => other.ok && calls[index]?.key === calls[at]?.key)
    if (answer.ok && first?.ok) expect(answer.body).toEqual(first.body)
  }
  expect((await world.table.audit()).violations).toEqual([])
})

describe('transfers', () => {
  test('in a ring, both ways at once, conserve the total', { timeout: 60_000 }, async () => {
    const holders = await Promise.all(Array.from({ length: 6 }, () => accountHolder(world, 100)))
    const random = seeded(seedOfRun)
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, at) => {
        const from = holders[Math.floor(random() * 6)]
        const to = holders[Math.floor(random() * 6)]
        if (!from || !to) throw new Error('no such holder')
        const ends = { fromAccountId: from.path.accountId, toAccountId: to.path.accountId }
        return from.as.api.wallet.transfer({ key: `t${at}`, body: { ...ends, amount: 40, information: '' } })
      }),
    )
    const codes = new Set(answers.map(({ code }) => code ?? 'ok'))
    expect([...codes].filter((code) => !['ok', 'same-account', 'insufficient-balance', 'busy'].includes(code))).toEqual(
      [],
    )
    const accounts = await Promise.all(holders.map(({ as, path }) => as.api.wallet.getAccount({ path })))
    expect(accounts.reduce((sum, account) => sum + (account.ok ? account.body.balance : 0), 0)).toBe(600)
    expect((await world.table.audit()).violations).toEqual([])
  })
})
