// A user's own data, and the view of other users.

import { afterEach, expect, test } from 'vitest'
import { Username } from '#domain/users/items.ts'
import { torn } from '#test/support/faults.ts'
import { withoutMail } from '#test/support/mails.ts'
import { PASSWORD, registration } from '#test/support/people.ts'
import { hosted } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
afterEach(() => world.fails(undefined))
const sound = async () => expect((await world.table.audit()).violations).toEqual([])

test('others see no email', async () => {
  const [ann, bob] = [await world.register(), await world.register()]
  const seen = await bob.api.users.getUser({ path: { userId: ann.userId } })
  const stranger = { userId: ann.userId, username: ann.username, displayName: 'Minji' }
  expect(seen.body).toEqual(stranger)
  // Who adds Ann is not thereby her friend.
  await bob.api.friends.addFriend({ path: { userId: ann.userId } })
  expect((await bob.api.users.getUser({ path: { userId: ann.userId } })).body).toEqual(stranger)
  await ann.api.friends.addFriend({ path: { userId: bob.userId } })
  const full = { ...stranger, firstName: 'Minji', lastName: 'Kim' }
  expect((await bob.api.users.getUser({ path: { userId: ann.userId } })).body).toEqual(full)
  for (const userId of [ann.userId.replace(/.$/, ann.userId.endsWith('0') ? '1' : '0'), 'user_x', 'account_1'])
    expect(await bob.api.users.getUser({ path: { userId } })).toMatchObject({ status: 404, code: 'user-not-found' })
  expect((await world.api.users.getUser({ path: { userId: ann.userId } })).status).toBe(401)
})

test('the host of a match sees the full names of its players', async () => {
  const player = await world.register()
  const { as: host, path } = await hosted(world)
  const seen = async () => (await host.api.users.getUser({ path: { userId: player.userId } })).body
  expect(await seen()).not.toHaveProperty('lastName')
  expect((await player.api.matches.applyToMatch({ path })).status).toBe(201)
  expect(await seen()).toMatchObject({ firstName: 'Minji', lastName: 'Kim' })
})

test('users are found by the beginning of their names, in pages', async () => {
  const { api } = await world.register()
  for (const username of ['zoe', 'Zoe.Kim', 'ZOE_LEE', 'zo0', 'zora'])
    await world.api.users.register({ body: registration(username) })
  const found = async (username: string, cursor?: string) =>
    (await api.users.listUsers({ query: { username, limit: '2', ...(cursor ? { cursor } : {}) } })).body as {
      items: { username: string }[]
      nextCursor: string | null
    }
  const first = await found('ZO')
  const second = await found('ZO', String(first.nextCursor))
  const third = await found('ZO', String(second.nextCursor))
  const names = [...first.items, ...second.items, ...third.items].map(({ username }) => username)
  expect(names).toEqual(['zo0', 'zoe', 'Zoe.Kim', 'ZOE_LEE', 'zora'])
  expect(third.nextCursor).toBeNull()
  expect((await found('zoe.')).items.map(({ username }) => username)).toEqual(['Zoe.Kim'])
  for (const username of ['z', '', 'zo-', 'z'.repeat(31)])
    expect((await api.users.listUsers({ query: { username } })).code).toBe('invalid-request')
})

test('a username of the first edition is found after the next sign-in', async () => {
  const { api, username } = await world.register()
  const { pk, sk } = Username.key(username)
  const item = (await world.table.items()).find((one) => one['pk'] === pk)
  await world.table.store([{ pk, sk, userId: String(item?.['userId']) }])
  const isFound = async () =>
    JSON.stringify((await api.users.listUsers({ query: { username } })).body).includes(`"${username}"`)
  expect(await isFound()).toBe(false)
  expect((await world.api.users.createTokens({ body: { username, password: PASSWORD } })).status).toBe(200)
  expect(await isFound()).toBe(true)
  await sound()
})

test('names change one by one; nothing to change is fine', async () => {
  const { api } = await world.register()
  const before = await api.users.getMe({})
  expect(await api.users.updateMe({ body: {} })).toMatchObject({ status: 200, body: before.body })
  const changed = await api.users.updateMe({ body: { firstName: 'New' } })
  expect(changed).toMatchObject({ status: 200, body: { firstName: 'New', lastName: 'Kim' } })
  expect((await api.users.getMe({})).body).toEqual(changed.body)
})

test('without mail, an email moves with its guard', async () => {
  withoutMail()
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

test('without mail, emails changed at once leave one guard', async () => {
  withoutMail()
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
    withoutMail()
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
