// Users: registration, sessions, profiles, and what is refused of each.

import { PASSWORD, type Player, registration, unknown } from '../player.ts'

export const users = async (player: Player): Promise<void> => {
  player.story('users')
  const body = registration('mina')
  const { body: mina } = await player.ask('register', 'POST /users', { key: 'mina', body })
  await player.ask('register again with the same key', 'POST /users', { key: 'mina', body })
  await player.ask('the same key with another body', 'POST /users', { key: 'mina', body: { ...body, firstName: 'X' } })
  await player.ask('the same key with another password', 'POST /users', {
    ...{ key: 'mina', body: { ...body, password: 'another password' } },
  })
  await player.ask('a username that is taken', 'POST /users', {
    ...{ key: 'other', body: { ...body, username: 'MINA', email: 'm2@example.com' } },
  })
  await player.ask('an email that is taken', 'POST /users', { body: { ...body, username: 'mina2' } })
  await player.ask('every field wrong', 'POST /users', {
    ...{ body: { username: 'a b', email: 'nobody', password: 'short', firstName: ' ', lastName: 7, more: true } },
  })
  await player.ask('no field', 'POST /users', { body: {} })
  await player.ask('a list in place of an object', 'POST /users', { body: [] })
  await player.ask('a member twice', 'POST /users', { raw: '{"username":"a","username":"b"}' })
  await player.ask('no body', 'POST /users', {})
  const { body: lee } = await player.ask('register without a key', 'POST /users', { body: registration('Lee.Jun') })

  const signIn = { username: 'mina', password: PASSWORD }
  const { body: tokens } = await player.ask('sign in', 'POST /auth/tokens', { body: signIn })
  await player.ask('sign in, in other letter case', 'POST /auth/tokens', { body: { ...signIn, username: 'Mina' } })
  await player.ask('a wrong password', 'POST /auth/tokens', { body: { ...signIn, password: 'wrong' } })
  await player.ask('an unknown name', 'POST /auth/tokens', { body: { ...signIn, username: 'nobody' } })
  const as = { name: 'mina', userId: mina.userId, token: tokens.accessToken, refreshToken: tokens.refreshToken }

  await player.ask('oneself', 'GET /users/me', { as })
  await player.ask('another user', 'GET /users/{userId}', { as, path: { userId: lee.userId } })
  await player.ask('oneself by id', 'GET /users/{userId}', { as, path: { userId: mina.userId } })
  await player.ask('an unknown user', 'GET /users/{userId}', { as, path: { userId: unknown('user') } })
  await player.ask('another name', 'PATCH /users/me', { as, key: 'name', body: { firstName: 'Mina', lastName: 'Han' } })
  await player.ask('another name, again', 'PATCH /users/me', {
    ...{ as, key: 'name', body: { firstName: 'Mina', lastName: 'Han' } },
  })
  await player.ask('the same key with another name', 'PATCH /users/me', {
    as,
    key: 'name',
    body: { firstName: 'Sora' },
  })
  await player.ask('no change', 'PATCH /users/me', { as, body: {} })
  const email = 'mina.han@example.com'
  await player.ask('another email without the password', 'PATCH /users/me', { as, body: { email } })
  await player.ask('another email with a wrong password', 'PATCH /users/me', {
    ...{ as, body: { email, currentPassword: 'wrong' } },
  })
  await player.ask('another email', 'PATCH /users/me', { as, body: { email, currentPassword: PASSWORD } })
  await player.ask('an email that another user has', 'PATCH /users/me', {
    ...{ as, body: { email: 'lee.jun@example.com', currentPassword: PASSWORD } },
  })
  await player.ask('oneself with another email', 'GET /users/me', { as })

  const { refreshToken } = tokens
  const { body: refreshed } = await player.ask('refresh', 'POST /auth/refresh', { body: { refreshToken } })
  await player.ask('refresh with the same token at once', 'POST /auth/refresh', { body: { refreshToken } })
  await player.ask('refresh with nonsense', 'POST /auth/refresh', { body: { refreshToken: 'nonsense' } })
  await player.ask('sign out', 'POST /auth/logout', { body: { refreshToken: refreshed.refreshToken } })
  await player.ask('sign out again', 'POST /auth/logout', { body: { refreshToken: refreshed.refreshToken } })
  await player.ask('sign out with nonsense', 'POST /auth/logout', { body: { refreshToken: 'nonsense' } })
  await player.ask('refresh of a session that ended', 'POST /auth/refresh', {
    ...{ body: { refreshToken: refreshed.refreshToken } },
  })

  const jun = await player.signedIn('lee.jun')
  const other = await player.signedIn('lee.jun')
  await player.ask('another password', 'PATCH /users/me', {
    ...{ as: jun, key: 'word', body: { password: 'battery staple', currentPassword: PASSWORD } },
  })
  await player.ask('another password, again', 'PATCH /users/me', {
    ...{ as: jun, key: 'word', body: { password: 'battery staple', currentPassword: PASSWORD } },
  })
  await player.ask('sign in with the old password', 'POST /auth/tokens', {
    ...{ body: { username: 'lee.jun', password: PASSWORD } },
  })
  await player.ask('sign in with the new password', 'POST /auth/tokens', {
    ...{ body: { username: 'lee.jun', password: 'battery staple' } },
  })
  await player.ask('refresh of a session from before', 'POST /auth/refresh', {
    ...{ body: { refreshToken: other.refreshToken } },
  })
  await player.ask('refresh of the session that changed it', 'POST /auth/refresh', {
    ...{ body: { refreshToken: jun.refreshToken } },
  })

  const forgetful = await player.person('forgetful')
  for (let guess = 1; guess <= 10; guess += 1)
    await player.ask(`wrong guess ${guess}`, 'POST /auth/tokens', {
      ...{ body: { username: 'forgetful', password: `guess ${guess}` } },
    })
  await player.ask('the right password after too many wrong ones', 'POST /auth/tokens', {
    ...{ body: { username: 'forgetful', password: PASSWORD } },
  })
  const change = (step: string, to: string, currentPassword = PASSWORD) =>
    player.ask(step, 'PATCH /users/me', { as: forgetful, body: { email: `${to}@example.com`, currentPassword } })
  for (let turn = 1; turn <= 6; turn += 1)
    await change(`change ${turn} of an email in an hour, while others guess`, `f${turn}`)
  for (let guess = 1; guess <= 10; guess += 1) await change(`wrong current password ${guess}`, 'f7', `guess ${guess}`)
  await change('a change after too many wrong passwords', 'f7')
}
