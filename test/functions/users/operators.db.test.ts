// Operators: locks, records of what they did, and authenticator apps.

import { generateSync } from 'otplib'
import { afterEach, describe, expect, test } from 'vitest'
import { User as UserType } from '#domain/users/items.ts'
import { interleaved } from '#test/support/interleave.ts'
import { useMails } from '#test/support/mails.ts'
import { ok } from '#test/support/ok.ts'
import { clients, PASSWORD, type User } from '#test/support/people.ts'
import { accountHolder, campaignBody, number } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const mails = useMails()
afterEach(() => {
  delete process.env['OPERATOR_MFA']
})
const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const signIn = (username: string, more: { code?: string } = {}) =>
  world.api.users.createTokens({ body: { username, password: PASSWORD, ...more } })
const codeAt = (secret: string) => generateSync({ secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
const roleIn = (token: unknown): unknown =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()).role

test('a locked user is out until an operator unlocks, and both are recorded', async () => {
  const [operator, user] = [await world.stranger('OPERATOR'), await world.register()]
  const path = { userId: user.userId }
  const locked = ok(await operator.api.ops.lockUser({ path, body: { reason: 'reported' } }))
  world.passes(1000)
  expect(ok(await operator.api.ops.lockUser({ path, body: { reason: 'again' } })).lockedAt).toBe(locked.lockedAt)
  expect(await signIn(user.username)).toMatchObject({ status: 403, code: 'account-locked' })
  const { refreshToken } = user
  expect(await world.api.users.refreshTokens({ body: { refreshToken } })).toMatchObject({ status: 401 })
  expect(await user.api.chat.openChatroom({ body: { title: 'Still' } })).toMatchObject({ code: 'unauthenticated' })
  const wrong = await world.api.users.createTokens({ body: { username: user.username, password: 'wrong' } })
  expect(wrong, 'only who knows the password learns it').toMatchObject({ code: 'invalid-credentials' })
  world.passes(1000)
  ok(await operator.api.ops.unlockUser({ path, body: { reason: 'a mistake' } }))
  expect((await signIn(user.username)).status).toBe(200)
  const { items } = ok(await operator.api.ops.listActions({}))
  expect(
    items.map(({ what, reason, by, subject }) => [what, reason, by === operator.userId, subject === user.userId]),
  ).toEqual([
    ['ops.user.unlocked', 'a mistake', true, true],
    ['ops.user.locked', 'again', true, true],
    ['ops.user.locked', 'reported', true, true],
  ])
  expect(await user.api.ops.listActions({})).toMatchObject({ status: 403 })
  await sound()
})

test('a lock stops what the present access token would begin: money that leaves, changes, deletion', async () => {
  const [operator, user] = [await world.stranger('OPERATOR'), await world.register()]
  const { accountId } = ok(await user.api.wallet.openAccount({ body: { bank: 'Kookmin', accountNumber: '5550001' } }))
  const { path: other } = await accountHolder(world, 0)
  const path = { accountId }
  const movement = { amount: 10, information: '' }
  ok(await user.api.wallet.deposit({ key: 'd', path, body: { ...movement, amount: 100 } }))
  const before = (await world.table.items()).filter(({ pk }) => String(pk).includes(accountId))
  ok(await operator.api.ops.lockUser({ path: { userId: user.userId }, body: { reason: 'fraud' } }))
  const { wallet, users } = user.api
  const transfer = { fromAccountId: accountId, toAccountId: other.accountId, ...movement }
  const answers = await Promise.all([
    wallet.deposit({ key: 'e', path, body: movement }),
    wallet.withdraw({ key: 'w', path, body: movement }),
    wallet.transfer({ key: 't', body: transfer }),
    wallet.requestPayout({ key: 'p', path, body: movement }),
    users.updateMe({ body: { firstName: 'Other' } }),
    users.beginTotp({ body: { currentPassword: PASSWORD } }),
    users.deleteMe({ body: { currentPassword: PASSWORD } }),
  ])
  expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual(Array(7).fill('401 unauthenticated'))
  expect((await world.table.items()).filter(({ pk }) => String(pk).includes(accountId))).toEqual(before)
  await sound()
})

test.each(['withdraw', 'deposit'] as const)('a %s that a lock overtakes is refused', async (how) => {
  const [operator, as] = [await world.stranger('OPERATOR'), await world.register()]
  const { accountId } = ok(
    await as.api.wallet.openAccount({
      body: { bank: 'Kookmin', accountNumber: how === 'deposit' ? '5550003' : '5550002' },
    }),
  )
  const path = { accountId }
  ok(await as.api.wallet.deposit({ key: 'd', path, body: { amount: 100, information: '' } }))
  world.fails(
    interleaved(async () =>
      ok(await operator.api.ops.lockUser({ path: { userId: as.userId }, body: { reason: 'fraud' } })),
    ),
  )
  const answer = await as.api.wallet[how]({ key: 'w', path, body: { amount: 100, information: '' } })
  world.fails(undefined)
  expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' })
  await sound()
})

/** A registered operator, signed in as one. */
const appointed = async () => {
  const user = await world.register()
  await world.speaks(user.userId, 'OPERATOR')
  const { accessToken: token } = ok(await signIn(user.username))
  return { ...user, api: clients('http://api.test', world.fetch, token) }
}

/** Every call of an operator. */
const callsOf = async ({ api }: Pick<User, 'api'>) => {
  const { userId } = await world.register()
  const path = { userId }
  const body = { reason: 'looked' }
  const { as: owner, path: account } = await accountHolder(world)
  const payout = { amount: 5, information: 'rent' }
  const { payoutId } = ok(await owner.api.wallet.requestPayout({ path: account, key: 'p', body: payout }))
  process.env['DEPOSITS'] = 'operator'
  try {
    return {
      lock: await api.ops.lockUser({ path, body }),
      unlock: await api.ops.unlockUser({ path, body }),
      totp: await api.ops.removeTotp({ path, body }),
      audit: await api.ops.requestAudit({}),
      payout: await api.wallet.decidePayout({ path: { payoutId }, body: { resolution: 'PAID', note: 'done' } }),
      deposit: await api.wallet.deposit({ path: account, key: `d${number()}`, body: payout }),
      campaign: await api.coupons.openCampaign({ body: campaignBody(world) }),
      actions: await api.ops.listActions({}),
      invariants: await api.ops.getInvariants({}),
      payouts: await api.wallet.listPendingPayouts({}),
      reviews: await api.billing.listReviews({}),
      stuck: await api.billing.listStuckBillings({}),
    }
  } finally {
    delete process.env['DEPOSITS']
  }
}

test.each(['locked', 'demoted'] as const)(
  'an operator who is %s does nothing more with the present access token',
  async (how) => {
    const [chief, fallen] = [await appointed(), await appointed()]
    expect(Object.entries(await callsOf(fallen)).map(([name, { status }]) => [name, status])).toEqual([
      ...[
        ['lock', 200],
        ['unlock', 200],
        ['totp', 404],
        ['audit', 202],
        ['payout', 200],
        ['deposit', 201],
      ],
      ...['campaign', 'actions', 'invariants', 'payouts', 'reviews', 'stuck'].map((name) => [
        name,
        name === 'campaign' ? 201 : 200,
      ]),
    ])
    const path = { userId: fallen.userId }
    if (how === 'locked') ok(await chief.api.ops.lockUser({ path, body: { reason: 'fraud' } }))
    else {
      const { pk, sk } = UserType.key(fallen.userId)
      const item = (await world.table.items()).find((one) => one['pk'] === pk && one['sk'] === sk)
      await world.table.store([{ ...item, role: 'USER' }])
    }
    const refused = how === 'locked' ? '401 unauthenticated' : '403 forbidden'
    const answers = Object.entries(await callsOf(fallen))
    expect(answers.map(([name, { status, code }]) => [name, `${status} ${code}`])).toEqual(
      // A user without an app is refused before anything is written.
      answers.map(([name]) => [name, name === 'totp' ? '404 totp-not-found' : refused]),
    )
    await sound()
  },
)

test('an operator locks and opens other accounts, not the own one', async () => {
  const { api, userId } = await appointed()
  const own = { path: { userId }, body: { reason: 'a slip' } }
  for (const call of [api.ops.lockUser, api.ops.unlockUser, api.ops.removeTotp])
    expect(await call(own)).toMatchObject({ status: 403, code: 'own-lock' })
})

test('of two operators who lock each other, one stays', async () => {
  const [one, two] = [await appointed(), await appointed()]
  const lock = (by: Pick<User, 'api'>, { userId }: Pick<User, 'userId'>) =>
    by.api.ops.lockUser({ path: { userId }, body: { reason: 'fraud' } })
  world.fails(interleaved(async () => ok(await lock(two, one))))
  expect(await lock(one, two)).toMatchObject({ status: 401, code: 'unauthenticated' })
  world.fails(undefined)
  expect(await signIn(one.username)).toMatchObject({ code: 'account-locked' })
  expect((await signIn(two.username)).status).toBe(200)
  await sound()
})

describe('an authenticator app', () => {
  const secured = async () => {
    const user = await world.register()
    const begun = ok(await user.api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    expect((await signIn(user.username)).status, 'not confirmed yet').toBe(200)
    expect(JSON.stringify(await world.table.items()), 'the secret is encrypted').not.toContain(begun.secret)
    expect((await user.api.users.confirmTotp({ body: { code: codeAt(begun.secret) } })).status).toBe(204)
    world.passes(30_000)
    return { ...user, ...begun }
  }

  test('that was begun before a new password is not confirmed after it', async () => {
    const user = await world.register()
    const { secret } = ok(await user.api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    const changed = { password: 'another battery', currentPassword: PASSWORD }
    const { api } = await world.speaks(user.userId)
    ok(await api.users.updateMe({ body: changed }))
    expect(await api.users.confirmTotp({ body: { code: codeAt(secret) } })).toMatchObject({
      ...{ status: 404, code: 'totp-not-found' },
    })
    const again = ok(await api.users.beginTotp({ body: { currentPassword: changed.password } }))
    expect((await api.users.confirmTotp({ body: { code: codeAt(again.secret) } })).status).toBe(204)
    await sound()
  })

  test('is asked for at sign-in, and each code works once', async () => {
    const { username, secret, recoveryCodes } = await secured()
    expect(await signIn(username)).toMatchObject({ status: 401, code: 'code-required' })
    expect(await signIn(username, { code: '000000' })).toMatchObject({ status: 403, code: 'wrong-code' })
    const code = codeAt(secret)
    const all = await Promise.all([signIn(username, { code }), signIn(username, { code })])
    expect(all.map(({ status }) => status).sort()).toEqual([200, 403])
    const [spare = ''] = recoveryCodes
    expect((await signIn(username, { code: spare })).status).toBe(200)
    expect(await signIn(username, { code: spare })).toMatchObject({ code: 'wrong-code' })
    world.passes(90_000)
    expect((await signIn(username, { code: codeAt(secret) })).status).toBe(200)
    await sound()
  })

  test('ends with the key of the service: its codes are wrong, and recovery codes still work', async () => {
    const { username, secret, recoveryCodes } = await secured()
    const { HMAC_KEY: key } = process.env
    process.env['HMAC_KEY'] = 'another key'
    try {
      expect(await signIn(username, { code: codeAt(secret) })).toMatchObject({ status: 403, code: 'wrong-code' })
      expect((await signIn(username, { code: recoveryCodes[0] ?? '' })).status).toBe(200)
    } finally {
      process.env['HMAC_KEY'] = key
    }
    await sound()
  })

  test('wrong codes count like wrong passwords', async () => {
    const { username, secret } = await secured()
    for (let turn = 0; turn < 10; turn += 1) await signIn(username, { code: '000000' })
    expect(await signIn(username, { code: codeAt(secret) })).toMatchObject({ code: 'too-many-attempts' })
  })

  test('is not removed with a password that a new one overtakes', async () => {
    const { userId, username, recoveryCodes } = await secured()
    const { api } = await world.speaks(userId)
    const body = { password: 'another battery', currentPassword: PASSWORD }
    world.fails(interleaved(async () => ok(await (await world.speaks(userId)).api.users.updateMe({ body }))))
    const removed = await api.users.removeTotp({ body: { currentPassword: PASSWORD, code: recoveryCodes[0] ?? '' } })
    world.fails(undefined)
    expect(removed).toMatchObject({ status: 403, code: 'wrong-password' })
    const signedIn = await world.api.users.createTokens({ body: { username, password: 'another battery' } })
    expect(signedIn, 'the app is still there').toMatchObject({ code: 'code-required' })
    await sound()
  })

  test('that was lost is removed by an operator: every session ends, the user is told, and it is recorded', async () => {
    const user = await secured()
    const { api } = await appointed()
    const path = { userId: user.userId }
    expect((await api.ops.removeTotp({ path, body: { reason: 'lost phone, showed a passport' } })).status).toBe(204)
    expect((await signIn(user.username)).status).toBe(200)
    const { refreshToken } = user
    expect(await world.api.users.refreshTokens({ body: { refreshToken } })).toMatchObject({ status: 401 })
    expect(ok(await api.ops.listActions({})).items[0]).toMatchObject({ what: 'ops.totp.removed', subject: user.userId })
    const [mail] = (await mails.to(`${user.username}@example.com`)).filter(({ subject }) => subject.includes('app'))
    expect(mail?.text).toContain(`Account: ${user.username}, registered on `)
    expect(await api.ops.removeTotp({ path, body: { reason: 'again' } })).toMatchObject({ code: 'totp-not-found' })
    await sound()
  })

  test('is removed with password and code', async () => {
    const { username, userId, recoveryCodes } = await secured()
    const { api } = await world.speaks(userId)
    const remove = (code: string) => api.users.removeTotp({ body: { currentPassword: PASSWORD, code } })
    expect(await remove('000000')).toMatchObject({ code: 'wrong-code' })
    expect((await remove(String(recoveryCodes[1]))).status).toBe(204)
    expect(await remove('000000')).toMatchObject({ status: 404, code: 'totp-not-found' })
    expect((await signIn(username)).status).toBe(200)
    await sound()
  })

  test('where it is required, an operator without one acts as a user', async () => {
    process.env['OPERATOR_MFA'] = 'required'
    const user = await world.register()
    const { pk, sk } = UserType.key(user.userId)
    const item = (await world.table.items()).find((one) => one['pk'] === pk && one['sk'] === sk)
    await world.table.store([{ ...item, role: 'OPERATOR' }])
    const first = ok(await signIn(user.username))
    expect(roleIn(first.accessToken)).toBe('USER')
    const { api } = await world.speaks(user.userId)
    const { secret } = ok(await api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    expect((await api.users.confirmTotp({ body: { code: codeAt(secret) } })).status).toBe(204)
    const { refreshToken } = first
    const next = ok(await world.api.users.refreshTokens({ body: { refreshToken } }))
    expect([roleIn(next.accessToken), next.expiresIn]).toEqual(['OPERATOR', 300])
    await sound()
  })
})
