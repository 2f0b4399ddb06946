// Registration: everything or nothing, each name and email once.

import { expect, onTestFinished, test } from 'vitest'
import { requestHash } from '#kernel/commit/receipt.ts'
import { withoutMail } from '#test/support/mails.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, registration } from '#test/support/people.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const body = (username: string, email = `${username}@example.com`) => ({ ...registration(username), email })

test('shows the user as given and stores no password', async () => {
  const { status, body: user } = await world.api.users.register({
    body: { ...body('Gil.Dong', 'Gil@Example.com'), firstName: '길동' },
  })
  expect(status).toBe(201)
  expect(user).toMatchObject({ username: 'Gil.Dong', email: 'Gil@Example.com', firstName: '길동', role: 'USER' })
  expect(Object.keys(user).sort()).toEqual(
    [
      ...[
        'createdAt',
        'displayName',
        'email',
        'emailVerifiedAt',
        'firstName',
        'language',
        'lastName',
        'pendingEmail',
        'role',
        'userId',
        'username',
      ],
    ].sort(),
  )
  expect(JSON.stringify(await world.table.items())).not.toContain(PASSWORD)
})

test('without mail, refuses a name or an address that is taken, the name first, and writes nothing', async () => {
  withoutMail()
  await world.api.users.register({ body: body('first') })
  const before = await world.table.items()
  const codes = [
    await world.api.users.register({ body: body('FIRST', 'other@example.com') }),
    await world.api.users.register({ body: body('second', 'FIRST@example.com') }),
    await world.api.users.register({ body: body('First', 'First@example.com') }),
  ].map(({ status, code }) => [status, code])
  expect(codes).toEqual([
    [409, 'username-taken'],
    [409, 'email-taken'],
    [409, 'username-taken'],
  ])
  expect(await world.table.items()).toEqual(before)
})

test.each([
  ['password'],
  ['PASSWORD'],
  ['12345678'],
  ['qwertyuiop'],
  ['someone.new'],
  ['Someone.New1!'],
  ['holdfast'],
  ['Holdfast2026'],
  ['elsewhere'],
])('refuses the password %s, which is tried first', async (password) => {
  const weak = { ...body('someone.new', 'elsewhere@example.com'), password }
  expect(await world.api.users.register({ body: weak })).toMatchObject({ status: 400, code: 'weak-password' })
})

test.each([
  ['park77', 'park77!!!'],
  ['park77', 'PARK77 2026'],
  ['anyone', '        '],
])('refuses for %s the password "%s"', async (username, password) => {
  const weak = { ...body(username, 'elsewhere@example.com'), password }
  expect(await world.api.users.register({ body: weak })).toMatchObject({ status: 400, code: 'weak-password' })
})

test.each([
  ...['aaaaaaaa', 'abcdefgh', 'Password1!', 'P@ssw0rd1', 'qwer1234!', 'asdf1234!', '1234qwer!', 'zyxwvuts'],
  ...[
    'xptmxm123',
    'dkssudgktpdy',
    'dkssudgktpdy1!',
    'tkfkdgo1',
    '사랑해2026!',
    '안녕하세요 12',
    'Korea2026!',
    'dragon#99',
  ],
  ...['testtest', 'abababab1', '12341234', '사랑사랑사랑사랑'],
])('refuses the password %j, which follows a common word or the keys', async (password) => {
  const weak = { ...body('plainname'), password }
  expect(await world.api.users.register({ body: weak })).toMatchObject({ status: 400, code: 'weak-password' })
})

test.each([
  ...['correct horse 7', 'sunshine over busan', 'k3j9x-2mmp', 'Tr0ub4dor&3', '1999년 겨울의 바다', 'dragonfly-194726'],
])('accepts the password %j', async (password) => {
  const strong = { ...body(`strong_${password.length}`), password }
  expect((await world.api.users.register({ body: strong })).status).toBe(201)
})

test('a reserved username is not said to be of another user', async () => {
  expect((await world.api.users.register({ body: body('admin') })).body).toMatchObject({
    detail: 'This username is reserved for the service. Choose a different one.',
  })
})

test('usernames that look like reserved ones are reserved, and others are not', async () => {
  for (const username of ['r00t', 'Supp0rt', 'he1p', 'he.Ip', 'adrnin', '0ff1c1a1', 'b11Iing'])
    expect(await world.api.users.register({ body: body(username) }), username).toMatchObject({
      ...{ status: 409, code: 'username-taken' },
    })
  for (const username of ['mall', 'admin1', 'bernard', 'heip'])
    expect((await world.api.users.register({ body: body(username) })).status, username).toBe(201)
})

test('a first name that would pass for the service is not shown to others', async () => {
  const made = ok(await world.api.users.register({ body: { ...body('pretender'), firstName: '관리자' } }))
  expect(made).toMatchObject({ firstName: '관리자', displayName: 'pretender' })
  const { api } = await world.speaks(made.userId)
  for (const displayName of [
    '관리자',
    '운영자',
    '고객센터 ✓',
    'Admin',
    'A.d.m.i.n',
    'Ｈoldfast',
    'Holdfast 고객센터',
    '관리자님',
    // As letters of other scripts, with accents, and with signs in place of letters.
    'Аdmin',
    'аdмin',
    'Admіn',
    'Ádmín',
    'Αdmιn',
    '𝐀𝐝𝐦𝐢𝐧',
    'Adm1n',
    '0perator',
    'Supp0rt team',
    'Adrnin',
    'H0ldfast 고객센터',
    'offiсiaӀ',
    '0ff1c1a1',
  ])
    expect(await api.users.updateMe({ body: { displayName } }), displayName).toMatchObject({
      ...{
        status: 400,
        code: 'invalid-request',
        body: { errors: [{ pointer: '/displayName', detail: expect.stringContaining('staff') }] },
      },
    })
  for (const displayName of [
    '관리자의 친구',
    'Adminah',
    '운영',
    'Holdfaster',
    'Анна',
    'Ελένη',
    'José',
    'Bernard',
    'Ímre',
    '각각',
    'Oleg 10',
  ])
    expect((await api.users.updateMe({ body: { displayName } })).status, displayName).toBe(200)
})

/** Different syllables, of three letters each where a keyboard sends them apart. */
const syllables = (count: number): string =>
  Array.from({ length: count }, (_, at) => String.fromCharCode(0xac01 + 28 * 3 * at)).join('')

test.each([
  [4, 400],
  [7, 400],
  [8, 201],
  [43, 201],
  [128, 201],
  [129, 400],
])('a password of %i syllables that are sent apart: %i', async (count, status) => {
  const [apart, composed] = [syllables(count).normalize('NFD'), syllables(count)]
  const username = `syllables${count}`
  const made = await world.api.users.register({ body: { ...body(username), password: apart } })
  expect(made.status).toBe(status)
  if (!made.ok)
    return expect(made).toMatchObject({ code: 'invalid-request', body: { errors: [{ pointer: '/password' }] } })
  for (const password of [apart, composed])
    expect((await world.api.users.createTokens({ body: { username, password } })).status).toBe(200)
})

test('names are stored composed and trimmed', async () => {
  const names = { firstName: ' 민지 '.normalize('NFD'), lastName: '김'.normalize('NFD') }
  const made = ok(await world.api.users.register({ body: { ...body('composed'), ...names } }))
  expect(made).toMatchObject({ firstName: '민지', lastName: '김', displayName: '민지' })
})

test.each(['admin', 'Root', 'hold_fast', 'a.p.i', 'SUPPORT', 'operator'])('refuses the username %s', async (name) => {
  expect(await world.api.users.register({ body: body(name) })).toMatchObject({ status: 409, code: 'username-taken' })
})

test.each(['Min\u200bji', 'Kim\u202e', '\u00ad', 'a\u0007', ' ', '\u3164'])(
  'refuses the name %j',
  async (firstName) => {
    const refused = await world.api.users.register({ body: { ...body('fine'), firstName } })
    expect(refused).toMatchObject({
      status: 400,
      code: 'invalid-request',
      body: { errors: [{ pointer: '/firstName' }] },
    })
  },
)

test('an address registers at most as many users an hour as the setting says', async () => {
  process.env['REGISTRATIONS_PER_ADDRESS'] = '3'
  onTestFinished(() => {
    delete process.env['REGISTRATIONS_PER_ADDRESS']
  })
  const made = await Promise.all(
    Array.from({ length: 6 }, (_, at) => world.api.users.register({ body: body(`crowd${at}`) })),
  )
  expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429, 429])
  const late = await world.api.users.register({ body: body('crowd9') })
  expect(late).toMatchObject({ status: 429, code: 'too-many-registrations' })
  world.passes(Number(late.headers.get('retry-after')) * 1000)
  expect((await world.api.users.register({ body: body('crowd9') })).status).toBe(201)
  expect((await world.table.audit()).violations).toEqual([])
})

test('of many at once one gets the name', async () => {
  const made = await Promise.all(
    Array.from({ length: 12 }, (_, at) => world.api.users.register({ body: body('wanted', `w${at}@example.com`) })),
  )
  expect(made.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(409)])
  expect((await world.table.audit()).violations).toEqual([])
})

test('a key makes it once; with another password or address it is refused', async () => {
  const first = await world.api.users.register({ body: body('keyed'), key: 'k' })
  const again = await world.api.users.register({ body: body('keyed'), key: 'k' })
  expect(again).toMatchObject({ status: 201, replayed: true, body: first.body })
  for (const other of [{ password: 'something else' }, { email: 'new@example.com' }]) {
    const refused = await world.api.users.register({ body: { ...body('keyed'), ...other }, key: 'k' })
    expect(refused).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
  }
})

test('a receipt reveals no more of a password than the user item: a hash as slow, with its own salt', async () => {
  const hashOf = async (key: string, username: string): Promise<unknown> => {
    await world.api.users.register({ body: body(username), key })
    return (await world.table.items()).find(({ pk }) => pk === `RECEIPT#${username}#users.register#${key}`)?.['hash']
  }
  const one = await hashOf('salted', 'salted')
  const open = (({ password: _, ...rest }) => rest)(body('salted'))
  // A plain hash of the password.
  for (const secret of [PASSWORD, { password: PASSWORD }]) expect(one).not.toBe(requestHash([{}, {}, open, secret]))
  expect(one).toMatch(/^[\w-]{43}$/)
  expect(one).not.toBe(requestHash([{}, {}, open]))
})

test.each([
  ['/username', { username: 'ab' }],
  ['/username', { username: 'a b c' }],
  ['/email', { email: 'nobody' }],
  ['/email', { email: `${'a'.repeat(250)}@example.com` }],
  ['/password', { password: 'seven77' }],
  ['/password', { password: 'x'.repeat(129) }],
  ['/firstName', { firstName: '' }],
  ['/lastName', { lastName: 'x'.repeat(51) }],
  ['/role', { role: 'OPERATOR' }],
])('refuses %s of %j', async (pointer, wrong) => {
  const refused = await world.api.users.register({ body: { ...body('fine'), ...wrong } })
  expect(refused).toMatchObject({ status: 400, code: 'invalid-request', body: { errors: [{ pointer }] } })
})
