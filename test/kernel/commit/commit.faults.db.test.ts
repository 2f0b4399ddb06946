// Each fault on its own: the reply to the caller, the stored data, and the cost.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import type { Fault } from '#test/support/faults.ts'
import { inAnotherProcess } from '#test/support/interleave.ts'
import { accountHolder, hosted } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
let commands: string[] = []

/** The first attempts of the transaction get these faults, in turn. */
const transactions = (...fates: (Fault | undefined)[]): void => {
  let at = 0
  world.fails((command) => {
    commands.push(command)
    return command === 'TransactWriteItems' ? fates[at++] : undefined
  })
}
const always = (fault: Fault, meets: string): void =>
  world.fails((command) => {
    commands.push(command)
    return command === meets ? fault : undefined
  })
const sent = (command: string): number => commands.filter((one) => one === command).length

beforeEach(() => {
  commands = []
  // A pause advances the clock, so that a limit of seconds is reached at once.
  let waitedMs = 0
  bindRuntime({
    pause: async (ms) => {
      waitedMs += Math.max(ms, 250)
      world.passes(Math.max(ms, 250))
    },
    elapsed: () => performance.now() / 4 + waitedMs,
  })
})
afterEach(() => {
  world.fails(undefined)
  bindRuntime({ pause: sleep, elapsed: () => performance.now() / 4 })
})

const keyed = (fates: (Fault | undefined)[]) => async () => {
  const { as, path } = await accountHolder(world, 100)
  transactions(...fates)
  const body = { amount: 5, information: 'x' }
  const answer = await as.api.wallet.deposit({ path, key: 'k', body })
  const tries = sent('TransactWriteItems')
  world.fails(undefined)
  const account = await as.api.wallet.getAccount({ path })
  const again = await as.api.wallet.deposit({ path, key: 'k', body })
  expect((await world.table.audit()).violations).toEqual([])
  return { answer, again, tries, balance: account.ok ? account.body.balance : undefined }
}

describe('a keyed write', () => {
  const once: [name: string, fates: (Fault | undefined)[]][] = [
    ['met a conflict', ['conflict']],
    ['met three conflicts', ['conflict', 'conflict', 'conflict']],
    ['was throttled', ['throttle']],
    ['was throttled beyond what the SDK repeats', ['throttle', 'throttle', 'throttle', 'throttle']],
    ['was never sent', ['unsent', 'unsent', 'unsent', 'unsent']],
    ['was stored, its reply lost', ['lost']],
    ['was stored, its reply and those of its repeats lost', ['lost', 'lost', 'lost', 'lost']],
    ['was delivered twice', ['twice']],
    ['came late', ['late']],
    ['met everything', ['conflict', 'throttle', 'unsent', 'lost', 'twice']],
  ]
  test.each(once)('that %s happens once, and says so', async (_, fates) => {
    const { answer, again, balance } = await keyed(fates)()
    expect([answer.status, answer.ok && answer.replayed]).toEqual([201, false])
    expect(balance).toBe(105)
    expect([again.status, again.ok && again.replayed, again.body]).toEqual([201, true, answer.body])
  })

  test('that always meets a conflict is busy, and nothing is written', async () => {
    const { as, path } = await accountHolder(world, 100)
    const before = await world.table.items()
    always('conflict', 'TransactWriteItems')
    const answer = await as.api.wallet.deposit({ path, key: 'k', body: { amount: 5, information: '' } })
    expect([answer.status, answer.code, answer.headers.get('retry-after')]).toEqual([503, 'busy', '1'])
    expect(await world.table.items()).toEqual(before)
  })

  test.each([
    ['and nothing else', []],
    ['and conflicts come after', [undefined, ...Array(50).fill('conflict')]],
  ])(
    'whose key an earlier request still holds %s is not called unwritten: that one may take effect',
    async (_name, fates) => {
      const { as, path } = await accountHolder(world, 100)
      const call = { path, key: 'k', body: { amount: 5, information: '' } }
      expect((await as.api.wallet.deposit(call)).ok).toBe(true)
      const receipt = (await world.table.items()).find(({ pk }) => String(pk).includes(`${as.userId}#wallet.deposit#k`))
      // The state after the first step of a saga.
      const {
        status: _status,
        body: _body,
        ...held
      } = { ...receipt, holder: 'another request' } as Record<string, unknown>
      await world.table.store([held])
      transactions(...fates)
      const answer = await as.api.wallet.deposit(call)
      expect([answer.status, answer.code]).toEqual([503, 'unavailable'])
      expect(JSON.stringify(answer.body)).toContain('still in progress')
    },
  )

  test('that the store never answers is not called unwritten', async () => {
    const { as, path } = await accountHolder(world, 100)
    always('unsent', 'TransactWriteItems')
    const answer = await as.api.wallet.deposit({ path, key: 'k', body: { amount: 5, information: '' } })
    expect([answer.status, answer.code]).toEqual([503, 'unavailable'])
  })

  test('whose handler died is completed by a retry', async () => {
    for (const fates of [['abandoned'], [undefined, 'abandoned']] as const) {
      const { as, path } = await accountHolder(world, 100)
      const call = { path, key: 'k', body: { amount: 5, information: '' } }
      transactions(...fates)
      await as.api.wallet.deposit(call)
      world.fails(undefined)
      const again = await as.api.wallet.deposit(call)
      expect(again.ok && again.body.balance).toBe(105)
    }
    expect((await world.table.audit()).violations).toEqual([])
  })
})

describe('an unkeyed write', () => {
  const once: [name: string, fates: (Fault | undefined)[]][] = [
    ['met a conflict', ['conflict']],
    ['was stored, its reply lost', ['lost']],
    ['was stored, all replies of the SDK lost', ['lost', 'lost', 'lost', 'lost', 'lost']],
    ['was delivered twice', ['twice']],
    ['was never sent', ['unsent', 'unsent', 'unsent', 'unsent']],
  ]
  test.each(once)('that %s happens once', async (_, fates) => {
    const { path, as } = await hosted(world)
    const player = await world.stranger()
    transactions(...fates)
    const answer = await player.api.matches.applyToMatch({ path })
    world.fails(undefined)
    expect(answer.status, String(answer.code)).toBe(201)
    const match = await as.api.matches.getMatch({ path })
    expect(match.ok && match.body.playerCount).toBe(1)
    expect((await world.table.audit()).violations).toEqual([])
  })
})

describe('a read', () => {
  test('that was throttled is read again', async () => {
    const { as, path } = await accountHolder(world, 100)
    let left = 4
    world.fails((command) => (command === 'GetItem' && left-- > 0 ? 'throttle' : undefined))
    expect((await as.api.wallet.getAccount({ path })).status).toBe(200)
  })
  test('that is always throttled is busy', async () => {
    const { as, path } = await accountHolder(world, 100)
    always('throttle', 'GetItem')
    const answer = await as.api.wallet.getAccount({ path })
    expect([answer.status, answer.code]).toEqual([503, 'busy'])
  })
})

test('a stale plan is made anew from the item that refused it, without another read', async () => {
  const { as, path } = await accountHolder(world, 100)
  let overtaken = false
  world.fails(async (command) => {
    commands.push(command)
    if (command !== 'TransactWriteItems' || overtaken) return undefined
    overtaken = true
    const body = { amount: 1, information: '' }
    await inAnotherProcess(() => as.api.wallet.deposit({ path, key: 'other', body }))
    return undefined
  })
  const answer = await as.api.wallet.withdraw({ path, key: 'k', body: { amount: 5, information: '' } })
  expect(answer.ok && answer.body.balance).toBe(96)
  // The other deposit: one read, one write. This one: one read, two writes.
  expect([sent('GetItem'), sent('TransactWriteItems')]).toEqual([2, 3])
})

test('a conflict on the receipt hides a replay: what other items refuse is no answer yet', async () => {
  const { path } = await hosted(world)
  const player = await world.stranger()
  const apply = () => player.api.matches.applyToMatch({ path, key: 'k' })
  let overtaken = false
  world.fails(async (command) => {
    if (command !== 'TransactWriteItems' || overtaken) return undefined
    overtaken = true
    expect((await inAnotherProcess(apply)).status).toBe(201)
    return (send) =>
      send().catch((refused) => {
        const [, ...others] = refused.CancellationReasons.map(({ Code }: { Code: string }) => Code)
        expect(others).toContain('ConditionalCheckFailed')
        refused.CancellationReasons[0] = { Code: 'TransactionConflict' }
        throw refused
      })
  })
  const answer = await apply()
  expect([answer.status, answer.ok && answer.replayed]).toEqual([201, true])
})
