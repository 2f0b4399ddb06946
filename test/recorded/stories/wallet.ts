// Wallet: accounts, deposits, withdrawals, transfers, the ledger and its pages.

import { FAR, type Player, soon, unknown } from '../player.ts'

export const wallet = async (player: Player): Promise<void> => {
  player.story('wallet')
  const [han, seo] = [await player.person('han'), await player.person('seo')]
  const account = { bank: 'KakaoBank', accountNumber: '3333-01-2345678' }
  const open = await player.ask('open an account', 'POST /accounts', { as: han, key: 'open', body: account })
  await player.ask('open it again with the same key', 'POST /accounts', { as: han, key: 'open', body: account })
  await player.ask('the same key with another bank', 'POST /accounts', {
    ...{ as: han, key: 'open', body: { ...account, bank: 'Hana' } },
  })
  await player.ask('a second account', 'POST /accounts', { as: han, body: { ...account, accountNumber: '999999' } })
  await player.ask('a number that is taken', 'POST /accounts', { as: seo, body: account })
  await player.ask('a number that is none', 'POST /accounts', {
    ...{ as: seo, body: { bank: ' ', accountNumber: '12a4' } },
  })
  const other = await player.ask('open another account', 'POST /accounts', {
    ...{ as: seo, body: { bank: 'Toss Bank', accountNumber: '1000-0000-0001' } },
  })
  const path = { accountId: open.body.accountId }
  const otherId: string = other.body.accountId
  await player.ask('accounts', 'GET /accounts', { as: han })
  await player.ask('an account', 'GET /accounts/{accountId}', { as: han, path })
  await player.ask("another user's account", 'GET /accounts/{accountId}', { as: seo, path })

  const deposits = 'POST /accounts/{accountId}/deposits'
  const withdrawals = 'POST /accounts/{accountId}/withdrawals'
  const salary = { as: han, path, key: 'salary', body: { amount: 50_000, information: 'salary' } }
  await player.ask('deposit', deposits, salary)
  await player.ask('deposit again with the same key', deposits, salary)
  await player.ask('the same key with another amount', deposits, {
    ...salary,
    body: { amount: 50_001, information: 'salary' },
  })
  await player.ask('the same key by another route', withdrawals, {
    ...salary,
    body: { amount: 500, information: 'salary' },
  })
  await player.ask('the same key of another user', deposits, { ...salary, as: seo, path: { accountId: otherId } })
  await player.ask('deposit without a key', deposits, { as: han, path, body: salary.body })
  await player.ask("deposit to another user's account", deposits, { ...salary, as: seo, key: 'theirs' })
  for (const raw of [
    ...['{"amount":1.5,"information":""}', '{"amount":0,"information":""}', '{"amount":-5,"information":""}'],
    ...['{"amount":1000000000001,"information":""}', '{"amount":"5","information":""}', '{"amount":5}'],
    ...['{"amount":1e300,"information":""}', '{"amount":9007199254740993,"information":""}'],
  ])
    await player.ask(`deposit of ${raw}`, deposits, { as: han, path, key: 'wrong', raw })
  await player.ask('withdraw', withdrawals, { as: han, path, key: 'w1', body: { amount: 8000, information: '점심' } })
  await player.ask('withdraw again with the same key', withdrawals, {
    ...{ as: han, path, key: 'w1', body: { amount: 8000, information: '점심' } },
  })
  await player.ask('the same key with another withdrawal', withdrawals, {
    ...{ as: han, path, key: 'w1', body: { amount: 8001, information: '점심' } },
  })
  await player.ask('withdraw more than there is', withdrawals, {
    ...{ as: han, path, key: 'w2', body: { amount: 41_501, information: 'shoes' } },
  })
  await player.ask('the refused key, once there is enough', withdrawals, {
    ...{ as: han, path, key: 'w2', body: { amount: 2000, information: 'shoes' } },
  })
  await player.ask("withdraw from another user's account", withdrawals, {
    ...{ as: seo, path, key: 'w3', body: { amount: 1, information: '' } },
  })
  const ends = { fromAccountId: path.accountId, toAccountId: otherId }
  const transfer = { as: han, key: 't1', body: { ...ends, amount: 15_000, information: 'rent' } }
  await player.ask('transfer', 'POST /transfers', transfer)
  await player.ask('transfer again with the same key', 'POST /transfers', transfer)
  await player.ask('the same key with another transfer', 'POST /transfers', {
    ...transfer,
    body: { ...transfer.body, amount: 1 },
  })
  await player.ask('transfer more than there is', 'POST /transfers', {
    ...{ as: han, key: 't2', body: { ...ends, amount: 900_000, information: '' } },
  })
  await player.ask("transfer from another user's account", 'POST /transfers', {
    ...{ as: seo, key: 't3', body: { ...ends, amount: 1, information: '' } },
  })
  await player.ask('transfer to itself', 'POST /transfers', {
    ...{ as: han, key: 't4', body: { ...ends, toAccountId: path.accountId, amount: 1, information: '' } },
  })
  await player.ask('transfer to no account', 'POST /transfers', {
    ...{ as: han, key: 't5', body: { ...ends, toAccountId: unknown('account'), amount: 1, information: '' } },
  })
  await player.ask('transfer to nonsense', 'POST /transfers', {
    ...{ as: han, key: 't6', body: { ...ends, toAccountId: 'nonsense', amount: 1, information: '' } },
  })
  await player.ask('transfer back', 'POST /transfers', {
    as: seo,
    key: 'back',
    body: { fromAccountId: otherId, toAccountId: path.accountId, amount: 500, information: 'back' },
  })

  const list = 'GET /accounts/{accountId}/transactions'
  await player.ask('transactions', list, { as: han, path })
  const first = await player.ask('transactions, first page', list, { as: han, path, query: { limit: 2 } })
  const cursor: string = first.body.nextCursor
  await player.ask('transactions, second page', list, { as: han, path, query: { limit: 2, cursor } })
  await player.ask('a cursor with another filter', list, {
    ...{ as: han, path, query: { limit: 2, cursor, type: 'DEPOSIT' } },
  })
  await player.ask("a cursor of another user's list", list, {
    ...{ as: seo, path: { accountId: otherId }, query: { cursor } },
  })
  await player.ask('transactions, oldest first', list, { as: han, path, query: { order: 'asc', limit: 3 } })
  await player.ask('transactions, the other order', list, { as: han, path, query: { order: 'desc', limit: 3 } })
  for (const type of ['DEPOSIT', 'WITHDRAWAL', 'TRANSFER_IN', 'TRANSFER_OUT', 'PAYMENT'])
    await player.ask(`transactions of type ${type}`, list, { as: han, path, query: { type } })
  await player.ask('transactions from a time to come', list, { as: han, path, query: { from: FAR } })
  await player.ask('transactions to a time that is past', list, {
    ...{ as: han, path, query: { to: '2020-01-01T00:00:00.000Z' } },
  })
  await player.ask('transactions between two times', list, {
    ...{ as: han, path, query: { from: '2020-01-01T00:00:00.000Z', to: FAR } },
  })
  await player.ask('every parameter wrong', list, {
    ...{ as: han, path, query: { type: 'GIFT', from: 'yesterday', order: 'up', limit: 101 } },
  })
  await player.ask("another user's transactions", list, { as: seo, path })

  const one = 'GET /accounts/{accountId}/transactions/{seq}'
  await player.ask('a transaction', one, { as: han, path: { ...path, seq: 1 } })
  await player.ask('a transaction that is a transfer', one, { as: han, path: { ...path, seq: 4 } })
  await player.ask('a transaction that is not there', one, { as: han, path: { ...path, seq: 99 } })
  await player.ask('a transaction that is no number', one, { as: han, path: { ...path, seq: 'one' } })
  await player.ask("another user's transaction", one, { as: seo, path: { ...path, seq: 1 } })

  const statement = 'GET /accounts/{accountId}/statement'
  await player.ask('statement', statement, { as: han, path })
  await player.ask('statement of a time long ago', statement, {
    ...{ as: han, path, query: { at: '2020-01-01T00:00:00.000Z' } },
  })
  await player.ask('statement of a moment ago', statement, { as: han, path, query: { at: soon(0) } })
  await player.ask("another user's statement", statement, { as: seo, path })

  const file = 'GET /accounts/{accountId}/statement.csv'
  await player.ask('a file of the ledger', file, { as: han, path })
  await player.ask('a file of the ledger, in Korean', file, { as: han, path, headers: { 'accept-language': 'ko' } })
  await player.ask('a file of a time before the account', file, {
    ...{ as: han, path, query: { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' } },
  })
  await player.ask('a file of times that are none', file, { as: han, path, query: { from: 'today' } })
  await player.ask("a file of another user's ledger", file, { as: seo, path })
}
