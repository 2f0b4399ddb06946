// A statement as a CSV file: what an independent reader finds in it, at any span, whatever the texts are.

import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { Account, type AccountItem, Entry } from '#domain/wallet/items.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { MOST_ENTRIES, statementFile } from '#domain/wallet/statement-file.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { send } from '#test/support/call.ts'
import { inProcess } from '#test/support/in-process.ts'
import { type Stage, stage } from '#test/support/model.ts'
import { ok } from '#test/support/ok.ts'
import { seedOfRun } from '#test/support/seed.ts'

let own: Stage
beforeAll(async () => {
  own = await stage(3)
})
afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))

const apiOf = (at: number) => (own.people[at] as Stage['people'][number]).api.wallet
const tokenOf = (at: number) => (own.people[at] as Stage['people'][number]).token
let keys = 0
const deposit = (at: number, accountId: string, information: string) => {
  keys += 1
  return apiOf(at).deposit({ path: { accountId }, key: `k${keys}`, body: { amount: 1000, information } })
}
const opens = async (at: number, accountNumber: string) =>
  ok(await apiOf(at).openAccount({ body: { bank: 'Hana', accountNumber } })).accountId

const asked = (at: number, accountId: string, query: Record<string, string> = {}) =>
  send(wallet.getStatementFile, { token: tokenOf(at), path: { accountId }, query })
const linesIn = (text: string) => parse(text, { bom: true, relax_column_count: false }) as string[][]
const fileOf = async (at: number, accountId: string, query: Record<string, string> = {}) => {
  const { status, text } = await asked(at, accountId, query)
  expect(status, text).toBe(200)
  return linesIn(text)
}

test('has a line for each entry between the balances, in UTF-8 with a mark, and in the language asked for', async () => {
  const accountId = await opens(0, '100001')
  ok(await deposit(0, accountId, '월급, "3월"'))
  own.clock.at += 60_000
  const body = { amount: 300, information: 'lunch' }
  const out = ok(await apiOf(0).withdraw({ path: { accountId }, key: 'w', body }))
  const path = `http://api.test/accounts/${accountId}/statement.csv`
  const headers = { authorization: `Bearer ${tokenOf(0)}` }
  const answer = await inProcess(path, { headers })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="statement.csv"')
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = bytes.toString('utf8')
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  const [columns, opening, first, second, closing, ...others] = linesIn(text)
  expect(columns).toEqual(['No.', 'Time', 'Type', 'Out', 'In', 'Balance', 'Information', 'Transaction'])
  expect(opening?.slice(2)).toEqual(['Opening balance', '', '', '0', '', ''])
  expect(first?.slice(2, 7)).toEqual(['DEPOSIT', '', '1000', '1000', '월급, "3월"'])
  expect(second).toEqual(['2', out.createdAt, 'WITHDRAWAL', '300', '', '700', 'lunch', out.transactionId])
  expect(closing).toEqual(['', own.clock.iso(), 'Closing balance', '', '', '700', '', ''])
  expect(others).toEqual([])
  const korean = await (await inProcess(path, { headers: { ...headers, 'accept-language': 'ko' } })).text()
  const said = linesIn(korean).map(([, , type]) => type)
  expect(said).toEqual(['구분', '기초 잔액', '입금', '출금', '기말 잔액'])
})

test('a file of any span goes on where the one before ended', async () => {
  const accountId = await opens(1, '100002')
  const times: string[] = []
  for (let at = 0; at < 8; at += 1) {
    ok(await deposit(1, accountId, `${at}`))
    times.push(own.clock.iso())
    own.clock.at += at % 2 ? 5000 : 1
  }
  own.clock.at += 60_000
  const whole = await fileOf(1, accountId)
  const at = fc.constantFrom(...times, '2020-01-01T00:00:00.000Z', own.clock.iso(-20_000))
  await fc.assert(
    fc.asyncProperty(at, async (middle) => {
      const before = new Date(Date.parse(middle) - 1).toISOString()
      const [one, two] = [await fileOf(1, accountId, { to: before }), await fileOf(1, accountId, { from: middle })]
      expect([...one.slice(2, -1), ...two.slice(2, -1)]).toEqual(whole.slice(2, -1))
      expect(one.at(-1)?.[5]).toBe(two[1]?.[5])
      expect([one.at(-1)?.[1], two[1]?.[1]]).toEqual([before, middle])
      expect(two.at(-1)?.[5]).toBe(whole.at(-1)?.[5])
    }),
    { seed: seedOfRun, numRuns: 20 },
  )
  // Nothing is in a span that ends before it begins.
  const none = await fileOf(1, accountId, { from: times[5] ?? '', to: times[2] ?? '' })
  expect(none).toHaveLength(3)
})

test('an end in the last 15 seconds is left out, and the last line says until when', async () => {
  const accountId = await opens(2, '100003')
  ok(await deposit(2, accountId, 'early'))
  own.clock.at += 20_000
  ok(await deposit(2, accountId, 'late'))
  const lines = await fileOf(2, accountId, { to: own.clock.iso(60_000) })
  expect(lines.slice(2, -1).map((line) => line[6])).toEqual(['early'])
  expect(lines.at(-1)?.slice(1, 6)).toEqual([own.clock.iso(-15_000), 'Closing balance', '', '', '1000'])
  expect(await fileOf(2, accountId)).toHaveLength(5)
})

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const trigger = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ' =', '  @', '\n-')
const information = fc.oneof(
  text,
  fc.tuple(trigger, text).map((parts) => parts.join('')),
  fc.constantFrom('"', '""', ',', ';', '\r\n'),
)

test('no text becomes a formula, and every text comes back', () => {
  fc.assert(
    fc.property(fc.array(information, { maxLength: 5 }), (texts) => {
      const entries = texts.map((one, at) => ({
        ...{ transactionId: `transaction_${at}`, accountId: 'account_a', seq: at + 1, type: 'DEPOSIT' as const },
        ...{ amount: 1, balance: at + 1, information: one, createdAt: own.clock.iso(), hash: 'h', by: 'user_a' },
      }))
      const balance = { at: own.clock.iso(), balance: 0 }
      const lines = linesIn(statementFile(balance, entries, balance, 'en'))
      expect(lines).toHaveLength(texts.length + 3)
      for (const [at, one] of texts.entries()) {
        const cell = lines[at + 2]?.[6] ?? ''
        expect([one, `'${one}`]).toContain(cell)
        expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/)
        expect(cell).not.toMatch(/^[\t\r\n]/)
      }
    }),
    { seed: seedOfRun, numRuns: 300 },
  )
})

test('a span with more entries than a file may have is refused, and the problem says how to ask', {
  timeout: 60_000,
}, async () => {
  const { world, clock } = await stage(0)
  const user = await world.speaks((await world.stranger()).userId)
  const { accountId } = ok(await user.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '100004' } }))
  const key = Account.key(accountId)
  let account = (await world.table.items()).find((item) => Account.is(item)) as AccountItem | undefined
  if (!account) throw new Error('no account')
  // Entries that are stored without a call have no events.
  delete account.announced
  const entries: object[] = []
  for (let at = 0; at < MOST_ENTRIES + 500; at += 1) {
    const movement = {
      transactionId: `transaction_${at}`,
      type: 'DEPOSIT' as const,
      amount: 1,
      information: '',
      by: user.userId,
    }
    const entry = nextEntry(account, movement, clock.iso(at))
    entries.push(stored(Entry.key(accountId, entry.seq), entry))
    const { seq, balance, hash, createdAt } = entry
    account = { ...account, seq, balance, available: balance, hash, lastEntryAt: createdAt }
  }
  await world.table.store([...(entries as { pk: string }[]), stored(key, account)])
  expect((await world.table.audit()).violations).toEqual([])
  clock.at += 60_000
  const token = (await world.speaks(user.userId)).token
  const file = (query: Record<string, string> = {}) =>
    send(wallet.getStatementFile, { token, path: { accountId }, query })
  const refused = await file()
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { code: 'span-too-long', limit: MOST_ENTRIES, entries: MOST_ENTRIES + 500 },
  ])
  const until = String(refused.body['until'])
  const reads: number[] = []
  bindRuntime({ observe: ({ meter }) => reads.push(meter.read) })
  const first = linesIn((await file({ to: until })).text)
  bindRuntime({ observe: () => {} })
  expect(first).toHaveLength(MOST_ENTRIES + 3)
  expect(reads[0]).toBeLessThan(400)
  const rest = linesIn((await file({ from: new Date(Date.parse(until) + 1).toISOString() })).text)
  expect(rest).toHaveLength(500 + 3)
  expect(rest[1]?.[5]).toBe(first.at(-1)?.[5])
})
