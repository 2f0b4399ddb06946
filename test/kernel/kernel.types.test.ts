// Code that must not compile, each next to code that does. tsc checks the proofs; running them is a formality.

import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { commit, type Unkeyed, type Work } from '#kernel/commit/commit.ts'
import type { Reply } from '#kernel/commit/receipt.ts'
import { keepers } from '#kernel/data/guards.ts'
import { each, invariants } from '#kernel/data/invariants.ts'
import { space } from '#kernel/data/item.ts'
import type { Partition } from '#kernel/data/key.ts'
import { problem } from '#kernel/data/problem.ts'
import { put } from '#kernel/data/write.ts'
import { contract } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { job } from '#kernel/http/job.ts'
import { saga } from '#kernel/http/saga.ts'
import type { Counterexamples } from '#kit/testing/counterexample.ts'
import { examples } from '#test/examples/wallet.ts'
import type { counterexamples } from '#test/generated/counterexamples.ts'
import type { Clients } from '#test/support/people.ts'
import { inBoth } from '#test/support/words.ts'

interface Item {
  size: number
}
const Taken = problem('taken', 409, inBoth('Taken', 'Another user has it.'))
const Short = problem('short', 409, inBoth('Short', 'There is less.'), { left: z.int() })
const says = 'So it is.'
/** Three modules: the contract below writes one, reads another, and does not name the third. */
const Own = space('own', 'OWN').item<Item>()('OWN', 'ITEM', (id: string) => id)
const own = Own.key('1')
const read = space('seen', 'SEEN')
  .item<Item>()('SEEN', 'ITEM', (id: string) => id)
  .key('1')
const far = space('far', 'FAR')
  .item<Item>()('FAR', 'ITEM', (id: string) => id)
  .key('1')
const farList: Partition<'far', Item> = space('far', 'FAR').partition('FAR', '1')
const page = { from: ' ', to: '~', limit: 1 }

const { sized } = invariants('own', { sized: { says, audit: each(Own, () => true) } })
const rule = keepers('own', {
  free: Own.guard({ when: (room) => room.missing(), fails: Taken, keeps: [sized] }),
  enough: Own.guard({
    when: (room, { size }: { size: number }) => room.atLeast('size', size),
    fails: Short,
    tells: () => ({ left: 0 }),
    keeps: [sized],
  }),
})
const { make, look, tidy } = contract('own', 'Rooms.', {
  make: {
    ...{ route: 'POST /own', summary: says, auth: 'user', budget: { trips: 0, read: 0, write: 0 } },
    body: z.strictObject({ size: z.int() }),
    reply: [201, z.object({ size: z.int() })],
    fails: [Taken],
    access: { own: 'write', seen: 'read' },
  },
  look: {
    ...{ route: 'GET /own', summary: says, auth: 'public', budget: { trips: 0, read: 0, write: 0 } },
    reply: [204, null],
    fails: [],
    access: { own: 'read' },
  },
  tidy: { summary: says, everyMinutes: 1, access: { own: 'write', seen: 'read' } },
})
const item = { size: 1 }
const reply = { size: 1 }

describe('a plan', () => {
  test('writes only to modules declared `write`', () => {
    endpoint(make, () => ({ writes: [put('make', own, item)], reply }))
    // @ts-expect-error the contract says nothing of this module
    endpoint(make, () => ({ writes: [put('make', far, item)], reply }))
    // @ts-expect-error the contract only reads it
    endpoint(make, () => ({ writes: [put('make', read, item)], reply }))
    // @ts-expect-error nor does one declared write let another pass
    endpoint(make, () => ({ writes: [put('make', own, item), put('make', far, item)], reply }))
  })

  test('mentions only rules whose problem is declared', () => {
    endpoint(make, () => ({ writes: [put('make', own, item, rule.free())], reply }))
    // @ts-expect-error `short` is not in fails
    endpoint(make, () => ({ writes: [put('make', own, item, rule.enough({ size: 1 }))], reply }))
    endpoint(make, async (call) => ({ reply: call.require(await call.read.get(own), rule.free()) }))
    // @ts-expect-error asked of an item it is as undeclared
    endpoint(make, async (call) => ({ reply: call.require(await call.read.get(own), rule.enough({ size: 1 })) }))
  })

  test('stores what its key says', () => {
    put('make', own, item)
    // @ts-expect-error a size is a number
    put('make', own, { size: '1' })
  })

  test('replies what is declared', () => {
    endpoint(make, () => ({ reply }))
    // @ts-expect-error a size is a number
    endpoint(make, () => ({ reply: { size: '1' } }))
    // @ts-expect-error it is not optional
    endpoint(make, () => ({ reply: {} }))
    endpoint(look, () => ({ reply: undefined }))
    // @ts-expect-error nothing is declared
    endpoint(look, () => ({ reply }))
  })

  test('refuses only with what is declared', () => {
    endpoint(make, ({ refuse }) => refuse(Taken))
    // @ts-expect-error not in fails
    endpoint(make, ({ refuse }) => refuse(Short))
    endpoint(make, () => ({ writes: [], refuses: Taken }))
    // @ts-expect-error not in fails
    endpoint(make, () => ({ writes: [], refuses: Short }))
  })
})

describe('a call', () => {
  test('reads only what is declared', () => {
    endpoint(make, async (call) => ({ reply: (await call.read.get(own)) ?? item }))
    endpoint(make, async (call) => ({ reply: (await call.read.get(read)) ?? item }))
    // @ts-expect-error the contract says nothing of this module
    endpoint(make, async (call) => ({ reply: (await call.read.get(far)) ?? item }))
    // @ts-expect-error among others neither
    endpoint(make, async (call) => ({ reply: (await call.read.all([own, far]))[0] ?? item }))
    endpoint(make, async ({ read }) => ({
      // @ts-expect-error nor listed
      reply: (await read.list({ partition: farList, ...page })).items[0] ?? item,
    }))
  })

  test('knows its caller where one signs in', () => {
    endpoint(make, ({ user }) => ({ reply: { size: user.userId.length } }))
    // @ts-expect-error anyone may call
    endpoint(look, ({ user }) => ({ reply: void user.userId }))
  })

  test('has the body that was declared', () => {
    endpoint(make, ({ body }) => ({ reply: { size: body.size } }))
    // @ts-expect-error no such field
    endpoint(make, ({ body }) => ({ reply: { size: body.length } }))
  })
})

describe('a commit', () => {
  test('returns the value of its plan, or the reply of an earlier try under the key', () => {
    const kinds = async (work: Work<number>): Promise<number | Reply> => {
      const result = await commit(work)
      // @ts-expect-error a replay has no value
      if (result.value === 1) return 1
      return result.kind === 'replayed' ? result.reply : result.value + 1
    }
    expect(kinds).toBeDefined()
  })

  test('without a key is never a replay', () => {
    const sure = async (work: Unkeyed<number>): Promise<number> => (await commit(work)).value + 1
    // @ts-expect-error the key may have been used
    const unsure = async (work: Work<number>): Promise<number> => (await commit(work)).value + 1
    expect([sure, unsure]).toBeDefined()
  })

  test('keeps a reply that is made of the value', () => {
    const kept = (work: Work<number>): Work<number> => ({ ...work, replyOf: (value) => ({ status: value + 1 }) })
    // @ts-expect-error the value is a number
    const other = (work: Work<number>): Work<number> => ({ ...work, replyOf: (value) => ({ status: value.length }) })
    expect([kept, other]).toBeDefined()
  })

  test('of a saga hands on the value of its step', () => {
    saga(make, async ({ commit }) => {
      const size = await commit(async () => ({ writes: [put('make', own, item)], value: 1 }))
      return () => ({ reply: { size } })
    })
    // @ts-expect-error the value is a text
    saga(make, async ({ commit }) => {
      const size = await commit(async () => ({ value: 'one' }))
      return () => ({ reply: { size } })
    })
    saga(make, async ({ commit }) => {
      // @ts-expect-error a module that it only reads
      await commit(async () => ({ writes: [put('make', read, item)], value: undefined }))
      return () => ({ reply })
    })
  })

  test('of a job writes only to modules declared `write`', () => {
    job(tidy, async ({ commit }) => commit(async () => ({ writes: [put('make', own, item)], value: item })))
    // @ts-expect-error a module that it only reads
    job(tidy, async ({ commit }) => commit(async () => ({ writes: [put('make', read, item)], value: item })))
    // @ts-expect-error a step has a value
    job(tidy, async ({ commit }) => commit(async () => ({ writes: [put('make', own, item)] })))
  })
})

describe('what is generated from lists', () => {
  const example = { given: [], writes: () => [] }
  test('has a counterexample for every rule', () => {
    const all: Counterexamples<typeof rule> = { free: example, enough: example }
    // @ts-expect-error enough has none
    const some: Counterexamples<typeof rule> = { free: example }
    expect([all, some]).toBeDefined()
  })
  test('has counterexamples for every module', () => {
    const modules = (all: typeof counterexamples): typeof counterexamples => all
    // @ts-expect-error a module is left out
    const some = ({ wallet: _, ...others }: typeof counterexamples): typeof counterexamples => others
    expect([modules, some]).toBeDefined()
  })
  test('has an example for every endpoint', () => {
    const { deposit, ...others } = examples
    const all: typeof examples = { ...others, deposit }
    // @ts-expect-error deposit has none
    const some: typeof examples = others
    expect([all, some]).toBeDefined()
  })
})

test('a client calls as the contract says', () => {
  const path = { accountId: 'account_1' }
  const body = { amount: 1, information: '' }
  const calls = ({ wallet, matches }: Clients) => [
    wallet.deposit({ path, key: 'k', body }),
    // @ts-expect-error no path
    wallet.deposit({ key: 'k', body }),
    // @ts-expect-error another parameter
    wallet.deposit({ path: { matchId: 'match_1' }, key: 'k', body }),
    // @ts-expect-error no body
    wallet.deposit({ path, key: 'k' }),
    // @ts-expect-error an amount is a number
    wallet.deposit({ path, key: 'k', body: { ...body, amount: '1' } }),
    // @ts-expect-error a text is a string
    wallet.deposit({ path, key: 'k', body: { ...body, information: 1 } }),
    // @ts-expect-error a field is missing
    wallet.deposit({ path, key: 'k', body: { amount: 1 } }),
    // @ts-expect-error a field too many
    wallet.deposit({ path, key: 'k', body: { ...body, currency: 'KRW' } }),
    wallet.listTransactions({ path, query: { order: 'asc' } }),
    // @ts-expect-error no such order
    wallet.listTransactions({ path, query: { order: 'up' } }),
    matches.applyToMatch({ path: { matchId: 'match_1' } }),
    // @ts-expect-error it takes no query
    matches.applyToMatch({ path: { matchId: 'match_1' }, query: {} }),
    // @ts-expect-error no such endpoint
    matches.deposit({ path, key: 'k', body }),
    // @ts-expect-error no client can call a job
    matches.sweepSeats({}),
    wallet.getAccount({ path }).then((answer) => answer.ok && answer.body.balance + 1),
    // @ts-expect-error whether it was refused must be asked first
    wallet.getAccount({ path }).then((answer) => answer.body.balance + 1),
  ]
  expect(calls).toBeDefined()
})
