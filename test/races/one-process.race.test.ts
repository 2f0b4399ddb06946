// Ten clients of one process at the same items, each with one request at a time: all are served, and none is told `busy`.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { gathered, known } from '#test/support/known.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaign, chatting, hosted } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const CLIENTS = 10
const ROUNDS = 40
/** What a call of the store takes of a busy machine. */
const CALL_MS = 8
/** The first attempt may have read too early, and so may one that a batch has left out. In its turn a request loses to no other one. */
const MOST_LOST = 2

const world = useWorld()
const { elapsed, pause, observe } = runtime()
const random = seeded(seedOfRun)
const lost: { readonly operation: string; readonly conflicts: number }[] = []
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate)
}
beforeEach(() => {
  let calls = 0
  lost.length = 0
  world.fails(async () => {
    calls += 1
    await turns(Math.floor(random() * 6))
    return undefined
  })
  bindRuntime({
    elapsed: () => calls * CALL_MS,
    pause: (ms) => turns(ms / CALL_MS),
    observe: ({ operation, meter: { conflicts } }) => lost.push({ operation, conflicts }),
  })
})
afterEach(() => {
  world.fails(undefined)
  bindRuntime({ elapsed, pause, ...(observe && { observe }) })
})

interface Answer {
  readonly status: number
  readonly code?: string | undefined
}
type Asks = (client: number, round: number) => Promise<Answer>

/** Each client makes one request after the other, of another kind each time. */
const served = async (...asks: readonly Asks[]): Promise<void> => {
  const told = new Set<string>()
  const client = async (_: unknown, at: number): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const kind = (at + round) % asks.length
      const { status, code } = (await asks[kind]?.(at, round)) ?? { status: 0 }
      told.add(`${kind} ${status} ${code ?? 'ok'}`)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  const failed = [...told].filter((one) => / (0|5\d\d) /.test(one))
  expect(failed, `seed ${seedOfRun}`).toEqual([])
  expect(
    lost.filter(({ conflicts }) => conflicts > MOST_LOST),
    `seed ${seedOfRun}`,
  ).toEqual([])
  expect((await world.table.audit()).violations).toEqual([])
}

const crowd = (): Promise<User[]> => Promise.all(Array.from({ length: CLIENTS }, () => known(world)))
const of = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

test('a match whose players leave and come back', { timeout: 120_000 }, async () => {
  const { path } = await hosted(world, 0, 4)
  const users = await crowd()
  await served(
    (at) => of(users, at).api.matches.applyToMatch({ path }),
    (at) => of(users, at).api.matches.withdrawFromMatch({ path }),
  )
})

test('a match with a waiting list', { timeout: 120_000 }, async () => {
  const { path } = await hosted(world, 0, 4)
  const users = await crowd()
  await served(
    (at) => of(users, at).api.matches.applyToMatch({ path }),
    (at) => of(users, at).api.matches.joinWaitingList({ path }),
    (at) => of(users, at).api.matches.withdrawFromMatch({ path }),
    (at) => of(users, at).api.matches.joinWaitingList({ path }),
    (at) => of(users, at).api.matches.leaveWaitingList({ path }),
  )
})

test('accounts that pay each other', { timeout: 120_000 }, async () => {
  const holders = await Promise.all(Array.from({ length: CLIENTS }, () => accountHolder(world, 1000)))
  await served(
    (at, round) => {
      const [from, to] = [of(holders, at), of(holders, at + 1 + (round % (CLIENTS - 1)))]
      const ends = { fromAccountId: from.path.accountId, toAccountId: to.path.accountId }
      return from.as.api.wallet.transfer({ key: `t${at}-${round}`, body: { ...ends, amount: 7, information: '' } })
    },
    (at, round) => {
      const { as, path } = of(holders, at)
      return as.api.wallet.deposit({ path, key: `d${round}`, body: { amount: 7, information: '' } })
    },
  )
})

test('one account', { timeout: 120_000 }, async () => {
  const { as, path } = await accountHolder(world, 50)
  const body = { amount: 10, information: '' }
  await served(
    (at, round) => as.api.wallet.withdraw({ path, key: `w${at}-${round}`, body }),
    (at, round) => as.api.wallet.deposit({ path, key: `d${at}-${round}`, body }),
    (at, round) => as.api.wallet.requestPayout({ path, key: `p${at}-${round}`, body }),
  )
})

test('a group of friends', { timeout: 120_000 }, async () => {
  const { as, path, friends } = await gathered(world, CLIENTS)
  const member = (at: number) => ({ ...path, userId: of(friends, at).userId })
  await served(
    (at) => as.api.friends.removeMember({ path: member(at) }),
    (_, round) => as.api.friends.renameGroup({ path, body: { groupName: `Futsal ${round}` } }),
    (at) => as.api.friends.addMember({ path: member(at) }),
  )
})

test('friends who add, end and block each other', { timeout: 120_000 }, async () => {
  const users = await crowd()
  const path = (at: number, round: number) => ({ userId: of(users, at + 1 + (round % 2)).userId })
  await served(
    (at, round) => of(users, at).api.friends.addFriend({ path: path(at, round) }),
    (at, round) => of(users, at).api.friends.blockUser({ path: path(at, round) }),
    (at, round) => of(users, at).api.friends.unblockUser({ path: path(at, round) }),
    (at, round) => of(users, at).api.friends.endFriendship({ path: path(at, round) }),
  )
})

test('a chatroom with its plan', { timeout: 120_000 }, async () => {
  const { as, path } = await chatting(world)
  await served(
    (at, round) => as.api.chat.postMessage({ path, body: { text: `${at}-${round}` } }),
    () => as.api.chat.createTestPlan({ path, body: {} }),
    (_, round) => as.api.chat.renameChatroom({ path, body: { title: `Finals ${round}` } }),
    () => as.api.chat.deleteTestPlan({ path }),
  )
})

test('the last coupons of a campaign', { timeout: 120_000 }, async () => {
  const { path } = await campaign(world, 60)
  await served(async () => (await known(world)).api.coupons.claimCoupon({ path }))
})

test('a profile', { timeout: 120_000 }, async () => {
  const as = await known(world)
  await served(
    (at, round) => as.api.users.updateMe({ body: { firstName: `Minji ${at}-${round}` } }),
    (_, round) => as.api.users.updateMe({ body: { language: round % 2 === 0 ? 'en' : 'ko' } }),
  )
})
