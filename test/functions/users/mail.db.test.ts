// Verification, reset and change of addresses by the links of mails.

import { generateSync } from 'otplib'
import { describe, expect, test } from 'vitest'
import { Mail } from '#domain/mail/items.ts'
import { contextOf } from '#infra/local/context.ts'
import { fetchThrough } from '#test/support/in-process.ts'
import { interleaved } from '#test/support/interleave.ts'
import { useMails, withoutMail } from '#test/support/mails.ts'
import { ok } from '#test/support/ok.ts'
import { clients, PASSWORD, registration, type User } from '#test/support/people.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const mails = useMails()
const HOUR = 60 * 60 * 1000
const { users } = { users: () => world.api.users }

const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const me = async ({ userId }: Pick<User, 'userId'>) => ok(await (await world.speaks(userId)).api.users.getMe({}))
const register = async (username: string, email = `${username}@example.com`) =>
  ok(await users().register({ body: { ...registration(username), email } }))
const signsIn = async (username: string, password = PASSWORD): Promise<boolean> =>
  (await users().createTokens({ body: { username, password } })).ok
const verify = (token: string) => users().verifyEmail({ body: { token } })
const ask = (email: string) => users().requestPasswordReset({ body: { email } })
const reset = (token: string, password = 'another battery') => users().resetPassword({ body: { token, password } })

describe('an address', () => {
  test('is verified once by the link of the mail', async () => {
    const ann = await register('ann')
    expect(ann.emailVerifiedAt).toBeNull()
    const [mail] = await mails.to('ann@example.com')
    expect(mail).toMatchObject({ subject: 'Confirm your email address', language: 'en' })
    expect(mail?.html).toContain('<h1')
    const token = await mails.token('ann@example.com')
    expect(token).toMatch(/^[\w-]{43}YW5u$/)
    expect(JSON.stringify(await world.table.items()), 'the token is stored nowhere').not.toContain(token)
    expect((await verify(token)).status).toBe(204)
    expect((await me(ann)).emailVerifiedAt).toBe((await me(ann)).emailVerifiedAt ?? 'never')
    expect(await verify(token)).toMatchObject({ status: 400, code: 'invalid-token' })
    const { api } = await world.speaks(ann.userId)
    expect(await api.users.requestEmailVerification({})).toMatchObject({ status: 409, code: 'email-verified' })
    await sound()
  })

  test('gets its mail in Korean for a caller who prefers Korean', async () => {
    const response = await world.fetch('http://api.test/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' },
      body: JSON.stringify(registration('minji')),
    })
    expect(response.status).toBe(201)
    expect((await mails.to('minji@example.com'))[0]).toMatchObject({
      subject: '이메일 주소를 확인해 주세요',
      language: 'ko',
    })
  })

  test('a link ends after 24 hours, and wrong ones are refused', async () => {
    await register('late')
    const token = await mails.token('late@example.com')
    world.passes(24 * HOUR + 1000)
    for (const wrong of [token, `${token}x`, 'x', token.replace(/^./, '_')])
      expect(await verify(wrong)).toMatchObject({ status: 400, code: 'invalid-token' })
    await sound()
  })

  test('five mails an hour are sent on request', async () => {
    const { userId } = await register('eager')
    const { api } = await world.speaks(userId)
    for (let turn = 0; turn < 5; turn += 1) expect((await api.users.requestEmailVerification({})).status).toBe(202)
    const refused = await api.users.requestEmailVerification({})
    expect(refused).toMatchObject({ status: 429, code: 'too-many-mails' })
    expect(await mails.to('eager@example.com')).toHaveLength(6)
    world.passes(HOUR)
    expect((await (await world.speaks(userId)).api.users.requestEmailVerification({})).status).toBe(202)
    await sound()
  })

  test('of a verified user gets the same reply at registration, and a mail that says so', async () => {
    const owner = await register('owner')
    await verify(await mails.token('owner@example.com'))
    const other = await register('other', 'OWNER@example.com')
    expect(Object.keys(other).sort()).toEqual(Object.keys(owner).sort())
    expect(other).toMatchObject({ email: 'OWNER@example.com', emailVerifiedAt: null })
    expect(await signsIn('other'), 'the registration is real').toBe(true)
    const sent = await mails.to('OWNER@example.com')
    expect(sent).toMatchObject([{ subject: 'You already have an account' }])
    expect(sent[0]?.text).not.toContain('token')
    const { api } = await world.speaks(other.userId)
    expect((await api.users.requestEmailVerification({})).status).toBe(202)
    expect((await mails.to('OWNER@example.com')).map(({ subject }) => subject)).toEqual(
      Array(2).fill('You already have an account'),
    )
    await sound()
  })

  test('that several registered belongs to the one who verifies it first', async () => {
    const squatter = await register('squatter', 'mine@example.com')
    const taken = await mails.token('mine@example.com')
    const owner = await register('rightful', 'mine@example.com')
    const token = await mails.token('mine@example.com')
    expect((await verify(token)).status).toBe(204)
    expect((await me(owner)).emailVerifiedAt).not.toBeNull()
    expect(await verify(taken), 'the other link is void').toMatchObject({ status: 400, code: 'invalid-token' })
    expect((await me(squatter)).emailVerifiedAt).toBeNull()
    await ask('mine@example.com')
    expect((await reset(await mails.token('mine@example.com', 'reset'))).status).toBe(204)
    expect(await signsIn('rightful', 'another battery')).toBe(true)
    expect(await signsIn('squatter')).toBe(true)
    await sound()
  })

  test('registered by many at once has one holder', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        users().register({ body: { ...registration(`many${at}`), email: 'm@example.com' } }),
      ),
    )
    expect(all.map(({ status }) => status)).toEqual(Array(6).fill(201))
    await sound()
    const tokens = (await mails.to('m@example.com')).map(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? '')
    expect(tokens).toHaveLength(5)
    const verified = await Promise.all(tokens.map(verify))
    expect(verified.filter(({ status }) => status === 204)).toHaveLength(1)
    await sound()
  })
})

describe('the page of a link has a form just while the link counts', () => {
  const hasForm = async (path: 'verify' | 'reset', token: string) =>
    (await (await world.fetch(`http://api.test/auth/${path}?token=${token}`)).text()).includes('<form')

  test('to verify an address', async () => {
    const { userId } = await register('reader')
    const change = async (email: string) =>
      ok(await (await world.speaks(userId)).api.users.updateMe({ body: { email, currentPassword: PASSWORD } }))
    const first = await mails.token('reader@example.com')
    expect([await hasForm('verify', first), await hasForm('reset', first)]).toEqual([true, false])
    expect((await verify(first)).status).toBe(204)
    await change('reader2@example.com')
    const second = await mails.token('reader2@example.com')
    expect([await hasForm('verify', first), await hasForm('verify', second)]).toEqual([false, true])
    await change('reader3@example.com')
    const third = await mails.token('reader3@example.com')
    expect(await verify(second)).toMatchObject({ code: 'invalid-token' })
    expect([await hasForm('verify', second), await hasForm('verify', third)]).toEqual([false, true])
    world.passes(24 * HOUR + 1000)
    expect(await hasForm('verify', third)).toBe(false)
  })

  test('to reset a password', async () => {
    await register('reader4')
    const next = async () => {
      await ask('reader4@example.com')
      return mails.token('reader4@example.com', 'reset')
    }
    const [first, second] = [await next(), await next()]
    expect([await hasForm('reset', first), await hasForm('verify', first)]).toEqual([true, false])
    expect((await reset(second)).status).toBe(204)
    for (const token of [first, second]) expect(await hasForm('reset', token)).toBe(false)
    const third = await next()
    expect(await hasForm('reset', third)).toBe(true)
    world.passes(30 * 60 * 1000 + 1000)
    expect(await hasForm('reset', third)).toBe(false)
  })
})

describe('a new address', () => {
  const change = async (userId: string, email: string) =>
    (await world.speaks(userId)).api.users.updateMe({ body: { email, currentPassword: PASSWORD } })

  test('replaces the old one when it is verified, and the old one is told', async () => {
    const { userId } = await register('mover')
    await verify(await mails.token('mover@example.com'))
    expect(ok(await change(userId, 'moved@example.com')).email, 'until then').toBe('mover@example.com')
    const token = await mails.token('moved@example.com')
    expect((await verify(token)).status).toBe(204)
    expect(await me({ userId })).toMatchObject({ email: 'moved@example.com' })
    expect((await mails.to('mover@example.com')).at(-1)?.subject).toBe('Your email address was changed')
    // The old address is free again.
    const next = await register('next', 'mover@example.com')
    expect((await verify(await mails.token('mover@example.com'))).status).toBe(204)
    expect((await me(next)).emailVerifiedAt).not.toBeNull()
    await sound()
  })

  test('that another user has verified is refused, which counts as a mail and sends none', async () => {
    const { userId: owner } = await register('keeper')
    await verify(await mails.token('keeper@example.com'))
    await register('unproven')
    const { userId } = await register('prober')
    expect((await change(userId, 'unproven@example.com')).status, 'only a verified address is taken').toBe(200)
    const before = (await mails.to('keeper@example.com')).length
    for (let turn = 1; turn < 5; turn += 1)
      expect(await change(userId, 'KEEPER@example.com')).toMatchObject({ status: 409, code: 'email-taken' })
    expect(await change(userId, 'keeper@example.com')).toMatchObject({ status: 429, code: 'too-many-mails' })
    expect(await mails.to('keeper@example.com')).toHaveLength(before)
    expect(await me({ userId })).toMatchObject({ pendingEmail: 'unproven@example.com' })
    expect((await change(owner, 'Keeper@example.com')).status, 'its owner').toBe(200)
    await sound()
  })

  test.each(['reset', 'change'] as const)(
    'that waits is dropped by a %s of the password: its link is void',
    async (way) => {
      const name = `owner${way}`
      const { userId } = await register(name)
      await verify(await mails.token(`${name}@example.com`))
      expect((await change(userId, `thief${way}@example.com`)).status).toBe(200)
      const link = await mails.token(`thief${way}@example.com`)
      if (way === 'reset') {
        await ask(`${name}@example.com`)
        expect((await reset(await mails.token(`${name}@example.com`, 'reset'))).status).toBe(204)
      } else {
        const { api } = await world.speaks(userId)
        ok(await api.users.updateMe({ body: { password: 'another battery', currentPassword: PASSWORD } }))
      }
      expect(await verify(link)).toMatchObject({ status: 400, code: 'invalid-token' })
      expect((await me({ userId })).email).toBe(`${name}@example.com`)
      await sound()
    },
  )

  test('is told to the old address in the language of the account, whatever asks', async () => {
    const response = await world.fetch('http://api.test/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'ko' },
      body: JSON.stringify(registration('hangul')),
    })
    const { userId, language } = (await response.json()) as { userId: string; language: string }
    expect(language).toBe('ko')
    await verify(await mails.token('hangul@example.com'))
    await change(userId, 'hangul2@example.com')
    await verify(await mails.token('hangul2@example.com'))
    expect((await mails.to('hangul@example.com')).at(-1)).toMatchObject({
      ...{
        language: 'ko',
        subject: '이메일 주소가 변경되었어요',
        text: expect.stringMatching(/계정: hangul \(\d+년 /),
      },
    })
    const { api } = await world.speaks(userId)
    expect(ok(await api.users.updateMe({ body: { language: 'en' } })).language).toBe('en')
    await ask('hangul2@example.com')
    expect((await mails.to('hangul2@example.com')).at(-1)).toMatchObject({ language: 'en' })
    await sound()
  })

  test('that another user verifies first: the link says so once it is', async () => {
    const [ann, bob] = [await register('ann2'), await register('bob2')]
    expect((await change(ann.userId, 'shared@example.com')).status).toBe(200)
    world.passes(1000)
    expect((await change(bob.userId, 'shared@example.com')).status, 'not verified yet').toBe(200)
    const [first, second] = (await mails.to('shared@example.com')).map(
      ({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? '',
    )
    expect((await verify(String(second))).status).toBe(204)
    expect(await verify(String(first))).toMatchObject({
      ...{ status: 400, code: 'invalid-token', body: { detail: expect.stringContaining('Another account') } },
    })
    await sound()
  })

  test('is dropped when the present one is sent again', async () => {
    const { userId } = await register('undecided')
    await change(userId, 'maybe@example.com')
    const token = await mails.token('maybe@example.com')
    expect((await change(userId, 'undecided@example.com')).status).toBe(200)
    expect(await verify(token)).toMatchObject({ status: 400, code: 'invalid-token' })
    await sound()
  })

  test('that differs in letter case only is changed by its link', async () => {
    const { userId } = await register('caser')
    await verify(await mails.token('caser@example.com'))
    await change(userId, 'Caser@Example.com')
    expect((await verify(await mails.token('Caser@Example.com'))).status).toBe(204)
    expect(await me({ userId })).toMatchObject({ email: 'Caser@Example.com' })
    await sound()
  })
})

describe('an address in the accounts of several users', () => {
  const secure = async (userId: string) => {
    const { api } = await world.speaks(userId)
    const { secret } = ok(await api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    const code = generateSync({ secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
    expect((await api.users.confirmTotp({ body: { code } })).status).toBe(204)
  }

  test('mails and pages name the account', async () => {
    await register('impostor', 'shared3@example.com')
    // Mails of one millisecond have no order.
    world.passes(1000)
    await register('rightful3', 'shared3@example.com')
    const named = (await mails.to('shared3@example.com')).map(
      ({ text }) => /Account: (\S+), registered on \d+ \w+ \d+/.exec(text)?.[1],
    )
    expect(named).toEqual(['impostor', 'rightful3'])
    const [, second] = await mails.to('shared3@example.com')
    const [, name = ''] = /\/auth\/verify\?token=[\w-]{43}([\w-]+)\n/.exec(second?.text ?? '') ?? []
    expect(Buffer.from(name, 'base64url').toString()).toBe('rightful3')
  })

  test("a stranger's authenticator app does not keep the person from the address", async () => {
    const stranger = await register('squatter2', 'mine2@example.com')
    await secure(stranger.userId)
    const person = await register('person2', 'mine2@example.com')
    await ask('mine2@example.com')
    expect((await reset(await mails.token('mine2@example.com', 'reset'))).status, "the stranger's account").toBe(204)
    expect((await me(stranger)).emailVerifiedAt, 'it cannot be entered, so it verifies nothing').toBeNull()
    const { api } = await world.speaks(person.userId)
    expect((await api.users.requestEmailVerification({})).status).toBe(202)
    expect((await verify(await mails.token('mine2@example.com', 'verify'))).status).toBe(204)
    expect((await me(person)).emailVerifiedAt).not.toBeNull()
    await sound()
  })

  test('a reset by address and username is of that account, and verifies the address for it', async () => {
    const stranger = await register('squatter4', 'mine4@example.com')
    const person = await register('person4', 'mine4@example.com')
    const wanted = { email: 'MINE4@example.com', username: 'Person4' }
    expect((await users().requestPasswordReset({ body: wanted })).status).toBe(202)
    const mail = (await mails.to('mine4@example.com')).find(({ text }) => text.includes('reset?token='))
    expect(mail?.text).toContain('Account: person4, ')
    expect((await reset(await mails.token('mine4@example.com', 'reset'))).status).toBe(204)
    expect(await signsIn('person4', 'another battery')).toBe(true)
    expect(await signsIn('squatter4')).toBe(true)
    expect((await me(person)).emailVerifiedAt).not.toBeNull()
    expect((await me(stranger)).emailVerifiedAt).toBeNull()
    // The address is the person's now, whatever name is asked for.
    expect(
      (await users().requestPasswordReset({ body: { email: 'mine4@example.com', username: 'squatter4' } })).status,
    ).toBe(202)
    expect((await mails.to('mine4@example.com')).at(-1)?.text).toContain('Account: person4, ')
    await sound()
  })

  test('an app that is confirmed while a reset is under way keeps the address unverified', async () => {
    const { userId } = await register('late5')
    const { api } = await world.speaks(userId)
    const { secret } = ok(await api.users.beginTotp({ body: { currentPassword: PASSWORD } }))
    await ask('late5@example.com')
    const token = await mails.token('late5@example.com', 'reset')
    const code = generateSync({ secret, epoch: Math.floor(Date.parse(world.now()) / 1000) })
    world.fails(interleaved(async () => expect((await api.users.confirmTotp({ body: { code } })).status).toBe(204)))
    expect((await reset(token)).status).toBe(204)
    world.fails(undefined)
    expect((await me({ userId })).emailVerifiedAt).toBeNull()
    await sound()
  })
})

describe('a forgotten password', () => {
  test('asked for by strangers is no wall: the owner is not refused, and has a valid link', async () => {
    await register('target')
    const from = (sourceIp: string) => {
      const through = fetchThrough((event, { handler, endpoint }) => {
        const { requestContext } = event
        const http = { ...requestContext.http, sourceIp }
        return handler({ ...event, requestContext: { ...requestContext, http } }, contextOf(endpoint.operation))
      })
      return clients('http://api.test', through).users.requestPasswordReset({ body: { email: 'target@example.com' } })
    }
    for (let turn = 0; turn < 12; turn += 1) expect((await from(`10.1.0.${turn % 3}`)).status).toBe(202)
    expect((await from('10.2.0.1')).status, 'the owner').toBe(202)
    const sent = (await mails.to('target@example.com')).slice(1)
    expect(sent).toHaveLength(5)
    expect((await reset(await mails.token('target@example.com', 'reset'))).status).toBe(204)
    world.passes(30 * 60 * 1000)
    expect((await from('10.2.0.1')).status).toBe(202)
    expect((await mails.to('target@example.com')).slice(1), 'when the links end, there are new ones').toHaveLength(6)
    await sound()
  })

  test('is reset once, ends every session and verifies the address', async () => {
    const { userId } = await register('forgetful')
    const { refreshToken } = ok(await users().createTokens({ body: { username: 'forgetful', password: PASSWORD } }))
    expect((await ask('Forgetful@example.com')).status).toBe(202)
    expect((await ask('forgetful@example.com')).status).toBe(202)
    const tokens = (await mails.to('forgetful@example.com'))
      .filter(({ subject }) => subject === 'Reset your password')
      .map(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? '')
    expect(tokens).toHaveLength(2)
    expect(await reset(String(tokens[0]), 'password')).toMatchObject({ status: 400, code: 'weak-password' })
    expect((await reset(String(tokens[0]))).status).toBe(204)
    for (const token of tokens) expect(await reset(token)).toMatchObject({ status: 400, code: 'invalid-token' })
    expect(await users().refreshTokens({ body: { refreshToken } })).toMatchObject({ code: 'invalid-refresh-token' })
    expect([await signsIn('forgetful'), await signsIn('forgetful', 'another battery')]).toEqual([false, true])
    expect((await me({ userId })).emailVerifiedAt).not.toBeNull()
    await sound()
  })

  test('opens an account that guesses have closed', async () => {
    await register('besieged')
    for (let turn = 0; turn < 10; turn += 1) await signsIn('besieged', 'wrong')
    expect(await signsIn('besieged')).toBe(false)
    await ask('besieged@example.com')
    expect((await reset(await mails.token('besieged@example.com', 'reset'))).status).toBe(204)
    expect(await signsIn('besieged', 'another battery')).toBe(true)
    await sound()
  })

  test('an unknown address gets the same reply, costs the same, and is limited alike', async () => {
    await register('known')
    const costs: unknown[] = []
    for (const email of ['known@example.com', 'unknown@example.com']) {
      const before = (await world.table.items()).length
      const replies = []
      for (let turn = 0; turn < 6; turn += 1) {
        const { status, code } = await ask(email)
        replies.push([status, code])
      }
      expect(replies).toEqual([...Array(5).fill([202, undefined]), [429, 'too-many-mails']])
      costs.push((await world.table.items()).length - before)
    }
    expect(costs[0]).toBe(costs[1])
    expect(await mails.to('unknown@example.com')).toEqual([])
    expect((await world.table.items()).filter(({ pk }) => String(pk).startsWith('MAIL#'))).toEqual([])
    await sound()
  })

  test('a link ends after 30 minutes, and a link to verify does not reset', async () => {
    await register('slow')
    expect(await reset(await mails.token('slow@example.com'))).toMatchObject({ code: 'invalid-token' })
    await ask('slow@example.com')
    const token = await mails.token('slow@example.com', 'reset')
    expect(await verify(token)).toMatchObject({ code: 'invalid-token' })
    world.passes(30 * 60 * 1000 + 1000)
    expect(await reset(token)).toMatchObject({ status: 400, code: 'invalid-token' })
  })

  test('of resets at once with one link, one counts', async () => {
    await register('hasty')
    await ask('hasty@example.com')
    const token = await mails.token('hasty@example.com', 'reset')
    const all = await Promise.all(Array.from({ length: 4 }, (_, at) => reset(token, `another battery ${at}`)))
    expect(all.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400])
    await sound()
  })
})

describe('sending', () => {
  const HTTP_DOWN = new Response(null, { status: 503 })

  test('a mail that the outlet refuses is sent later, and given up in the end', async () => {
    await register('unlucky')
    let tries = 0
    mails.receive(() => {
      tries += 1
      return HTTP_DOWN
    })
    for (let turn = 0; turn < 12; turn += 1) {
      await mails.send()
      world.passes(30 * 60 * 1000)
    }
    mails.receive(undefined)
    expect(tries).toBe(6)
    expect(await mails.to('unlucky@example.com')).toEqual([])
    expect((await world.table.items()).filter(({ pk }) => String(pk).startsWith('MAIL#'))).toEqual([])
    await register('lucky')
    mails.receive(() => HTTP_DOWN)
    await mails.send()
    mails.receive(undefined)
    world.passes(61_000)
    expect(await mails.to('lucky@example.com')).toHaveLength(1)
    await sound()
  })

  test('a mail that an earlier edition queued is sent, and one of every stripe', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `queued${at}`)
    for (const name of names) await register(name)
    const queued = (await world.table.items()).filter((item) => Mail.is(item))
    expect(new Set(queued.map(({ duePk }) => duePk)).size).toBeGreaterThan(8)
    await world.table.store(queued.slice(0, 10).map((item) => ({ ...item, duePk: 'DUE_MAIL#ALL' })))
    await sound()
    for (const name of names) expect(await mails.to(`${name}@example.com`), name).toHaveLength(1)
    expect((await world.table.items()).filter((item) => Mail.is(item))).toEqual([])
  })

  test('two runs at once send a mail once', async () => {
    await register('single')
    await Promise.all([mails.send(), mails.send(), mails.send()])
    expect(await mails.to('single@example.com')).toHaveLength(1)
  })
})

test('without mail, nothing is promised that needs it', async () => {
  withoutMail()
  const { userId } = await register('offline')
  const { api } = await world.speaks(userId)
  expect(await api.users.requestEmailVerification({})).toMatchObject({ status: 409, code: 'mail-off' })
  expect(await ask('offline@example.com')).toMatchObject({ status: 409, code: 'mail-off' })
  await sound()
})

describe('sessions', () => {
  test('are listed and ended one by one, or all but one', async () => {
    const { userId, username } = await world.register()
    const tokens = []
    for (const client of ['Firefox', 'x'.repeat(500), '']) {
      const response = await world.fetch('http://api.test/auth/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(client ? { 'user-agent': client } : {}) },
        body: JSON.stringify({ username, password: PASSWORD }),
      })
      tokens.push((await response.json()) as { accessToken: string; refreshToken: string })
    }
    const [firefox, long] = tokens as [(typeof tokens)[0], (typeof tokens)[0]]
    const list = async () => ok(await world.api.users.listSessions({ token: firefox.accessToken })).items
    const all = await list()
    expect(all).toHaveLength(4)
    expect(all.map(({ client }) => client)).toEqual(expect.arrayContaining(['Firefox', 'x'.repeat(120)]))
    expect(all.filter(({ current }) => current).map(({ client }) => client)).toEqual(['Firefox'])
    const other = String(all.find(({ client }) => client?.startsWith('x'))?.sessionId)
    const end = (sessionId: string, token = firefox.accessToken) =>
      world.api.users.endSession({ token, path: { sessionId } })
    const stranger = await world.register()
    expect(await end(other, stranger.token)).toMatchObject({ status: 404, code: 'session-not-found' })
    expect((await end(other)).status).toBe(204)
    expect(await end(other)).toMatchObject({ status: 404, code: 'session-not-found' })
    expect(await users().refreshTokens({ body: { refreshToken: long.refreshToken } })).toMatchObject({ status: 401 })
    expect((await world.api.users.endOtherSessions({ token: firefox.accessToken })).status).toBe(204)
    expect((await list()).map(({ client }) => client)).toEqual(['Firefox'])
    expect((await users().refreshTokens({ body: { refreshToken: firefox.refreshToken } })).status).toBe(200)
    expect(userId).toMatch(/^user_/)
    await sound()
  })

  test('end 180 days after they began, whatever their use', async () => {
    const { username } = await world.register()
    let { refreshToken } = ok(await users().createTokens({ body: { username, password: PASSWORD } }))
    for (let day = 0; day < 175; day += 25) {
      world.passes(25 * 24 * HOUR)
      refreshToken = ok(await users().refreshTokens({ body: { refreshToken } })).refreshToken
    }
    world.passes(6 * 24 * HOUR)
    expect(await users().refreshTokens({ body: { refreshToken } })).toMatchObject({ code: 'invalid-refresh-token' })
    await sound()
  })
})
