// Sessions: refresh tokens are used once, a lost reply is forgiven, reuse ends the family.

import { afterEach, expect, test } from 'vitest'
import { torn } from '#test/support/faults.ts'
import { interleaved } from '#test/support/interleave.ts'
import { ok } from '#test/support/ok.ts'
import { clients, PASSWORD, type User } from '#test/support/people.ts'
import { accountHolder, matchBody, number } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const DAY = 24 * 60 * 60 * 1000

const refresh = async (refreshToken: string) => {
  const { body, code } = await world.api.users.refreshTokens({ body: { refreshToken } })
  return { code, token: String(body.refreshToken), access: String(body.accessToken) }
}
const signIn = async (username: string, password = PASSWORD) => {
  const { body, status } = await world.api.users.createTokens({ body: { username, password } })
  return { status, refreshToken: String(body.refreshToken), access: String(body.accessToken) }
}
afterEach(() => world.fails(undefined))
const sound = async () => expect((await world.table.audit()).violations).toEqual([])

test('a token pair lets its user in, the name in any letter case', async () => {
  const { userId, username } = await world.register()
  const { status, body } = await world.api.users.createTokens({
    body: { username: username.toUpperCase(), password: PASSWORD },
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 })
  const me = await world.api.users.getMe({ token: String(body.accessToken) })
  expect(me).toMatchObject({ status: 200, body: { userId, username } })
  world.passes(15 * 60 * 1000 + 1000)
  expect((await world.api.users.getMe({ token: String(body.accessToken) })).status).toBe(401)
})

test('refresh tokens follow one another', async () => {
  const { refreshToken } = await world.register()
  let token = refreshToken
  for (let turn = 0; turn < 3; turn += 1) {
    const next = await refresh(token)
    expect(next.code).toBeUndefined()
    expect((await world.api.users.getMe({ token: next.access })).status).toBe(200)
    expect(next.token).not.toBe(token)
    token = next.token
    world.passes(DAY)
  }
  await sound()
})

test('a spent token shown again at once yields a replacement, and the one replaced is worth nothing', async () => {
  const { refreshToken } = await world.register()
  const lost = await refresh(refreshToken)
  world.passes(5000)
  const found = await refresh(refreshToken)
  expect(found.code).toBeUndefined()
  // The replacement does not extend the grace period.
  world.passes(4000)
  const again = await refresh(refreshToken)
  expect(again.code).toBeUndefined()
  world.passes(2000)
  expect((await refresh(again.token)).code).toBeUndefined()
  expect((await refresh(lost.token)).code).toBe('invalid-refresh-token')
  await sound()
})

test('reuse ends the family: later than ten seconds, or once the successor is used', async () => {
  const slow = await world.register()
  const next = await refresh(slow.refreshToken)
  world.passes(11_000)
  expect((await refresh(slow.refreshToken)).code).toBe('invalid-refresh-token')
  expect((await refresh(next.token)).code).toBe('invalid-refresh-token')

  const used = await world.register()
  const second = await refresh(used.refreshToken)
  const third = await refresh(second.token)
  expect((await refresh(used.refreshToken)).code).toBe('invalid-refresh-token')
  expect((await refresh(third.token)).code).toBe('invalid-refresh-token')
  await sound()
})

test('many that spend one token at once leave one current token', async () => {
  const { refreshToken } = await world.register()
  const all = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)))
  expect(all.map(({ code }) => code)).toEqual(Array(10).fill(undefined))
  const sessions = (await world.table.items()).filter(({ version, sessionId }) => sessionId && version === 10)
  expect(sessions).toHaveLength(1)
  await sound()
})

test('garbage and forged tokens are refused and end nothing', async () => {
  const { refreshToken } = await world.register()
  const [userId = '', sessionId = ''] = Buffer.from(refreshToken, 'base64url').toString().split('.')
  const encode = (...parts: string[]) => Buffer.from(parts.join('.')).toString('base64url')
  const guess = encode(userId, sessionId, 'A'.repeat(22), 'A'.repeat(43))
  for (const wrong of ['', 'x', refreshToken.slice(2), guess, encode(userId, sessionId.replace(/.$/, 'z'), 'A', 'A')]) {
    expect((await refresh(wrong)).code).toBe('invalid-refresh-token')
    expect((await world.api.users.logout({ body: { refreshToken: wrong } })).status).toBe(204)
  }
  expect((await refresh(refreshToken)).code).toBeUndefined()
})

test('thirty days without use end a session, use prolongs it', async () => {
  const { refreshToken } = await world.register()
  world.passes(29 * DAY)
  const kept = await refresh(refreshToken)
  expect(kept.code).toBeUndefined()
  world.passes(29 * DAY)
  const still = await refresh(kept.token)
  expect(still.code).toBeUndefined()
  world.passes(30 * DAY)
  expect((await refresh(still.token)).code).toBe('invalid-refresh-token')
  await sound()
})

test('logout ends the family by any of its tokens, and is always 204', async () => {
  const { refreshToken, username } = await world.register()
  const other = await signIn(username)
  const next = await refresh(refreshToken)
  for (let turn = 0; turn < 2; turn += 1)
    expect((await world.api.users.logout({ body: { refreshToken } })).status).toBe(204)
  expect((await refresh(next.token)).code).toBe('invalid-refresh-token')
  expect((await refresh(other.refreshToken)).code).toBeUndefined()
  await sound()
})

test('a new password ends every other session; the one that asked lives on', async () => {
  const asking = await world.register()
  const other = await signIn(asking.username)
  const changed = await asking.api.users.updateMe({ body: { password: 'a new password', currentPassword: PASSWORD } })
  expect(changed.status).toBe(200)
  expect((await refresh(other.refreshToken)).code).toBe('invalid-refresh-token')
  const lives = await refresh(asking.refreshToken)
  expect(lives.code).toBeUndefined()
  expect((await refresh(lives.token)).code).toBeUndefined()
  expect((await signIn(asking.username)).status).toBe(401)
  expect((await signIn(asking.username, 'a new password')).status).toBe(200)
  await sound()
})

test('refreshes that race a new password never outlive it', async () => {
  const asking = await world.register()
  const others = await Promise.all(Array.from({ length: 6 }, () => signIn(asking.username)))
  const [changed, own, ...raced] = await Promise.all([
    asking.api.users.updateMe({ body: { password: 'a new password', currentPassword: PASSWORD } }),
    refresh(asking.refreshToken),
    ...others.map(({ refreshToken }) => refresh(refreshToken)),
  ])
  expect(changed?.status).toBe(200)
  expect(own?.code).toBeUndefined()
  for (const { code, token } of raced) if (!code) expect((await refresh(token)).code).toBe('invalid-refresh-token')
  expect((await refresh(own.token)).code).toBeUndefined()
  await sound()
})

test.each(['SESSION#', 'USER'])(
  'a refresh that read %s before a new password and the rest after it goes on',
  async (early) => {
    const asking = await world.register()
    const renew = () => asking.api.users.updateMe({ body: { password: 'a new password', currentPassword: PASSWORD } })
    world.fails(
      torn(
        (sk) => sk.startsWith(early),
        async () => expect((await renew()).status).toBe(200),
      ),
    )
    expect((await refresh(asking.refreshToken)).code).toBeUndefined()
    await sound()
  },
)

test('a session whose look at itself is older than that at its user lives on through both new passwords', async () => {
  const asking = await world.register()
  const renew = (currentPassword: string, password: string) =>
    asking.api.users.updateMe({ body: { password, currentPassword } })
  const first = async () => expect((await renew(PASSWORD, 'first password')).status).toBe(200)
  world.fails(torn((sk) => sk.startsWith('SESSION#'), first))
  expect((await renew('first password', 'second password')).status).toBe(200)
  expect((await refresh(asking.refreshToken)).code).toBeUndefined()
  await sound()
})

test('a session that is over asks for a new password and stays over', async () => {
  const [asking, password] = [await world.register(), 'a new password']
  const other = await signIn(asking.username)
  const renew = { password, currentPassword: PASSWORD }
  // The access token outlives the session.
  expect((await world.api.users.logout({ body: { refreshToken: asking.refreshToken } })).status).toBe(204)
  expect((await asking.api.users.updateMe({ body: renew })).status).toBe(200)
  expect((await refresh(asking.refreshToken)).code).toBe('invalid-refresh-token')
  const again = { body: { ...renew, currentPassword: password }, token: other.access }
  expect((await world.api.users.updateMe(again)).status, 'of a session that the new password ended').toBe(401)
  expect((await refresh(other.refreshToken)).code).toBe('invalid-refresh-token')
  await sound()
})

/** What must not happen with the access token of a session that has ended. */
const sensitive = async ({ api }: Pick<User, 'api'>, accountId: string, other: string) => {
  const movement = { amount: 10, information: '' }
  const path = { accountId }
  return [
    await api.wallet.withdraw({ key: 'w', path, body: movement }),
    await api.wallet.transfer({ key: 't', body: { fromAccountId: accountId, toAccountId: other, ...movement } }),
    await api.wallet.requestPayout({ key: 'p', path, body: movement }),
    await api.users.updateMe({ body: { displayName: 'Thief' } }),
    await api.users.updateMe({ body: { email: 'thief@example.com', currentPassword: PASSWORD } }),
    await api.users.beginTotp({ body: { currentPassword: PASSWORD } }),
    await api.users.confirmTotp({ body: { code: '000000' } }),
    await api.users.deleteMe({ body: { currentPassword: PASSWORD } }),
    await api.users.endOtherSessions({}),
    await api.users.requestEmailVerification({}),
    await api.chat.openChatroom({ body: { title: 'Still here' } }),
  ].map(({ status, code }) => `${status} ${code}`)
}
const REFUSED = Array(11).fill('401 unauthenticated')

const withMoney = async () => {
  const owner = await world.register()
  const { accountId } = ok(
    await owner.api.wallet.openAccount({ body: { bank: 'Kookmin', accountNumber: String(700_000 + number()) } }),
  )
  ok(await owner.api.wallet.deposit({ key: 'd', path: { accountId }, body: { amount: 100, information: '' } }))
  const { path: other } = await accountHolder(world, 0)
  const { accessToken } = ok(
    await world.api.users.createTokens({ body: { username: owner.username, password: PASSWORD } }),
  )
  return {
    owner,
    accountId,
    other: other.accountId,
    elsewhere: { api: clients('http://api.test', world.fetch, accessToken) },
  }
}

test('once the other sessions end, their access tokens only read; the one that asked goes on', async () => {
  const { owner, accountId, other, elsewhere } = await withMoney()
  expect((await owner.api.users.endOtherSessions({})).status).toBe(204)
  expect(await sensitive(elsewhere, accountId, other)).toEqual(REFUSED)
  expect((await elsewhere.api.users.getMe({})).status, 'it reads').toBe(200)
  expect(
    (await owner.api.wallet.withdraw({ key: 'o', path: { accountId }, body: { amount: 10, information: '' } })).status,
  ).toBe(201)
  const { accessToken } = ok(await world.api.users.refreshTokens({ body: { refreshToken: owner.refreshToken } }))
  const { api } = { api: clients('http://api.test', world.fetch, accessToken) }
  expect((await api.users.updateMe({ body: { password: 'another battery', currentPassword: PASSWORD } })).status).toBe(
    200,
  )
  expect((await api.users.updateMe({ body: { displayName: 'Still me' } })).status).toBe(200)
  expect((await world.table.audit()).violations).toEqual([])
})

test('nor do they change a match in which its host gets a seat from the waiting list', async () => {
  const { owner, elsewhere } = await withMoney()
  const { matchId } = ok(await owner.api.matches.openMatch({ body: matchBody(world, 0, 1) }))
  const path = { matchId }
  ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
  ok(await owner.api.matches.joinWaitingList({ path }))
  ok(await owner.api.users.endOtherSessions({}))
  const more = { path, body: { maxPlayerCount: 2 } }
  expect(await elsewhere.api.matches.changeMatch(more)).toMatchObject({ status: 401, code: 'unauthenticated' })
  expect(ok(await owner.api.matches.changeMatch(more))).toMatchObject({ playerCount: 2, waitingCount: 0 })
})

test('a lock ends the session that a new password kept', async () => {
  const { owner, accountId, other } = await withMoney()
  ok(await owner.api.users.updateMe({ body: { password: 'another battery', currentPassword: PASSWORD } }))
  const operator = await world.stranger('OPERATOR')
  const path = { userId: owner.userId }
  ok(await operator.api.ops.lockUser({ path, body: { reason: 'fraud' } }))
  ok(await operator.api.ops.unlockUser({ path, body: { reason: 'a mistake' } }))
  expect(await sensitive(owner, accountId, other)).toEqual(REFUSED)
  expect((await world.table.audit()).violations).toEqual([])
})

test('a transfer that the end of its session overtakes is refused', async () => {
  const { owner, accountId, other, elsewhere } = await withMoney()
  world.fails(interleaved(async () => expect((await owner.api.users.endOtherSessions({})).status).toBe(204)))
  const body = { fromAccountId: accountId, toAccountId: other, amount: 100, information: '' }
  const answer = await elsewhere.api.wallet.transfer({ key: 't', body })
  world.fails(undefined)
  expect(answer).toMatchObject({
    status: 401,
    code: 'unauthenticated',
    body: { detail: expect.stringContaining('session') },
  })
  expect((await world.table.audit()).violations).toEqual([])
})
