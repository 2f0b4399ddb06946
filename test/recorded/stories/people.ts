// People: search, sessions, links in mails, an app with codes, what operators do to users, deletion.

import { generateSync } from 'otplib'
import { comes, PASSWORD, type Person, type Player, registration, unknown } from '../player.ts'

const VERIFY = 'POST /auth/email-verification'
const FORGOT = 'POST /auth/password-reset-requests'
const RESET = 'POST /auth/password-resets'
const SIGN_IN = 'POST /auth/tokens'
const LEAVE = 'POST /users/me/deletion'
const EVERY_S = 30

export const people = async (player: Player, operator: Person): Promise<void> => {
  player.story('people')
  await finds(player)
  await endsSessions(player)
  await followsLinks(player)
  await hasApp(player)
  await losesApp(player, operator)
  await isLocked(player, operator)
  await leaves(player)
}

const finds = async (player: Player): Promise<void> => {
  const as = await player.person('finder')
  for (const name of ['Yuna.1', 'yuna.2', 'yuna_3']) await player.person(name)
  const search = (step: string, query: Record<string, string | number>) => player.ask(step, 'GET /users', { as, query })
  const first = await search('find by the beginning of a username', { username: 'YUNA', limit: 2 })
  await search('find, second page', { username: 'YUNA', limit: 2, cursor: first.body.nextCursor })
  await search('a cursor with another beginning', { username: 'yun', cursor: first.body.nextCursor })
  await search('find by one letter', { username: 'y' })
  await search('find no user', { username: 'zzz' })
}

const endsSessions = async (player: Player): Promise<void> => {
  const as = await player.person('sessions')
  const [tablet, phone] = [await player.signedIn('sessions'), await player.signedIn('sessions')]
  const list = 'GET /users/me/sessions'
  const listed = await player.ask('sessions', list, { as })
  const page = await player.ask('sessions, first page', list, { as, query: { limit: 2 } })
  await player.ask('sessions, second page', list, { as, query: { limit: 2, cursor: page.body.nextCursor } })
  const idOf = (at: number): { sessionId: string } => ({ sessionId: listed.body.items[at].sessionId })
  const end = 'DELETE /users/me/sessions/{sessionId}'
  await player.ask('end a session', end, { as, path: idOf(1), key: 'end' })
  await player.ask('end it again with the same key', end, { as, path: idOf(1), key: 'end' })
  await player.ask('the same key for another session', end, { as, path: idOf(2), key: 'end' })
  await player.ask('end it again', end, { as, path: idOf(1) })
  const other = await player.person('sessions.2')
  await player.ask("end another user's session", end, { as: other, path: idOf(2) })
  await player.ask('refresh of a session that was ended', 'POST /auth/refresh', {
    ...{ body: { refreshToken: tablet.refreshToken } },
  })
  await player.ask('end all other sessions', 'DELETE /users/me/sessions', { as, key: 'others' })
  await player.ask('end all others again with the same key', 'DELETE /users/me/sessions', { as, key: 'others' })
  await player.ask('refresh of one of the others', 'POST /auth/refresh', { body: { refreshToken: phone.refreshToken } })
  await player.ask('sessions that are left', list, { as })
}

/** The token of a link in the next mail with this subject. */
const linkIn = async (player: Player, to: string, subject: string, earlier = 0): Promise<string> => {
  let token = ''
  await comes(async () => {
    const answer = await fetch(`${player.server.mailbox}/messages?to=${encodeURIComponent(to)}`)
    const { items } = (await answer.json()) as { items: { subject: string; text: string }[] }
    const { text = '' } = items.filter((one) => one.subject === subject)[earlier] ?? {}
    token = /[?]token=([\w-]+)/.exec(text)?.[1] ?? ''
    return token !== ''
  })
  return token
}
const CONFIRM = 'Confirm your email address'
const CHOOSE = 'Reset your password'

const followsLinks = async (player: Player): Promise<void> => {
  const as = await player.person('linked')
  const email = 'linked@example.com'
  const token = await linkIn(player, email, CONFIRM)
  for (const page of ['GET /auth/verify', 'GET /auth/reset'])
    await player.ask(`${page} with a parameter twice`, page, { search: '?token=one&token=two' })
  await player.ask('verify with nonsense', VERIFY, { body: { token: 'nonsense' } })
  await player.ask('reset with a link to verify', RESET, { body: { token, password: 'battery staple' } })
  await player.ask('verify', VERIFY, { body: { token } })
  await player.ask('verify again', VERIFY, { body: { token } })
  await player.ask('oneself, verified', 'GET /users/me', { as })
  const again = 'POST /users/me/email-verification'
  await player.ask('ask for a link, verified', again, { as })
  await player.ask('another email, which waits for its link', 'PATCH /users/me', {
    ...{ as, body: { email: 'moved@example.com', currentPassword: PASSWORD } },
  })
  await player.ask('oneself, before the link is followed', 'GET /users/me', { as })
  await player.ask('ask for another link', again, { as, key: 'link' })
  await player.ask('ask again with the same key', again, { as, key: 'link' })
  await player.ask('verify another email', VERIFY, {
    body: { token: await linkIn(player, 'moved@example.com', CONFIRM, 1) },
  })
  await player.ask('oneself, with another verified email', 'GET /users/me', { as })
  const eager = await player.person('eager')
  for (let turn = 1; turn <= 6; turn += 1) await player.ask(`ask for link ${turn} of an hour`, again, { as: eager })

  await player.ask('forget a password', FORGOT, { body: { email: 'moved@example.com' } })
  await player.ask('forget a password, at an unknown address', FORGOT, { body: { email: 'nobody@example.com' } })
  await player.ask('forget a password, without an address', FORGOT, { body: { email: 'nobody' } })
  const link = await linkIn(player, 'moved@example.com', CHOOSE)
  await player.ask('a password that has leaked', RESET, { body: { token: link, password: 'password1' } })
  await player.ask('verify with a link to reset', VERIFY, { body: { token: link } })
  await player.ask('reset', RESET, { body: { token: link, password: 'battery staple' } })
  await player.ask('reset again', RESET, { body: { token: link, password: 'battery staple' } })
  await player.ask('sign in with the password before', SIGN_IN, { body: { username: 'linked', password: PASSWORD } })
  await player.ask('sign in with the password after', SIGN_IN, {
    ...{ body: { username: 'linked', password: 'battery staple' } },
  })
  await player.ask('refresh of a session from before the reset', 'POST /auth/refresh', {
    ...{ body: { refreshToken: as.refreshToken } },
  })
  for (let turn = 2; turn <= 6; turn += 1)
    await player.ask(`forget ${turn} times in an hour`, FORGOT, { body: { email: 'nobody@example.com' } })
  await player.ask('register with a leaked password', 'POST /users', {
    ...{ body: { ...registration('leaky'), password: 'password1' } },
  })
  await player.ask('change to a leaked password', 'PATCH /users/me', {
    ...{ as: eager, body: { password: 'password1', currentPassword: PASSWORD } },
  })
}

/** Ahead of the clock by a number of codes: a code counts one period early. */
const codeOf = (secret: string, ahead: number): string =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + ahead * EVERY_S })

const hasApp = async (player: Player): Promise<void> => {
  const as = await player.person('app')
  const [begin, confirm, removal] = [
    ...['POST /users/me/totp', 'POST /users/me/totp/confirmation', 'POST /users/me/totp/removal'],
  ] as const
  const signIn = (step: string, code?: string) =>
    player.ask(step, SIGN_IN, { body: { username: 'app', password: PASSWORD, ...(code ? { code } : {}) } })
  const currentPassword = PASSWORD
  await player.ask('confirm no app', confirm, { as, body: { code: '123456' } })
  await player.ask('remove no app', removal, { as, body: { currentPassword, code: '123456' } })
  await player.ask('begin an app with a wrong password', begin, { as, body: { currentPassword: 'wrong' } })
  const { body: app } = await player.ask('begin an app', begin, { as, body: { currentPassword } })
  const code = codeOf(app.secret, 0)
  await player.ask('confirm the app with a wrong code', confirm, { as, body: { code: wrongCode(code) } })
  await signIn('sign in, before the app is confirmed')
  await player.ask('confirm the app', confirm, { as, body: { code } })
  await player.ask('confirm the app again', confirm, { as, body: { code } })
  await player.ask('begin another app', begin, { as, body: { currentPassword } })
  await signIn('sign in without a code')
  await signIn('sign in with a code that was used', code)
  await signIn('sign in with the next code', codeOf(app.secret, 1))
  await signIn('sign in with a recovery code', app.recoveryCodes[0])
  await signIn('sign in with a recovery code that was used', app.recoveryCodes[0])
  await player.ask('remove the app with a wrong password', removal, {
    ...{ as, body: { currentPassword: 'wrong', code: app.recoveryCodes[1] } },
  })
  await player.ask('remove the app with a wrong code', removal, { as, body: { currentPassword, code } })
  await player.ask('remove the app', removal, { as, body: { currentPassword, code: app.recoveryCodes[1] } })
  await signIn('sign in without an app')
}

const losesApp = async (player: Player, operator: Person): Promise<void> => {
  const as = await player.person('lost.phone')
  const path = { userId: as.userId }
  const removal = 'POST /ops/users/{userId}/totp-removal'
  const body = { reason: 'lost the phone' }
  await player.ask('an operator removes no app', removal, { as: operator, path, body })
  const { secret } = await player.need('POST /users/me/totp', { as, body: { currentPassword: PASSWORD } })
  await player.need('POST /users/me/totp/confirmation', { as, body: { code: codeOf(secret, 0) } })
  await player.ask('remove an app, as no operator', removal, { as, path, body })
  await player.ask('remove the app of no user', removal, { as: operator, path: { userId: unknown('user') }, body })
  await player.ask('an operator removes their own app', removal, {
    ...{ as: operator, path: { userId: operator.userId }, body },
  })
  await player.ask('an operator removes an app without a reason', removal, { as: operator, path, body: { reason: '' } })
  await player.ask('an operator removes the app', removal, { as: operator, path, key: 'app', body })
  await player.ask('an operator removes the app again with the same key', removal, {
    ...{ as: operator, path, key: 'app', body },
  })
  await player.ask('the same key to remove an app for another reason', removal, {
    ...{ as: operator, path, key: 'app', body: { reason: 'another' } },
  })
  await player.ask('sign in without the lost app', SIGN_IN, { body: { username: 'lost.phone', password: PASSWORD } })
  await player.ask('begin an app in a session that has ended', 'POST /users/me/totp', {
    ...{ as, body: { currentPassword: PASSWORD } },
  })
}

const wrongCode = (code: string): string => (code === '000000' ? '000001' : '000000')

const isLocked = async (player: Player, operator: Person): Promise<void> => {
  const as = await player.person('noisy')
  const path = { userId: as.userId }
  const [lock, unlock] = ['POST /ops/users/{userId}/lock', 'POST /ops/users/{userId}/unlock'] as const
  const body = { reason: 'reported by three users' }
  for (const [word, route] of [
    ['lock', lock],
    ['unlock', unlock],
  ] as const) {
    await player.ask(`${word}, as no operator`, route, { as, path, body })
    await player.ask(`${word} oneself`, route, { as: operator, path: { userId: operator.userId }, body })
    await player.ask(`${word} no user`, route, { as: operator, path: { userId: unknown('user') }, body })
    await player.ask(`${word} without a reason`, route, { as: operator, path, body: { reason: '' } })
    await player.ask(word, route, { as: operator, path, key: word, body })
    await player.ask(`${word} again with the same key`, route, { as: operator, path, key: word, body })
    await player.ask(`the same key to ${word} for another reason`, route, {
      ...{ as: operator, path, key: word, body: { reason: 'another' } },
    })
    await player.ask(`sign in after: ${word}`, SIGN_IN, { body: { username: 'noisy', password: PASSWORD } })
    await player.ask(`refresh after: ${word}`, 'POST /auth/refresh', { body: { refreshToken: as.refreshToken } })
  }
  const list = 'GET /ops/actions'
  const first = await player.ask('what operators did, first page', list, { as: operator, query: { limit: 2 } })
  await player.ask('what operators did, second page', list, {
    ...{ as: operator, query: { limit: 2, cursor: first.body.nextCursor } },
  })
}

const leaves = async (player: Player): Promise<void> => {
  const as = await player.person('leaver')
  const friend = await player.person('friend.of.leaver')
  const { accountId } = await player.need('POST /accounts', { as, body: { bank: 'Hana', accountNumber: '6060601' } })
  const path = { accountId }
  const move = (to: 'deposits' | 'withdrawals') =>
    player.need(`POST /accounts/{accountId}/${to}`, { as, path, key: to, body: { amount: 5000, information: '' } })
  await move('deposits')
  await player.need('PUT /friends/{userId}', { as: friend, path: { userId: as.userId } })
  const opened = { title: 'Farewell futsal', venue: 'Mapo', startsAt: '2045-06-07T10:30:00.000Z', durationMinutes: 60 }
  const { matchId } = await player.need('POST /matches', { as, body: { ...opened, maxPlayerCount: 4, fee: 0 } })
  const paid = await player.need('POST /matches', { as: friend, body: { ...opened, maxPlayerCount: 4, fee: 1000 } })
  const { billingId } = await player.need('POST /billings', {
    ...{ as, key: 'bill', body: { orders: [{ matchId: paid.matchId }], gateway: 'TOSS' } },
  })
  const body = { currentPassword: PASSWORD }
  await player.ask('leave with a wrong password', LEAVE, { as, body: { currentPassword: 'wrong' } })
  await player.ask('leave with money', LEAVE, { as, body })
  await move('withdrawals')
  await player.ask('leave with an open billing', LEAVE, { as, body })
  await player.need('POST /billings/{billingId}/cancel', { as, path: { billingId }, key: 'c', body: { reason: 'bye' } })
  await player.ask('leave with an open match', LEAVE, { as, body })
  await player.need('POST /matches/{matchId}/cancel', { as, path: { matchId } })
  await player.ask('leave', LEAVE, { as, key: 'leave', body })
  await player.ask('leave again with the same key', LEAVE, { as, key: 'leave', body })
  await player.ask('oneself, having left', 'GET /users/me', { as })
  await player.ask('sign in, having left', SIGN_IN, { body: { username: 'leaver', password: PASSWORD } })
  await player.ask('see who has left', 'GET /users/{userId}', { as: friend, path: { userId: as.userId } })
  await player.ask('befriend who has left', 'PUT /friends/{userId}', { as: friend, path: { userId: as.userId } })
  // The eraser runs each second. Then the name is free again.
  await comes(() =>
    player.need('POST /users', { body: registration('leaver') }).then(
      () => true,
      () => false,
    ),
  )
  await player.ask('the friends of a friend who has left', 'GET /friends', { as: friend })
}
