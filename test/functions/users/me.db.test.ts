// A user's own data, and the view of other users.

import { afterEach, expect, test } from 'vitest'
import { torn } from '#test/support/faults.ts'
import { PASSWORD } from '#test/support/people.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => world.fails(undefined))
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
  const move = ({ api }: typeof ann, email: string) =>
    api.users.updateMe({ body: { email, currentPassword: PASSWORD } })
  expect(await move(ann, `${bob.username.toUpperCase()}@example.com`)).toMatchObject({
    status: 409,
    code: 'email-taken',
  })
  const shown = await move(ann, `${ann.username}@Example.COM`)
  expect(shown).toMatchObject({ status: 200, body: { email: `${ann.username}@Example.COM` } })
  expect((await move(ann, 'moved@example.com')).status).toBe(200)
  expect((await move(bob, `${ann.username}@example.com`)).status).toBe(200)
  await sound()
})

test('a new email needs the current password; the email that one has does not', async () => {
  const { api, username } = await world.register()
  const email = `${username}@example.com`
  for (const currentPassword of [{}, { currentPassword: 'wrong' }])
    for (const other of ['new@example.com', email.toUpperCase()])
      expect(await api.users.updateMe({ body: { firstName: 'X', email: other, ...currentPassword } })).toMatchObject({
        status: 403,
        code: 'wrong-password',
      })
  expect((await api.users.getMe({})).body).toMatchObject({ firstName: 'Minji', email })
  expect((await api.users.updateMe({ body: { firstName: 'X', email } })).status).toBe(200)
  await sound()
})

test('emails changed at once leave one guard', async () => {
  const { api } = await world.register()
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      api.users.updateMe({ body: { email: `hasty${at % 4}@example.com`, currentPassword: PASSWORD } }),
    ),
  )
  expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200))
  await sound()
})

test.each(['USER', 'PROFILE'])(
  'who read %s before a change and the rest after it sees both as they were together',
  async (early) => {
    const ann = await world.register()
    const both = { firstName: 'Sora', email: `${ann.username}@new.example.com`, currentPassword: PASSWORD }
    world.fails(
      torn(
        (sk) => sk === early,
        async () => expect((await ann.api.users.updateMe({ body: both })).status).toBe(200),
      ),
    )
    const seen = (await ann.api.users.getMe({})).body
    expect(['Minji user', 'Sora new']).toContain(`${seen.firstName} ${seen.email === both.email ? 'new' : 'user'}`)
    world.fails(undefined)
    const { api } = ann
    expect((await api.users.updateMe({ body: { lastName: 'Park' } })).body).toMatchObject({ firstName: 'Sora' })
  },
)

test('a change that read an earlier name does not bring it back', async () => {
  const { api } = await world.register()
  world.fails(
    torn(
      (sk) => sk === 'PROFILE',
      async () => expect((await api.users.updateMe({ body: { firstName: 'Sora' } })).status).toBe(200),
    ),
  )
  // The profile that was read satisfies its own conditions.
  expect((await api.users.updateMe({ body: { firstName: 'Minji' } })).body).toMatchObject({ firstName: 'Minji' })
  world.fails(undefined)
  expect((await api.users.getMe({})).body).toMatchObject({ firstName: 'Minji' })
})

test('a key that changed the password answers again, and refuses other passwords', async () => {
  const { api } = await world.register()
  const body = { password: 'a new password', currentPassword: PASSWORD }
  const first = await api.users.updateMe({ body, key: 'k' })
  expect(first.status).toBe(200)
  const again = await api.users.updateMe({ body, key: 'k' })
  expect(again).toMatchObject({ status: 200, replayed: true, body: first.body })
  for (const other of [
    { password: 'another password' },
    { currentPassword: 'a new password' },
    { currentPassword: 'wrong' },
    { password: undefined },
  ]) {
    const refused = await api.users.updateMe({ body: { ...body, ...other }, key: 'k' })
    expect(refused, JSON.stringify(other)).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
  }
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
