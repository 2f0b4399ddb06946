// Transactions that arrive after their sender has given them up: no answer is contradicted by what they do.

import { afterEach, describe, expect, test } from 'vitest'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { type Endpoint, takesKey } from '#kernel/http/contract.ts'
import { type Answer, prepared, type Sent } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { Delayed, type Fate } from '#test/support/faults.ts'
import { inAnotherProcess } from '#test/support/interleave.ts'
import type { World } from '#test/support/people.ts'
import { accountHolder, hosted } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const own = {
  elapsed: () => performance.now() / 4,
  pause: (ms: number) => new Promise<void>((go) => setTimeout(go, ms)),
}

const world = useWorlds()
afterEach(async () => {
  world.fails(undefined)
  bindRuntime({ ...own, forgetsTokens: false })
  expect((await world.table.audit()).violations).toEqual([])
})

/** The first transactions are kept back, and what else happens before they are given up. */
const holding = (
  world: World,
  delayed: Delayed,
  count = 1,
  meanwhile: () => Promise<unknown> = async () => undefined,
): void => {
  let left = count
  const fate: Fate = async (command) => {
    if (command !== 'TransactWriteItems' || left === 0) return undefined
    left -= 1
    await inAnotherProcess(meanwhile)
    return delayed.hold
  }
  world.fails(fate)
}

/** Pauses take no time, and move the time that bounds are measured by. */
const waitingIsFree = (): void => {
  let waitedMs = 0
  bindRuntime({
    pause: async (ms) => {
      waitedMs += Math.max(ms, 250)
    },
    elapsed: () => performance.now() / 4 + waitedMs,
  })
}

/** Without what only tells of time and tries. */
const effects = async (world: World) => {
  const items = await world.table.items()
  return items.filter(({ pk }) => !/^(RECEIPT|TRY)#/.test(String(pk)))
}

/** The answer stands, and what was kept back changes nothing when it arrives after it. */
const sendBefore = async (world: World, delayed: Delayed, endpoint: Endpoint, sent: Sent): Promise<Answer> => {
  const answer = await send(endpoint, sent)
  const before = await effects(world)
  world.fails(undefined)
  await delayed.arrive()
  expect(answer.status, answer.text).toBe(endpoint.reply[0])
  expect(await effects(world)).toEqual(before)
  return answer
}

const settings = [
  { engine: 'DynamoDB', forgetsTokens: false },
  { engine: 'an engine that forgets tokens', forgetsTokens: true },
]

describe.each(settings)('on $engine', ({ forgetsTokens }) => {
  const writing = cases.filter(({ endpoint }) => !endpoint.route.startsWith('GET '))
  describe.each([1, 2])('where the first %s transactions arrive late', (count) => {
    test.each(writing)('$name happens once, or not at all, as it was answered', async ({ endpoint, example }) => {
      const sent = { ...(takesKey(endpoint) ? { key: 'late' } : {}), ...prepared(await example(world)) }
      bindRuntime({ forgetsTokens })
      const delayed = new Delayed()
      holding(world, delayed, count)
      const answer = await sendBefore(world, delayed, endpoint, sent)
      if (!sent.key) return
      const again = await send(endpoint, sent)
      expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([
        answer.status,
        answer.text,
        'true',
      ])
    })
  })

  describe.each([
    ['the fence is lost as well', ['late', 'lost']],
    ['two fences are lost', ['late', 'lost', 'lost']],
    ['it is delivered twice', ['twice']],
    ['it is stored and its reply lost, and the fence is lost', ['lost', 'lost']],
  ] as const)('where %s', (_, fates) => {
    test.each(writing)('$name happens once, as it was answered', async ({ endpoint, example }) => {
      // Without a key where that is possible: with one the receipt tells.
      const isKeyed = endpoint.idempotency === 'required'
      const sent = { ...(isKeyed ? { key: 'late' } : {}), ...prepared(await example(world)) }
      bindRuntime({ forgetsTokens })
      const delayed = new Delayed()
      let at = 0
      world.fails((command) => {
        const fate = command === 'TransactWriteItems' ? fates[at++] : undefined
        return fate === 'late' ? delayed.hold : fate
      })
      await sendBefore(world, delayed, endpoint, sent)
    })
  })

  describe('for one seat', () => {
    test.each(['keyed', undefined])('an application that was refused takes no seat later (%s)', async (key) => {
      const { path } = await hosted(world, 0, 1)
      const [late, rival] = [await world.stranger(), await world.stranger()]
      bindRuntime({ forgetsTokens })
      const delayed = new Delayed()
      holding(world, delayed, 1, () => rival.api.matches.applyToMatch({ path }))
      const answer = await late.api.matches.applyToMatch({ path, ...(key ? { key } : {}) })
      expect([answer.status, answer.code]).toEqual([409, 'match-full'])
      world.fails(undefined)
      expect((await rival.api.matches.withdrawFromMatch({ path })).ok).toBe(true)
      expect(await delayed.arrive()).toBe(0)
      const match = await world.api.matches.getMatch({ path })
      expect(match.ok && match.body.playerCount).toBe(0)
      // A refused request may be sent again under its key.
      const again = await late.api.matches.applyToMatch({ path, ...(key ? { key } : {}) })
      expect([again.status, again.ok && again.replayed]).toEqual([201, false])
      expect((await world.table.audit()).violations).toEqual([])
    })

    test.each(['keyed', undefined])(
      'what is stored while every reply is lost is never called busy (%s)',
      async (key) => {
        const { as, path } = await hosted(world)
        bindRuntime({ forgetsTokens })
        waitingIsFree()
        world.fails((command) => (command === 'TransactWriteItems' ? 'lost' : undefined))
        const call = { path, ...(key ? { key } : {}) }
        const answer = await as.api.matches.applyToMatch(call)
        world.fails(undefined)
        const match = await world.api.matches.getMatch({ path })
        const seats = match.ok ? match.body.playerCount : undefined
        expect([answer.code, seats]).toSatisfy(
          ([code, count]) => code === 'unavailable' || (code === undefined && count === 1),
        )
        bindRuntime(own)
        if (key) expect((await as.api.matches.applyToMatch(call)).ok).toBe(true)
        const after = await world.api.matches.getMatch({ path })
        expect(after.ok && after.body.playerCount).toBe(1)
      },
    )
  })
})

describe('a store that is away', () => {
  test('is not called busy, and every request ends within 25 s', async () => {
    const { as, path } = await accountHolder(world, 100)
    for (const fault of ['unsent', new Delayed().hold] as const) {
      let elapsedMs = 0
      bindRuntime({
        elapsed: () => elapsedMs,
        pause: async (ms) => {
          elapsedMs += Math.max(ms, 100)
        },
      })
      world.fails(() => {
        // A call takes a connection's second and three more.
        elapsedMs += 4000
        return fault
      })
      for (const call of [
        () => as.api.wallet.deposit({ path, key: 'k', body: { amount: 5, information: '' } }),
        () => as.api.wallet.getAccount({ path }),
        () => as.api.chat.openChatroom({ body: { title: 'Algebra' } }),
      ]) {
        const began = elapsedMs
        const answer = await call()
        expect([answer.status, answer.code]).toEqual([503, 'unavailable'])
        expect(answer.headers.get('retry-after')).toBe('1')
        expect(elapsedMs - began).toBeLessThanOrEqual(25_000)
      }
    }
  })
})
