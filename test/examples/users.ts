// Calls of users and sessions, one that succeeds for every endpoint.

import { generateSync } from 'otplib'
import type { Occasion, Use } from '#domain/mail/items.ts'
import { issue, post, ticketKey } from '#domain/mail/writes.ts'
import {
  accountCounter,
  mailCounter,
  resetCounter,
  resetMailCounter,
  type Unread,
  welcomeCounter,
} from '#domain/users/attempts.ts'
import { users } from '#functions/users/contract.ts'
import type { Shows } from '#kit/testing/call.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, registration, type User, type World } from '#test/support/people.ts'
import { number } from '#test/support/prepared.ts'
import { type Examples, holds, type Refusals, type Scenarios, type Undemanded, type Unmissed } from './example.ts'

const canRefresh = async (world: World, refreshToken: unknown): Promise<boolean> =>
  (await world.api.users.refreshTokens({ body: { refreshToken: String(refreshToken) } })).ok
const refreshed = async (world: World, refreshToken: string): Promise<string> =>
  ok(await world.api.users.refreshTokens({ body: { refreshToken } })).refreshToken
const signsIn =
  (world: World): Shows =>
  (reply) =>
    canRefresh(world, reply['refreshToken'])
const showsMe =
  ({ api }: User): Shows =>
  async (reply) =>
    JSON.stringify(ok(await api.users.getMe({}))) === JSON.stringify(reply)
/** A link in a mail, as if it had been sent. */
export const ticket = async (world: World, user: { userId: string; username: string }, use: Use): Promise<string> => {
  const token = `${use}-${user.userId}`
  const to = `${user.username}@example.com`
  const letter = post('mail_1', { occasion: use, userId: user.userId, to, language: 'en', epoch: 0 }, world.now())
  const { key, after } = issue(letter.after, use, token, world.now())
  await world.table.store([stored(key, after)])
  return token
}
const outboxOf = async (world: World, occasion: Occasion) =>
  (await world.table.items()).filter((item) => String(item['pk']).startsWith('MAIL#') && item['occasion'] === occasion)
/** A mail waits to be sent, and its request was counted. */
const mailed = async (world: World, occasion: Occasion, ...counters: Pick<Unread, 'key'>[]) => {
  const before = (await outboxOf(world, occasion)).length
  return async (): Promise<boolean> => {
    const items = await world.table.items()
    const isCounted = counters.every(({ key }) => items.some(({ pk, count }) => pk === key.pk && count === 1))
    return (await outboxOf(world, occasion)).length === before + 1 && isCounted
  }
}
const isWaiting = async (world: World, pendingEmail: string) =>
  (await world.table.items()).some((item) => item['pendingEmail'] === pendingEmail)
const PERIOD_S = 30
/** @param aheadS seconds by which the clock of the phone is ahead */
const codeOf = (world: World, secret: unknown, aheadS = 0): string =>
  generateSync({ secret: String(secret), epoch: Math.floor(Date.parse(world.now()) / 1000) + aheadS })
const confirms = async (world: World, { api }: User, secret: unknown) =>
  (await api.users.confirmTotp({ body: { code: codeOf(world, secret) } })).ok
const meOf = async ({ api }: User) => ok(await api.users.getMe({}))
/** The counts of a wrong password. */
const counted =
  (world: World, ...kinds: string[]) =>
  async (): Promise<boolean> => {
    const items = await world.table.items()
    return kinds.every((kind) =>
      items.some(({ pk, count }) => String(pk).startsWith(`ATTEMPT#${kind}#`) && count === 1),
    )
  }

export const examples: Examples<typeof users> = {
  register: async (world) => {
    const body = registration(`example_${number()}`)
    return { body, shows: await mailed(world, 'VERIFY', welcomeCounter(body.email)) }
  },
  createTokens: async (world) => {
    const { username } = await world.register()
    return { body: { username, password: PASSWORD }, shows: signsIn(world) }
  },
  refreshTokens: async (world) => ({
    body: { refreshToken: (await world.register()).refreshToken },
    shows: signsIn(world),
  }),
  logout: async (world) => {
    const { refreshToken } = await world.register()
    return { body: { refreshToken }, shows: async () => !(await canRefresh(world, refreshToken)) }
  },
  getMe: async (world) => ({ as: await world.register() }),
  updateMe: async (world) => {
    const as = await world.register()
    return { as, body: { firstName: 'Sora' }, shows: showsMe(as) }
  },
  listUsers: async (world) => {
    const { username } = await world.register()
    return { as: await world.stranger(), query: { username } }
  },
  getUser: async (world) => ({ as: await world.stranger(), path: { userId: (await world.register()).userId } }),
  listSessions: async (world) => ({ as: await world.register() }),
  endOtherSessions: async (world) => {
    const as = await world.register()
    const { username } = as
    const { body } = await world.api.users.createTokens({ body: { username, password: PASSWORD } })
    const other = String((body as { refreshToken?: string }).refreshToken)
    const shows = async () => !(await canRefresh(world, other)) && (await canRefresh(world, as.refreshToken))
    return { as, shows }
  },
  endSession: async (world) => {
    const as = await world.register()
    const [session] = ok(await as.api.users.listSessions({})).items
    const path = { sessionId: String(session?.sessionId) }
    return { as, path, shows: async () => !(await canRefresh(world, as.refreshToken)) }
  },
  requestEmailVerification: async (world) => {
    const as = await world.register()
    return { as, shows: await mailed(world, 'VERIFY', mailCounter(as.userId)) }
  },
  verifyEmail: async (world) => {
    const user = await world.register()
    const body = { token: await ticket(world, user, 'VERIFY') }
    const again = async () => !(await world.api.users.verifyEmail({ body })).ok
    return { body, shows: async () => (await meOf(user)).emailVerifiedAt !== null && (await again()) }
  },
  requestPasswordReset: async (world) => {
    const { username } = await world.register()
    const email = `${username}@example.com`
    return {
      body: { email },
      shows: await mailed(world, 'RESET', resetCounter('127.0.0.1', email), resetMailCounter(email)),
    }
  },
  resetPassword: async (world) => {
    const user = await world.register()
    const { username } = user
    for (let turn = 0; turn < 2; turn += 1)
      await world.api.users.createTokens({ body: { username, password: 'wrong' } })
    const body = { token: await ticket(world, user, 'RESET'), password: 'another battery' }
    const gone = [ticketKey(body.token).pk, accountCounter(username).key.pk]
    const isGone = async () => !(await world.table.items()).some(({ pk }) => gone.includes(String(pk)))
    const shows: Shows = async () => {
      const signedIn = await world.api.users.createTokens({ body: { username, password: body.password } })
      const isVerified = (await meOf(user)).emailVerifiedAt !== null
      return signedIn.ok && isVerified && (await isGone())
    }
    return { body, shows }
  },
  beginTotp: async (world) => {
    const as = await world.register()
    return { as, body: { currentPassword: PASSWORD }, shows: (reply) => confirms(world, as, reply['secret']) }
  },
  confirmTotp: async (world) => {
    const as = await world.register()
    const { secret } = ok(await as.api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    const shows = async () =>
      (await as.api.users.beginTotp({ body: { currentPassword: PASSWORD } })).code === 'totp-enabled'
    // Of the next period, so that it counts for longer than a slow process takes to start.
    return { as, body: { code: codeOf(world, secret, PERIOD_S) }, shows }
  },
  removeTotp: async (world) => {
    const as = await world.register()
    const { recoveryCodes } = ok(await as.api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    const shows = async () => (await world.table.items()).every(({ sk }) => sk !== 'TOTP')
    return { as, body: { currentPassword: PASSWORD, code: String(recoveryCodes[0]) }, shows }
  },
  deleteMe: async (world) => {
    const as = await world.register()
    const { accountId } = ok(
      await as.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: `555${100_000 + number()}` } }),
    )
    const farewell = (await outboxOf(world, 'DELETION')).length
    const shows: Shows = async () => {
      const { api } = await world.speaks(as.userId)
      const isClosed = (await api.wallet.getAccount({ path: { accountId } })).code === 'account-not-found'
      const isOut = !(await canRefresh(world, as.refreshToken)) && !(await api.users.getMe({})).ok
      const isAlone = (await api.friends.openGroup({ body: { groupName: 'Late' } })).code === 'unauthenticated'
      return isClosed && isOut && isAlone && (await outboxOf(world, 'DELETION')).length === farewell + 1
    }
    return { as, body: { currentPassword: PASSWORD }, shows }
  },
  showVerification: async (world) => ({ query: { token: await ticket(world, await world.register(), 'VERIFY') } }),
  showPasswordReset: async (world) => ({ query: { token: await ticket(world, await world.register(), 'RESET') } }),
}

export const refusals: Refusals<typeof users> = {
  register: async (world) => {
    const { username } = await world.register()
    return { body: { ...registration(username), email: `${username}@elsewhere.example` } }
  },
  createTokens: async (world) => ({ body: { username: (await world.register()).username, password: 'wrong' } }),
  refreshTokens: async () => ({ body: { refreshToken: 'nonsense' } }),
}

export const scenarios: Scenarios = {
  'updateMe of everything': async (world) => {
    const as = await world.register()
    const body = { firstName: 'Sora', email: 'sora@example.com', password: 'another one', currentPassword: PASSWORD }
    const isMailed = await mailed(world, 'VERIFY', mailCounter(as.userId))
    const shows: Shows = async (reply) =>
      [
        await showsMe(as)(reply),
        await canRefresh(world, as.refreshToken),
        await isMailed(),
        await isWaiting(world, 'sora@example.com'),
      ].every(Boolean)
    return { endpoint: users.updateMe, as, body, shows }
  },
  'createTokens with a wrong password': async (world) => {
    const body = { username: 'nobody', password: 'wrong' }
    return { endpoint: users.createTokens, body, shows: counted(world, 'ACCOUNT', 'ADDRESS') }
  },
  'updateMe with a wrong password': async (world) => {
    const body = { email: 'sora@example.com', currentPassword: 'wrong' }
    return {
      endpoint: users.updateMe,
      keyless: true,
      as: await world.register(),
      body,
      shows: counted(world, 'DEVICE'),
    }
  },
  'refreshTokens in another tab': async (world) => {
    const { refreshToken } = await world.register()
    const given = await refreshed(world, refreshToken)
    const shows: Shows = async (reply) => reply['refreshToken'] !== given && (await signsIn(world)(reply))
    return { endpoint: users.refreshTokens, body: { refreshToken }, shows }
  },
  'refreshTokens of a sibling': async (world) => {
    const { refreshToken } = await world.register()
    const older = await refreshed(world, refreshToken)
    const retired = await refreshed(world, refreshToken)
    const shows: Shows = async (reply) => {
      // A retired token ends nothing; a token that was spent before the last one ends the session.
      if (await canRefresh(world, retired)) return false
      const next = await refreshed(world, String(reply['refreshToken'])).catch(() => undefined)
      if (!next || (await canRefresh(world, older))) return false
      return !(await canRefresh(world, next))
    }
    return { endpoint: users.refreshTokens, body: { refreshToken: older }, shows }
  },
}

const attempts = {
  'ConditionCheck ATTEMPT#ACCOUNT/ATTEMPT': holds('fewAttempts'),
  'ConditionCheck ATTEMPT#ADDRESS/ATTEMPT': holds('spacedAttempts'),
}
/** Of a signed-in user. */
const checked = { 'ConditionCheck ATTEMPT#DEVICE/ATTEMPT': holds('fewAttempts') }
const epoch = { 'ConditionCheck USER/USER': holds('currentEpoch') }
export const unmissed: Unmissed = {
  createTokens: { ...attempts, 'ConditionCheck USER/USER': holds('unchangedUser') },
  'createTokens with a wrong password': { 'ConditionCheck USERNAME/USERNAME': holds('freeUsername') },
  requestEmailVerification: { 'ConditionCheck USER/USER': holds('unchangedUser') },
  refreshTokens: epoch,
  'refreshTokens in another tab': epoch,
  'refreshTokens of a sibling': epoch,
  'updateMe of everything': checked,
  resetPassword: { 'ConditionCheck USER/TOTP': holds('unchangedTotp') },
  beginTotp: { ...checked, 'ConditionCheck USER/USER': holds('unchangedUser') },
  confirmTotp: { ...checked, 'ConditionCheck USER/USER': holds('unchangedUser') },
  removeTotp: { ...checked, 'ConditionCheck USER/USER': holds('unchangedUser') },
  deleteMe: {
    ...checked,
    'ConditionCheck HOLDER/HOLDER': holds('holderUnchanged'),
    'ConditionCheck HOST/HOST': holds('hostUnchanged'),
  },
  'updateMe with a wrong password': { 'ConditionCheck USER/USER': holds('unchangedUser') },
}

const profile = { 'USER/PROFILE': 'The profile is read with the user, and decides nothing here.' }
const link = 'The link says for which user and address it is, and is judged anew when it is used.'
export const undemanded: Undemanded = {
  createTokens: {
    'USERNAME/USERNAME': 'A username belongs to the same user for good.',
    'USER/TOTP':
      'A sign-in without a code is as if it came before the app was confirmed; one with a code writes the item.',
  },
  endOtherSessions: profile,
  endSession: { 'USER/USER': 'A session that is ended stays so, whatever happens to the user.' },
  requestEmailVerification: { ...profile, 'EMAIL/EMAIL': link },
  requestPasswordReset: { 'USER/USER': link, 'EMAIL/EMAIL': link },
  beginTotp: profile,
  confirmTotp: profile,
  removeTotp: profile,
  deleteMe: {
    ...profile,
    'ACCOUNT_OWNER/OWNER': 'A user keeps the same account for good, and the account is written.',
  },
  updateMe: { 'USER/SESSION': 'Only a change of the password looks at the session, and then demands it.' },
}
