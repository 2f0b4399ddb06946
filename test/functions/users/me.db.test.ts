// A user's own data, and what others see of it.

import { expect, test } from 'vitest'
import { PASSWORD } from '../../support/people.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()
const sound = async () => expect((await world.table.audit()).violations).toEqual([])

test('others see no email', async () => {
  const [ann, bob] = [await world.register(), await world.register()]
  const seen = await bob.api.users.getUser({ path: { userId: ann.userId } })
  expect(seen.body).toEqual({ userId: ann.userId, username: ann.username, firstName: 'Minji', lastName: 'Kim' })
  for (const userId of [ann.userId.replace(/.$/, ann.userId.endsWith('0') ? '1' : '0'), 'user_x', 'account_1'])
    expect(await bob.api.users.getUser({ path: { userId } })).toMatchObject({ status: 404, code: 'user-not-found' })
  expect((await world.api.users.getUser({ path: { userId: ann.userId } })).status).toBe(401)
})

test('names change one by one; nothing to change is fine', async () => {
  const { api } = await world.register()
  const before = await api.users.getMe({})
  expect(await api.users.updateMe({ body: {} })).toMatchObject({ status: 200, body: before.body })
  const changed = await api.users.updateMe({ body: { firstName: 'New' } })
  expect(changed).toMatchObject({ status: 200, body: { firstName: 'New', lastName: 'Kim' } })
  expect((await api.users.getMe({})).body).toEqual(changed.body)
})

test('an email moves with its guard', async () => {
  const [ann, bob] = [await world.register(), await world.register()]
  expect(await ann.api.users.updateMe({ body: { email: `${bob.username.toUpperCase()}@example.com` } })).toMatchObject({
    status: 409,
    code: 'email-taken',
  })
  const shown = await ann.api.users.updateMe({ body: { email: `${ann.username}@Example.COM` } })
  expect(shown).toMatchObject({ status: 200, body: { email: `${ann.username}@Example.COM` } })
  expect((await ann.api.users.updateMe({ body: { email: 'moved@example.com' } })).status).toBe(200)
  expect((await bob.api.users.updateMe({ body: { email: `${ann.username}@example.com` } })).status).toBe(200)
  await sound()
})

test('emails changed at once leave one guard', async () => {
  const { api } = await world.register()
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, at) => api.users.updateMe({ body: { email: `hasty${at % 4}@example.com` } })),
  )
  expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200))
  await sound()
})

test('a new password needs the current one; without it nothing changes', async () => {
  const { api, username } = await world.register()
  for (const currentPassword of [undefined, 'wrong', ''])
    expect(
      (
        await api.users.updateMe({
          body: { firstName: 'X', password: 'a new password', ...(currentPassword ? { currentPassword } : {}) },
        })
      ).code,
    ).toBe('wrong-password')
  expect((await api.users.getMe({})).body).toMatchObject({ firstName: 'Minji' })
  const raced = await Promise.all(
    ['first password', 'other password'].map((password) =>
      api.users.updateMe({ body: { password, currentPassword: PASSWORD } }),
    ),
  )
  expect(raced.map(({ status }) => status).sort()).toEqual([200, 403])
  const signIns = await Promise.all(
    ['first password', 'other password', PASSWORD].map((password) =>
      world.api.users.createTokens({ body: { username, password } }),
    ),
  )
  expect(signIns.filter(({ status }) => status === 200)).toHaveLength(1)
  await sound()
})
