// What a front end must not be able to write, each next to the same code that it can. tsc holds the proofs.

import { expect, test } from 'vitest'
import { wallet } from '#functions/wallet/contract.ts'
import { client } from '#kernel/client/client.ts'

const answering =
  (body: object, status = 200): typeof fetch =>
  async () =>
    Response.json(body, { status })
const path = { accountId: 'account_1' }

test('a problem is told by its code, and has the fields of its kind', async () => {
  const api = client(wallet, { baseUrl: '', fetch: answering({ code: 'insufficient-balance', available: 3 }, 409) })
  const answer = await api.withdraw({ path, body: { amount: 5, information: '' } })
  switch (answer.code) {
    case 'insufficient-balance': {
      const available: number = answer.body.available
      expect(available).toBe(3)
      break
    }
    case 'invalid-request':
      expect(answer.body.errors.map(({ pointer }) => pointer)).toBeDefined()
      break
    case 'forbidden':
      // @ts-expect-error no field of this problem
      expect(answer.body.available.toFixed()).toBeDefined()
      break
    // @ts-expect-error the contract lists no such problem
    case 'match-full':
      break
    default:
      if (answer.ok) expect(answer.body.seq + 1).toBeDefined()
  }
})

test('a list has `all`, anything else has not', async () => {
  const api = client(wallet, { baseUrl: '', fetch: answering({ items: [{ seq: 1 }], nextCursor: null }) })
  for await (const { seq } of api.listTransactions.all({ path })) expect(seq.toFixed()).toBe('1')
  // @ts-expect-error one account is no list
  expect(api.getAccount.all).toBeDefined()
})

test('a call has the parameters, the query and the body that its contract names', async () => {
  const api = client(wallet, { baseUrl: '', fetch: answering({}) })
  await api.getAccount({ path })
  // @ts-expect-error a parameter is missing
  await expect(api.getAccount({})).rejects.toThrow('requires path.accountId')
  // @ts-expect-error it has no body
  await api.getAccount({ path, body: { amount: 5 } })
  // @ts-expect-error a member of the body is missing
  await api.deposit({ path, body: { amount: 5 } })
  // @ts-expect-error no such filter
  await api.listTransactions({ path, query: { until: 'now' } })
  await api.listTransactions({ path, query: { limit: 5, cursor: null } })
  // @ts-expect-error no number stands for a time
  await api.listTransactions({ path, query: { from: 5 } })
  // @ts-expect-error the path is required
  await expect(api.listTransactions()).rejects.toThrow('requires path.accountId')
  await api.listAccounts()
  expect(api).not.toHaveProperty('sweepSeats')
})
