// The whole program is killed during many writes: acknowledged writes are stored, and repeated requests take effect once.

import { once } from 'node:events'
import { expect, test } from 'vitest'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { awaitEnd } from '#infra/local/engine.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { client } from '#kernel/client/client.ts'
import { type Started, script, start } from '#test/infra/instance.ts'
import { folder } from '#test/infra/local/fixture/folder.ts'
import { seedOfRun } from '#test/support/seed.ts'

const CLIENTS = 12
const FIRST = 1_000_000
const PASSWORD = 'correct horse battery'

interface Holder {
  readonly token: string
  readonly accountId: string
}

/** One keyed write, and its first reply once there is one. */
interface Call {
  readonly key: string
  readonly kind: 'deposit' | 'withdraw' | 'transfer'
  readonly by: Holder
  readonly to: Holder
  readonly amount: number
  reply?: unknown
}

const at = (url: string, token?: string) => client(wallet, { keys: false, tries: 1, baseUrl: url, token })

const holder = async (url: string, nth: number): Promise<Holder> => {
  const { register, createTokens } = client(users, { keys: false, tries: 1, baseUrl: url })
  const username = `holder_${nth}`
  const person = { username, email: `${username}@example.com`, firstName: 'Minji', lastName: 'Kim' }
  await register({ body: { ...person, password: PASSWORD } })
  const signedIn = await createTokens({ body: { username, password: PASSWORD } })
  if (!signedIn.ok) throw new Error(`${username} cannot sign in: ${signedIn.code}`)
  const token = signedIn.body.accessToken
  const api = at(url, token)
  const opened = await api.openAccount({ body: { bank: 'Hana', accountNumber: String(100_000 + nth) } })
  if (!opened.ok) throw new Error(`${username} cannot open an account: ${opened.code}`)
  const { accountId } = opened.body
  await api.deposit({ path: { accountId }, key: 'first', body: { amount: FIRST, information: 'first' } })
  return { token, accountId }
}

const send = (url: string, { kind, key, by, to, amount }: Call) => {
  const api = at(url, by.token)
  const told = { amount, information: key }
  const ends = { fromAccountId: by.accountId, toAccountId: to.accountId }
  if (kind === 'transfer') return api.transfer({ key, body: { ...ends, ...told } })
  return api[kind]({ path: { accountId: by.accountId }, key, body: told })
}

const random = seeded(seedOfRun)
const anyOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T

const nextCall = (holders: readonly Holder[], nth: number, number: number): Call => {
  const by = holders[nth] as Holder
  const to = holders[(nth + 1 + Math.floor(random() * (CLIENTS - 1))) % CLIENTS] as Holder
  const kind = anyOf(['deposit', 'withdraw', 'transfer', 'transfer'] as const)
  return { key: `call-${number}`, kind, by, to, amount: 1 + Math.floor(random() * 1000) }
}

/** Twelve clients write until no server answers. @param acknowledge called for each success */
const write = async (url: string, holders: readonly Holder[], calls: Call[], acknowledge: () => void) => {
  const one = async (_: unknown, nth: number): Promise<void> => {
    for (;;) {
      const call = nextCall(holders, nth, calls.length)
      calls.push(call)
      try {
        const answer = await send(url, call)
        if (!answer.ok) continue
        call.reply = answer.body
        acknowledge()
      } catch {
        return
      }
    }
  }
  await Promise.all(holders.map(one))
}

const ends = {
  killed: ({ child }: Started) => child.kill('SIGKILL'),
  'killed with its engine': ({ child, engine }: Started) => {
    child.kill('SIGKILL')
    process.kill(engine?.pid as number, 'SIGKILL')
  },
  'asked to end': ({ child }: Started) => child.kill('SIGTERM'),
}

/** The load, and an end after some writes of it. @returns once nothing of the instance is left */
const interrupt = async (instance: Started, end: keyof typeof ends, holders: readonly Holder[], calls: Call[]) => {
  const { child, url, engine } = instance
  const exit = once(child, 'exit')
  let left = 30 + Math.floor(random() * 60)
  await write(url, holders, calls, () => {
    left -= 1
    if (left === 0) ends[end](instance)
  })
  const [code, signal] = await exit
  await awaitEnd(engine as { pid: number; port: number })
  return code ?? signal
}

/** Asks again for all of them, the acknowledged ones too. */
const askAgain = async (url: string, holders: readonly Holder[], calls: readonly Call[]): Promise<void> => {
  const again = async (call: Call): Promise<void> => {
    const answer = await send(url, call)
    if (!answer.ok) throw new Error(`${call.key} was refused: ${answer.code}`)
    if (call.reply) expect([answer.replayed, answer.body]).toEqual([true, call.reply])
    call.reply = answer.body
  }
  const one = async (holder: Holder): Promise<void> => {
    for (const call of calls.filter(({ by }) => by === holder)) await again(call)
  }
  await Promise.all(holders.map(one))
}

const ledgerOf = async (url: string, { accountId, token }: Holder) => {
  const entries = []
  let cursor: string | undefined
  do {
    const query = { order: 'asc' as const, limit: '100', ...(cursor ? { cursor } : {}) }
    const page = await at(url, token).listTransactions({ path: { accountId }, query })
    if (!page.ok) throw new Error(`no ledger: ${page.code}`)
    entries.push(...page.body.items)
    cursor = page.body.nextCursor ?? undefined
  } while (cursor)
  return entries
}

/** Each call is in the ledgers once, as it was answered, and nothing else is. */
const expectOnce = async (url: string, holders: readonly Holder[], calls: readonly Call[]): Promise<void> => {
  for (const holder of holders) {
    const entries = await ledgerOf(url, holder)
    const own = calls.filter(({ by }) => by === holder)
    const received = calls.filter(({ kind, to }) => kind === 'transfer' && to === holder)
    const keys = entries.map(({ information }) => information)
    expect(keys.sort()).toEqual(['first', ...[...own, ...received].map(({ key }) => key)].sort())
    const answered = own.map(({ kind, reply }) => (kind === 'transfer' ? (reply as { debit: unknown }).debit : reply))
    expect(entries).toEqual(expect.arrayContaining(answered))
  }
}

const expectSound = async (dataDir: string): Promise<void> => {
  const { code, out, err } = await script('audit', { DATA_DIR: dataDir }, '--json')
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ violations: [], unsettled: 0 })
}

test('killed or asked to end under twelve writers, an instance has kept every write that it acknowledged', {
  timeout: 180_000,
}, async () => {
  const dataDir = folder()
  const calls: Call[] = []
  let instance = await start(dataDir)
  const { url } = instance
  const holders = await Promise.all(Array.from({ length: CLIENTS }, (_, nth) => holder(url, nth)))
  for (const end of ['killed', 'killed with its engine', 'killed', 'asked to end'] as const) {
    const how = await interrupt(instance, end, holders, calls)
    expect(how, `${end}, seed ${seedOfRun}`).toBe(end === 'asked to end' ? 0 : 'SIGKILL')
    expect(calls.filter(({ reply }) => reply === undefined)).not.toEqual([])
    instance = await start(dataDir)
    await askAgain(instance.url, holders, calls)
    await expectOnce(instance.url, holders, calls)
    await expectSound(dataDir)
  }
})
