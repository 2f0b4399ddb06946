// A person's way through a running instance in a browser: register, verify, forget, reset, sessions, deletion.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { tableOf } from '#infra/local/instance.ts'
import { startMailbox } from '#infra/mailbox/server.ts'
import { script, start } from '#test/infra/instance.ts'
import { browse, chromiumPath, WITHOUT } from '#test/support/browser.ts'
import { ok } from '#test/support/ok.ts'
import { clients, PASSWORD, registration } from '#test/support/people.ts'

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'holdfast-people-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true, maxRetries: 10 }))
  return made
}

/** Asks until the answer is as wanted: the jobs of an instance run every second. */
const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  for (let turn = 0; turn < 600; turn += 1) {
    const found = await ask()
    if (found !== undefined) return found
    await pause(200)
  }
  throw new Error('it does not happen')
}

interface Listed {
  readonly items: readonly {
    readonly to: string
    readonly subject: string
    readonly text: string
    readonly at: string
  }[]
}
const mailsTo = async (mailbox: string, to: string) =>
  ((await (await fetch(`${mailbox}/messages?to=${encodeURIComponent(to)}`)).json()) as Listed).items

test.runIf(chromiumPath)(`register, verify, forget, reset, end a session, leave (${WITHOUT})`, async () => {
  const dataDir = folder()
  const { url, mailbox: { url: mailbox = '' } = {} } = await start(dataDir)
  const anonymous = clients(url, fetch)
  const email = 'haneul.seonwoo@example.com'
  const person = { ...registration('haneul_walks'), email, firstName: 'Haneul', lastName: 'Seonwoo' }
  const { userId } = ok(await anonymous.users.register({ body: person }))
  const browser = await browse()
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 400/.test(message.text())) complaints.push(message.text())
  })

  // The mailbox shows the mail; its link leads to the page of the service.
  await until(async () => (await mailsTo(mailbox, email))[0])
  await openMail(page, mailbox, 'Confirm your email address')
  await page.getByRole('link', { name: 'Confirm email address' }).click()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Your email address is confirmed.').waitFor()
  expect(page.url(), 'the token is not left in the address').toBe(`${url}/auth/verify`)
  const signIn = async (password = PASSWORD) =>
    ok(await anonymous.users.createTokens({ body: { username: person.username, password } }))
  const first = clients(url, fetch, (await signIn()).accessToken)
  expect(ok(await first.users.getMe({})).emailVerifiedAt).not.toBeNull()

  // The same link a second time.
  await openMail(page, mailbox, 'Confirm your email address')
  await page.getByRole('link', { name: 'Confirm email address' }).click()
  await page.getByText('The link is expired or already used.').waitFor()
  expect(await page.getByRole('button').count(), 'a used link shows no form').toBe(0)

  expect((await anonymous.users.requestPasswordReset({ body: { email } })).status).toBe(202)
  await until(async () => (await mailsTo(mailbox, email))[1])
  await openMail(page, mailbox, 'Reset your password')
  await page.getByRole('link', { name: 'Choose a new password' }).click()
  await page.getByLabel(/New password/).fill('password')
  await page.getByRole('button', { name: 'Save password' }).click()
  await page.getByText('This password is too easy to guess').waitFor()
  await page.getByLabel(/New password/).fill('an unusual harbour')
  await page.getByRole('button', { name: 'Save password' }).click()
  await page.getByText('Your password is changed.').waitFor()

  const [one, other] = [await signIn('an unusual harbour'), await signIn('an unusual harbour')]
  const { users, friends, chat } = clients(url, fetch, one.accessToken)
  const sessions = ok(await users.listSessions({})).items
  expect(sessions).toHaveLength(2)
  const spare = sessions.find(({ current }) => !current)
  expect((await users.endSession({ path: { sessionId: String(spare?.sessionId) } })).status).toBe(204)
  expect((await anonymous.users.refreshTokens({ body: { refreshToken: other.refreshToken } })).status).toBe(401)

  const friend = ok(await anonymous.users.register({ body: registration('a_friend') }))
  ok(await friends.addFriend({ path: { userId: friend.userId }, key: 'friend' }))
  const { chatId } = ok(await chat.openChatroom({ body: { title: 'Private plans' }, key: 'room' }))
  ok(await chat.postMessage({ path: { chatId }, body: { text: 'Call me Seonwoo' }, key: 'message' }))
  const deleted = ok(await users.deleteMe({ body: { currentPassword: 'an unusual harbour' }, key: 'leave' }))
  expect(Date.parse(deleted.erasedBy) - Date.parse(deleted.deletedAt)).toBe(60_000)

  const { client, tableName } = tableOf({ DATA_DIR: dataDir })
  const items = async () => (await client.send(new ScanCommand({ TableName: tableName }))).Items ?? []
  await until(async () => (await items()).find((item) => item['userId'] === userId && item['erasedAt']))
  const left = (await items()).filter((item) =>
    ['haneul_walks', email, 'Haneul', 'Seonwoo', 'Private plans'].some((word) => JSON.stringify(item).includes(word)),
  )
  expect(left).toEqual([])
  // By the id alone: what has ended, and what others were told.
  const byId = (await items()).filter((item) => JSON.stringify(item).includes(userId))
  client.destroy()
  expect(byId.map(({ pk, sk }) => `${pk} ${sk}`.replaceAll(userId, 'it')).sort()).toEqual([
    'FEED#it NOTIFICATION~',
    `FEED#${friend.userId} NOTIFICATION#0000000000000001`,
    'RELAYED#FRIENDS#it RELAYED',
    'RELAYED#USER#it RELAYED',
    'USER#it USER',
  ])
  const bucket = readdirSync(join(dataDir, 'bucket'), { recursive: true })
  expect(bucket.filter((path) => String(path).includes(userId))).toEqual([])
  expect((await mailsTo(mailbox, email)).map(({ subject }) => subject)).toEqual([
    'Confirm your email address',
    'Reset your password',
    'Your account is being deleted',
  ])
  const audited = await script('audit', { DATA_DIR: dataDir })
  expect(audited.out.trim().split('\n').at(-1)).toMatch(/: 0 violations$/)
  expect(complaints).toEqual([])
})

const openMail = async (page: Page, mailbox: string, subject: string): Promise<void> => {
  await page.goto(mailbox)
  await page.getByRole('link', { name: subject }).first().click()
  await page.getByRole('heading', { name: subject }).waitFor()
}

test.runIf(chromiumPath)(`mails and pages are Korean for those who prefer it (${WITHOUT})`, async () => {
  const { url, mailbox: { url: mailbox = '' } = {} } = await start(folder(), '--memory')
  const response = await fetch(`${url}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.5' },
    body: JSON.stringify(registration('minji')),
  })
  expect(response.status).toBe(201)
  await until(async () => (await mailsTo(mailbox, 'minji@example.com'))[0])
  const page = await (await browse()).newPage()
  await page.setExtraHTTPHeaders({ 'accept-language': 'ko' })
  await openMail(page, mailbox, '이메일 주소를 확인해 주세요')
  await page.getByRole('link', { name: '이메일 주소 확인하기' }).click()
  await page.getByRole('button', { name: '확인하기' }).click()
  await page.getByText('이메일 주소가 확인되었어요.').waitFor()
})

test('the mailbox keeps what it is given over a restart, and shows it as it is', async () => {
  const dataFile = join(folder(), 'mails.jsonl')
  const first = await startMailbox({ port: 0, dataFile })
  const post = (body: unknown) => fetch(`${first.url}/messages`, { method: 'POST', body: JSON.stringify(body) })
  const mail = { to: 'Kim@example.com', language: 'en', subject: '<b>Hi</b>', text: 'text', html: '<p>html</p>' }
  expect((await post(mail)).status).toBe(201)
  expect((await post({ ...mail, to: 5 })).status).toBe(400)
  await first.stop()
  const second = await startMailbox({ port: 0, dataFile })
  onTestFinished(() => second.stop())
  const { items } = (await (await fetch(`${second.url}/messages?to=kim@EXAMPLE.com`)).json()) as Listed
  expect(items).toMatchObject([{ to: 'Kim@example.com', subject: '<b>Hi</b>', text: 'text', html: '<p>html</p>' }])
  const page = await (await fetch(second.url)).text()
  expect(page).not.toContain('<b>Hi</b>')
  const shown = await fetch(`${second.url}/messages/0`)
  expect(await shown.text()).toBe('<p>html</p>')
  expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect((await fetch(`${second.url}/messages/7`)).status).toBe(404)
})
