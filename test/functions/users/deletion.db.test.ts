// Deletion: refused while something is open, resumable at every step, and nothing personal is left.

import { beforeAll, describe, expect, test } from 'vitest'
import { handler as sweepImages } from '#functions/friends/sweep-images.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { startBucket } from '#infra/local/bucket.ts'
import { Abandoned } from '#test/support/faults.ts'
import { relay } from '#test/support/hooks.ts'
import { interleaved } from '#test/support/interleave.ts'
import { useMails } from '#test/support/mails.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User } from '#test/support/people.ts'
import { DAY_MS, hosted, number } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const mails = useMails()
beforeAll(async () => {
  const before = { ...process.env }
  const bucket = await startBucket({ folder: undefined, host: '127.0.0.1', jobs: [] })
  Object.assign(process.env, bucket.environment)
  return async () => {
    for (const name of Object.keys(bucket.environment)) process.env[name] = before[name]
    await bucket.close()
  }
})

const run = { awsRequestId: 'deletion' }
const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const leave = ({ api }: Pick<User, 'api'>, currentPassword = PASSWORD) =>
  api.users.deleteMe({ body: { currentPassword } })

/** The jobs run while time passes, until the user is erased. */
const erase = async (userId: string): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) {
    await mails.send()
    await relay()
    await sweepImages({}, run)
    await sweepSeats({}, run)
    await eraseUsers({}, run)
    if ((await world.table.items()).some((item) => item['userId'] === userId && item['erasedAt'])) return
    world.passes(3000)
  }
  throw new Error('the eraser finds no end')
}

/** A user who uses everything. */
const busy = async () => {
  const user = await world.register()
  const { api, userId, username } = user
  const friends = [await world.register(), await world.register()]
  for (const friend of friends) {
    ok(await api.friends.addFriend({ path: { userId: friend.userId } }))
    ok(await friend.api.friends.addFriend({ path: { userId } }))
    const { groupId } = ok(await friend.api.friends.openGroup({ body: { groupName: `of ${number()}` } }))
    ok(await friend.api.friends.addMember({ path: { groupId, userId } }))
  }
  const friend = friends[0] ?? user
  const enemy = await world.register()
  ok(await api.friends.blockUser({ path: { userId: enemy.userId } }))
  ok(await enemy.api.friends.blockUser({ path: { userId } }))
  const { groupId } = ok(await api.friends.openGroup({ body: { groupName: 'Futsal' } }))
  ok(await api.friends.addMember({ path: { groupId, userId: friend.userId } }))
  ok(await api.friends.requestImageUpload({ path: { groupId }, body: { contentType: 'image/png' } }))
  const { chatId } = ok(await api.chat.openChatroom({ body: { title: 'Finals' } }))
  for (const text of ['Hello', 'make the plan now'])
    ok(await api.chat.postMessage({ path: { chatId }, body: { text }, key: `${text.length}` }))
  const account = { bank: 'Hana', accountNumber: `777${100_000 + number()}` }
  const { accountId } = ok(await api.wallet.openAccount({ body: account }))
  const path = { accountId }
  for (const move of ['deposit', 'withdraw'] as const)
    ok(await api.wallet[move]({ path, key: move, body: { amount: 1000, information: 'own' } }))
  const free = await hosted(world)
  ok(await api.matches.applyToMatch({ path: free.path }))
  const dear = await hosted(world, 1000)
  ok(await api.matches.applyToMatch({ path: dear.path }))
  const own = ok(
    await api.matches.openMatch({
      body: {
        title: 'Mine',
        venue: 'Seoul',
        startsAt: world.now(DAY_MS),
        durationMinutes: 60,
        maxPlayerCount: 4,
        fee: 0,
      },
    }),
  )
  ok(await api.matches.cancelMatch({ path: { matchId: own.matchId } }))
  ok(
    await api.users.updateMe({ body: { firstName: 'Haneul', lastName: 'Seonwoo', displayName: 'Hani' }, key: 'names' }),
  )
  const words = [username, `${username}@example.com`, 'Haneul', 'Seonwoo', 'Hani', account.accountNumber, 'Hello']
  return { ...user, friends, words, accountId, free: free.path }
}

/** Where the words of a person are still stored. */
const found = async (words: readonly string[]): Promise<string[]> => {
  const items = await world.table.items()
  return items
    .filter((item) => words.some((word) => JSON.stringify(item).includes(word)))
    .map((item) => `${item['pk']} ${item['sk']}`)
}
/** The kinds of items with the id of a person. */
const kinds = async (userId: string): Promise<string[]> => {
  const items = (await world.table.items()).filter((item) => JSON.stringify(item).includes(userId))
  return [...new Set(items.map(({ pk, sk }) => `${String(pk).split('#')[0]}/${String(sk).split('#')[0]}`))].sort()
}

describe('a request for deletion', () => {
  test('needs the password, and wrong ones count', async () => {
    const user = await world.register()
    for (let turn = 0; turn < 10; turn += 1)
      expect(await leave(user, 'wrong')).toMatchObject({ status: 403, code: 'wrong-password' })
    expect(await leave(user)).toMatchObject({ status: 429, code: 'too-many-attempts' })
    await sound()
  })

  test('is refused while money, a billing or a match is open, in this order', async () => {
    const user = await world.register()
    const { api } = user
    const { accountId } = ok(
      await api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: `888${100_000 + number()}` } }),
    )
    const path = { accountId }
    ok(await api.wallet.deposit({ path, key: 'in', body: { amount: 500, information: '' } }))
    const match = {
      title: 'Mine',
      venue: 'Seoul',
      startsAt: world.now(DAY_MS),
      durationMinutes: 60,
      maxPlayerCount: 4,
      fee: 1000,
    }
    const { matchId } = ok(await api.matches.openMatch({ body: match }))
    const { path: other } = await hosted(world, 1000)
    const orders = [{ matchId: other.matchId }]
    const { billingId } = ok(await api.billing.createBilling({ key: 'b', body: { orders, gateway: 'TOSS' } }))
    expect(await leave(user)).toMatchObject({ status: 409, code: 'account-not-empty' })
    ok(await api.wallet.withdraw({ path, key: 'out', body: { amount: 500, information: '' } }))
    expect(await leave(user)).toMatchObject({ status: 409, code: 'billing-open' })
    ok(await api.billing.cancelBilling({ path: { billingId }, key: 'c', body: { reason: 'leaving' } }))
    expect(await leave(user)).toMatchObject({ status: 409, code: 'match-hosted' })
    ok(await api.matches.cancelMatch({ path: { matchId } }))
    const left = await leave(user)
    expect(left.status).toBe(202)
    const { deletedAt, erasedBy } = ok(left)
    expect(Date.parse(erasedBy) - Date.parse(deletedAt)).toBe(DAY_MS)
    await erase(user.userId)
    await sound()
  })

  test('ends every session, and refuses every sign-in', async () => {
    const user = await world.register()
    const { username, refreshToken, api } = user
    expect((await leave(user)).status).toBe(202)
    expect(await world.api.users.createTokens({ body: { username, password: PASSWORD } })).toMatchObject({
      status: 401,
    })
    expect(await world.api.users.refreshTokens({ body: { refreshToken } })).toMatchObject({ status: 401 })
    for (const answer of [
      await api.users.getMe({}),
      await api.users.updateMe({ body: { firstName: 'Back' } }),
      await api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: `999${100_000 + number()}` } }),
      await api.chat.openChatroom({ body: { title: 'Back' } }),
      await api.matches.applyToMatch({ path: (await hosted(world)).path }),
      await api.friends.addFriend({ path: { userId: (await world.register()).userId } }),
    ])
      expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' })
    await erase(user.userId)
    await sound()
  })
})

describe('an erasure', () => {
  test('leaves nothing of a person but what is said to be kept', async () => {
    const user = await busy()
    const { userId, username, words, friends, accountId, free } = user
    expect((await found(words)).length).toBeGreaterThanOrEqual(10)
    expect((await leave(user)).status).toBe(202)
    await sound()
    await erase(userId)
    await sound()
    expect(await found(words)).toEqual([])
    // The mark of the former member, the ledger, hosted matches, ended seats, what others were told, and how many events there were.
    expect(await kinds(userId)).toEqual([
      'ACCOUNT/ACCOUNT',
      'ACCOUNT/ENTRY',
      'ACCOUNT_OWNER/OWNER',
      'FEED/NOTIFICATION',
      'FEED/NOTIFICATION~',
      'MATCH/ENDED',
      'MATCH/MATCH',
      'MATCH/TAKES',
      'RELAYED/RELAYED',
      'USER/USER',
    ])
    const friend = friends[0] ?? user
    const seen = await friend.api.users.getUser({ path: { userId } })
    expect(seen).toMatchObject({ status: 200, body: { userId, username: null, displayName: 'Former member' } })
    expect(ok(await friend.api.friends.listFriends({})).items).toEqual([])
    expect(await friend.api.friends.addFriend({ path: { userId } })).toMatchObject({ code: 'user-not-found' })
    const sender = await world.register()
    const from = ok(
      await sender.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: `666${100_000 + number()}` } }),
    )
    const body = { fromAccountId: from.accountId, toAccountId: accountId, amount: 1, information: '' }
    expect(await sender.api.wallet.transfer({ key: 't', body })).toMatchObject({ code: 'account-not-found' })
    expect(ok(await sender.api.matches.getMatch({ path: free })).playerCount).toBe(0)
    // Name and address are free again.
    const again = await world.api.users.register({
      body: { username, email: `${username}@example.com`, password: PASSWORD, firstName: 'New', lastName: 'One' },
    })
    expect(again.status).toBe(201)
    world.passes(DAY_MS)
    await eraseUsers({}, run)
    expect((await world.table.items()).filter(({ duePk }) => String(duePk).startsWith('DUE_USER#'))).toEqual([])
    await sound()
  })

  test('that an earlier edition queued goes on', async () => {
    const user = await world.register()
    ok(await leave(user))
    const [item] = (await world.table.items()).filter(({ duePk }) => String(duePk).startsWith('DUE_USER#'))
    expect(item).toMatchObject({ userId: user.userId })
    await world.table.store([{ ...item, duePk: 'DUE_USER#ALL' }])
    await erase(user.userId)
    expect(await kinds(user.userId)).toEqual(['FEED/NOTIFICATION~', 'RELAYED/RELAYED', 'USER/USER'])
  })

  test('of hundreds of members, messages and plans takes several steps', async () => {
    const user = await world.register()
    const { api } = user
    const { chatId } = ok(await api.chat.openChatroom({ body: { title: 'Long' } }))
    for (let message = 0; message < 120; message += 1)
      ok(await api.chat.postMessage({ path: { chatId }, body: { text: `message ${message}` } }))
    const { groupId } = ok(await api.friends.openGroup({ body: { groupName: 'Many' } }))
    for (let friend = 0; friend < 35; friend += 1) {
      const { userId } = await world.register()
      ok(await api.friends.addFriend({ path: { userId } }))
      ok(await api.friends.addMember({ path: { groupId, userId } }))
    }
    ok(await leave(user))
    await erase(user.userId)
    await sound()
    expect(await kinds(user.userId)).toEqual([
      'FEED/NOTIFICATION',
      'FEED/NOTIFICATION~',
      'RELAYED/RELAYED',
      'USER/USER',
    ])
  })

  test('killed at every step goes on where it was', async () => {
    const user = await busy()
    ok(await leave(user))
    await mails.send()
    let kills = 0
    for (let turn = 0; turn < 120; turn += 1) {
      // Every second kill comes after the transaction.
      world.fails((command) =>
        command === 'TransactWriteItems'
          ? async (send) => {
              if (turn % 2) await send()
              throw new Abandoned()
            }
          : undefined,
      )
      const died = await eraseUsers({}, run).then(
        (done) => JSON.stringify(done).includes('"failed":1'),
        (error) => error instanceof Abandoned,
      )
      world.fails(undefined)
      if (died) kills += 1
      if (turn % 2) await sound()
      if ((await world.table.items()).some((item) => item['userId'] === user.userId && item['erasedAt'])) break
      world.passes(3000)
      await sweepImages({}, run)
      await sweepSeats({}, run)
    }
    expect(kills).toBeGreaterThanOrEqual(10)
    expect(await found(user.words)).toEqual([])
  })

  test('asked for again after a lost reply gets the first reply, also once its receipt is erased', async () => {
    const user = await world.register()
    const ask = () => user.api.users.deleteMe({ key: 'k', body: { currentPassword: PASSWORD } })
    const first = ok(await ask())
    expect(ok(await ask())).toEqual(first)
    await erase(user.userId)
    const { api } = await world.speaks(user.userId)
    expect(ok(await api.users.deleteMe({ key: 'k', body: { currentPassword: PASSWORD } }))).toEqual(first)
    await sound()
  })

  test('a payout that waits holds it off, and says so', async () => {
    const { api } = await world.register()
    const { accountId } = ok(
      await api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: String(810_000 + number()) } }),
    )
    const path = { accountId }
    ok(await api.wallet.deposit({ key: 'd', path, body: { amount: 100, information: '' } }))
    const { payoutId } = ok(await api.wallet.requestPayout({ key: 'p', path, body: { amount: 100, information: '' } }))
    expect(await leave({ api })).toMatchObject({
      ...{ status: 409, code: 'account-not-empty', body: { detail: expect.stringContaining('payout') } },
    })
    ok(await api.wallet.cancelPayout({ path: { ...path, payoutId } }))
    ok(await api.wallet.withdraw({ key: 'w', path, body: { amount: 100, information: '' } }))
    expect((await leave({ api })).status).toBe(202)
    await sound()
  })

  test('asked for twice at once happens once', async () => {
    const user = await world.register()
    const all = await Promise.all([leave(user), leave(user), leave(user)])
    expect(all.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(new Set(all.map((one) => ok(one).deletedAt)).size).toBe(1)
    await Promise.all([eraseUsers({}, run), eraseUsers({}, run)])
    await erase(user.userId)
    await sound()
  })
})

describe('a deletion against another write of the same person', () => {
  const writes: Readonly<Record<string, (user: User) => Promise<() => Promise<{ readonly status: number }>>>> = {
    'opens an account':
      async ({ api }) =>
      () =>
        api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: `444${100_000 + number()}` } }),
    deposits: async ({ api }) => {
      const body = { bank: 'Hana', accountNumber: `333${100_000 + number()}` }
      const { accountId } = ok(await api.wallet.openAccount({ body }))
      return () => api.wallet.deposit({ path: { accountId }, key: 'in', body: { amount: 5, information: '' } })
    },
    'opens a room':
      async ({ api }) =>
      () =>
        api.chat.openChatroom({ body: { title: 'Late' } }),
    posts: async ({ api }) => {
      const { chatId } = ok(await api.chat.openChatroom({ body: { title: 'Late' } }))
      return () => api.chat.postMessage({ path: { chatId }, body: { text: 'Late' } })
    },
    'opens a match':
      async ({ api }) =>
      () =>
        api.matches.openMatch({
          body: {
            title: 'Late',
            venue: 'Seoul',
            startsAt: world.now(DAY_MS),
            durationMinutes: 60,
            maxPlayerCount: 4,
            fee: 0,
          },
        }),
    'takes a free seat': async ({ api }) => {
      const { path } = await hosted(world)
      return () => api.matches.applyToMatch({ path })
    },
    bills: async ({ api }) => {
      const { path } = await hosted(world, 1000)
      return () => api.billing.createBilling({ key: 'b', body: { orders: [path], gateway: 'TOSS' } })
    },
    'adds a friend': async ({ api }) => {
      const { userId } = await world.register()
      return () => api.friends.addFriend({ path: { userId } })
    },
    'is added by a friend': async ({ userId }) => {
      const { api } = await world.register()
      return () => api.friends.addFriend({ path: { userId } })
    },
    'opens a group':
      async ({ api }) =>
      () =>
        api.friends.openGroup({ body: { groupName: 'Late' } }),
    'changes the profile':
      async ({ api }) =>
      () =>
        api.users.updateMe({ body: { displayName: 'Late' } }),
    'changes the address':
      async ({ api }) =>
      () =>
        api.users.updateMe({ body: { email: `late${number()}@example.com`, currentPassword: PASSWORD } }),
  }

  test.each(Object.keys(writes))('%s, in every order of their transactions', async (name) => {
    for (const order of ['before the deletion', 'during the erasure', 'at once'] as const) {
      const user = await world.register()
      const write = await (writes[name] as (typeof writes)[string])(user)
      const overtaking = () => interleaved(write)
      if (order === 'before the deletion') world.fails(overtaking())
      const [left] = await Promise.all([leave(user), order === 'at once' ? write() : undefined])
      world.fails(undefined)
      expect([202, 409], `${order}: ${JSON.stringify(left.body)}`).toContain(left.status)
      await sound()
      if (left.status !== 202) continue
      if (order === 'during the erasure') world.fails(overtaking())
      await eraseUsers({}, run)
      world.fails(undefined)
      await erase(user.userId)
      expect((await write()).status).not.toBe(503)
      const { violations } = await world.table.audit()
      expect(violations, order).toEqual([])
    }
  })
})
