// The console in a browser: what an operator does there, and how each page looks and reads.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { Entry } from '#domain/wallet/items.ts'
import { characters, clerk, expenses, favours, fixtures, guests } from '#infra/demo/cast.ts'
import { cups } from '#infra/demo/office.ts'
import { tableOf } from '#infra/local/instance.ts'
import { chromiumPath, WITHOUT } from '#test/support/browser.ts'
import { ok } from '#test/support/ok.ts'
import { textOf } from '#test/support/sources.ts'
import { type Desk, openDesk, placesOf, signIn, visit } from './desk.ts'

test('it is small', () => {
  const { script } = JSON.parse(textOf('shared/console/script.json'))
  const { style } = JSON.parse(textOf('shared/console/page.json'))
  expect(gzipSync(script).length + gzipSync(style).length).toBeLessThan(150 * 1024)
})

/** A deed in its dialog. */
const confirm = async (page: Page, label: string, text?: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: label })
  if (text) await dialog.getByRole('textbox').first().fill(text)
  await dialog.getByRole('button', { name: label }).click()
  await dialog.waitFor({ state: 'hidden' })
}

const lookUp = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Look up now' }).click()
  await confirm(page, 'Look up now')
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

const heading2 = (page: Page, name: string) => page.getByRole('heading', { level: 2, name })

/** As an engineer does in the table by hand. */
const edit = async ({ dataDir }: Desk, accountId: string, amount: number): Promise<void> => {
  const { client, tableName } = tableOf({ DATA_DIR: dataDir })
  const { pk, sk } = Entry.key(accountId, 1)
  const change = { UpdateExpression: 'SET amount = :amount', ExpressionAttributeValues: { ':amount': amount } }
  await client.send(new UpdateCommand({ TableName: tableName, Key: { pk, sk }, ...change }))
  client.destroy()
}

test.runIf(chromiumPath)(`an operator's day (${WITHOUT})`, async () => {
  const desk = await openDesk()
  const { page, api, url } = desk

  // Only operators get in.
  await signIn(page, clerk.username, 'another password')
  await page.getByRole('alert').getByText('username or the password').waitFor()
  await signIn(page, 'mira.chu')
  await page.getByRole('alert').getByText('This user is no operator').waitFor()
  await signIn(page, clerk.username)
  await heading(page, 'Overview').waitFor()
  await page.getByText('Local', { exact: true }).waitFor()
  const { money } = ok(await api.ops.getOverview())
  expect(money.captured).toBeGreaterThan(200_000)
  for (const [name, amount] of [
    ['Captured', money.captured],
    ['Refunded', money.refunded],
  ] as const)
    await page
      .locator('.figure')
      .filter({ hasText: name })
      .getByText(`${amount.toLocaleString('en')} won`)
      .waitFor()
  await page.getByRole('img', { name: /^Requests \d.*Refusals \d/ }).waitFor()
  await page.getByRole('link', { name: 'match-full' }).waitFor()
  expect(await page.getByRole('timer').innerText()).toMatch(/^1[45]:\d\d$/)
  expect(
    await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
  ).not.toMatch(/ey[A-Za-z0-9]/)

  // By keyboard: search, move in the list, open.
  await page.keyboard.press('/')
  await page.keyboard.type('mi')
  await page.keyboard.press('Enter')
  await page.getByRole('cell', { name: 'mira.chu@example.com' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await heading(page, /\(mi.*\)$/).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('mira.chu@example.com')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'mira.chu', exact: true }).click()
  await heading(page, 'Mira (mira.chu)').waitFor()

  // A ledger: its chain holds, until a hand changes an entry.
  await page.getByRole('link', { name: 'Ledger' }).click()
  await heading(page, / won$/).waitFor()
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await page.getByText(/^The chain holds, \d+ entries recomputed$/).waitFor()
  const accountId = page.url().split('/').at(-1) ?? ''
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ])
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/^\ufeffseq,createdAt,type.*\r\n1,/)
  await edit(desk, accountId, 1)
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await page.getByText('The chain is broken at no. 1: the entry was changed').waitFor()

  // The audit names the invariants that the edit broke, and shows where.
  await page.getByRole('link', { name: 'Invariants' }).click()
  await page.getByRole('button', { name: 'Run an audit' }).click()
  await confirm(page, 'Run an audit')
  await page.locator('.note.bad').getByText('wallet.balanceEquality').waitFor()
  await page
    .getByRole('link', { name: `ACCOUNT#${accountId}` })
    .first()
    .click()
  await page
    .locator('pre')
    .filter({ hasText: /"amount": 1\b/ })
    .waitFor()

  // Violations wait for an operator.
  await visit(page, '')
  await page.locator('.figure.warn').filter({ hasText: 'Violations of the last audit' }).waitFor()

  // A refused search says which part of it is wrong.
  await visit(page, 'users?q=a')
  await page
    .getByRole('alert')
    .getByRole('listitem')
    .filter({ hasText: 'Search must have 2 to 254 characters' })
    .waitFor()

  // A review: what the gateway says beside what is stored, and a decision.
  const [review] = ok(await api.billing.listReviews({})).items
  await page.getByRole('link', { name: 'Payments' }).click()
  await page.locator('tbody a').first().click()
  // The list, which is left, has this text in each row.
  await page.locator('.note.bad').getByText('The gateway captured another amount').waitFor()
  expect(
    await page
      .locator('.side')
      .filter({ has: page.getByRole('heading', { name: 'At the gateway' }) })
      .innerText(),
  ).toContain(`${Number(review?.atGateway?.captured).toLocaleString('en')} won`)
  await page.getByRole('button', { name: 'Keep the seats' }).click()
  await page
    .getByRole('dialog')
    .getByText(`${review?.payAmount.toLocaleString('en')} won`, { exact: true })
    .waitFor()
  // Another operator has decided meanwhile: the refusal is shown, and the page is read again.
  const decided = { resolution: 'SETTLE', note: 'Refunded 1 won by hand.' } as const
  const billingId = page.url().split('/').at(-1) ?? ''
  ok(await api.billing.resolveReview({ path: { billingId }, key: 'decided', body: decided }))
  const late = page.getByRole('dialog', { name: 'Keep the seats' })
  await late.getByRole('textbox').fill('Too late.')
  await late.getByRole('button', { name: 'Keep the seats' }).click()
  await late.getByRole('alert').getByText('Not allowed in this state').waitFor()
  await late.getByRole('button', { name: 'Cancel' }).click()
  await page.locator('h1').getByText('paid').waitFor()
  // What the gateway holds, and the decision, stay on the page.
  const more = Number(review?.atGateway?.captured) - Number(review?.payAmount)
  await page
    .locator('.note.bad')
    .getByText(`Money at the gateway that this billing does not count: ${more} won`)
    .waitFor()
  await heading2(page, 'The last review').waitFor()
  await page.locator('.timeline').getByText(decided.note).waitFor()
  expect(await page.getByRole('button', { name: 'Keep the seats' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Actions' }).click()
  await page.getByRole('row', { name: /decided a review: kept.*Refunded 1 won by hand/ }).waitFor()

  // A billing whose gateway is silent: a look-up says that nothing changed, and ends it once the gateway answers.
  const { items: payers } = ok(await api.ops.findUsers({ query: { query: 'taemin.bang' } }))
  const payerId = payers[0]?.userId ?? ''
  const { billings } = ok(await api.ops.inspectUser({ path: { userId: payerId } }))
  const stuck = billings.find(({ status }) => status === 'APPROVING')
  await visit(page, `billings/${stuck?.billingId}`)
  await lookUp(page)
  await page.getByText('Nothing has changed: the gateway did not answer').waitFor()
  await page
    .getByRole('row', { name: /looked a billing up/ })
    .first()
    .waitFor()
  await fetch(`${desk.sandbox}/sandbox/faults`, { method: 'DELETE' })
  // The gateway is asked once in ten seconds.
  const askAgain = async (): Promise<string> => {
    await lookUp(page)
    return page.locator('h1').innerText()
  }
  await expect.poll(askAgain, { timeout: 60_000, interval: 2000 }).toMatch(/paid/i)

  // A payout: to which account the money goes, and whose it is.
  const [payout] = ok(await api.wallet.listPendingPayouts({})).items
  await visit(page, 'payments/payouts')
  const row = await page.locator('tbody tr').first().innerText()
  for (const told of [payout?.bank, payout?.accountNumber, payout?.owner.username]) expect(row).toContain(String(told))
  await page.getByRole('button', { name: 'Mark as paid' }).first().click()
  const slip = await page.getByRole('dialog').innerText()
  for (const told of [`${payout?.amount.toLocaleString('en')} won`, payout?.bank, payout?.owner.username])
    expect(slip).toContain(String(told))
  // Without a connection the dialog says what is not known, in words of the console.
  await page.context().setOffline(true)
  const paying = page.getByRole('dialog')
  await paying.getByRole('textbox').fill('Transferred.')
  await paying.getByRole('button', { name: 'Mark as paid' }).click()
  await paying.getByText('It is not known whether this was done').waitFor({ timeout: 120_000 })
  expect(await paying.innerText()).not.toContain('LostError')
  await page.context().setOffline(false)
  await paying.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Mark as paid' }).first().waitFor()

  // A match is cancelled: the dialog counts all seats and the paid ones, and afterwards the page shows what went back.
  const { items: open } = ok(await api.matches.listMatches({ query: { limit: 100 } }))
  const looked = await Promise.all(
    open.map(async ({ matchId }) => ok(await api.ops.inspectMatch({ path: { matchId } }))),
  )
  const paid = looked.filter(({ seats, refunds }) => seats.length > 0 && refunds.seats === seats.length)
  const [before] = paid.toSorted((one, other) => other.seats.length - one.seats.length)
  if (!before) throw new Error('a match whose seats are all paid')
  const { matchId } = before
  await visit(page, `matches/${matchId}`)
  await page.getByRole('button', { name: 'Cancel the match' }).click()
  const counts = (await page.getByRole('dialog').innerText()).replaceAll(/\s+/g, ' ')
  for (const told of [
    `Seats given back ${before.seats.length} `,
    `People waiting ${before.waiting.length} `,
    `Paid seats among them ${before.refunds.seats} `,
  ])
    expect(counts).toContain(told)
  await confirm(page, 'Cancel the match', 'The pitch is flooded.')
  const isEmpty = async (): Promise<boolean> => ok(await api.ops.inspectMatch({ path: { matchId } })).seats.length === 0
  await expect.poll(isEmpty, { timeout: 100_000, interval: 2000 }).toBe(true)
  await visit(page, 'matches')
  await visit(page, `matches/${matchId}`)
  await page.getByText('Every seat was given back.').waitFor()
  await heading2(page, 'Given back').waitFor()
  const back = page.getByRole('region', { name: 'Given back' }).locator('tbody tr')
  expect(await back.count()).toBeGreaterThanOrEqual(before.seats.length)
  await back
    .filter({ hasText: String(before.seats[0]?.displayName) })
    .first()
    .waitFor()
  const { ended } = ok(await api.ops.inspectMatch({ path: { matchId } }))
  expect(ended.reduce((sum, { returned }) => sum + (returned?.pay ?? 0), 0)).toBeGreaterThanOrEqual(before.refunds.pay)

  // A user: locked, and unlocked.
  await visit(page, 'users?q=inho.baek')
  await page.getByRole('link', { name: 'inho.baek', exact: true }).click()
  await page.getByRole('button', { name: 'Lock' }).click()
  await confirm(page, 'Lock', 'Two reports.').catch(() => undefined)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()

  // A campaign is opened, and fills while the operator looks.
  await page.getByRole('link', { name: 'Campaigns' }).click()
  await page.getByRole('button', { name: 'Open a campaign' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Night owls')
  await form.getByLabel('Amount, won').fill('3000')
  await form.getByLabel('Number of coupons').fill('100')
  await form.getByLabel('Last day').fill('2099-12-31')
  await form.getByRole('button', { name: 'Open a campaign' }).click()
  await page.getByRole('link', { name: 'Night owls' }).click()
  await page.getByText('0 / 100').waitFor()
  const [campaign] = ok(await api.coupons.listCampaigns({})).items.filter(({ name }) => name === 'Night owls')
  const path = { campaignId: String(campaign?.campaignId) }
  ok(await (await desk.as('minji.kim')).coupons.claimCoupon({ path, key: 'claim' }))
  await page.getByText('1 / 100').waitFor()

  // A delivery that failed is sent again: the first of a subject, because the others wait for it.
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await page.getByRole('link', { name: /\/webhooks$/ }).click()
  // The endpoint fails: those that failed stand first.
  await page.getByRole('button', { name: 'Failed, attempted again', pressed: true }).waitFor()
  const due = page.locator('tbody tr:has(td[data-head="Next attempt"]:not(:text-is("–")))')
  await due.getByRole('button', { name: 'Retry' }).first().click()
  await confirm(page, 'Retry')
  await page.getByRole('link', { name: 'Actions' }).click()
  await page
    .getByRole('row', { name: /retried a delivery/ })
    .first()
    .waitFor()

  // A new secret is shown on the page of its endpoint, and on no other.
  const [first] = ok(await api.events.listEndpoints({})).items
  const second = ok(await api.events.createEndpoint({ body: { url: 'http://127.0.0.1:9/other', types: ['*'] } }))
  await visit(page, `webhooks/${first?.endpointId}`)
  await page.getByRole('button', { name: 'Replace the secret' }).click()
  await confirm(page, 'Replace the secret', 'The partner has lost it.')
  await page.getByText(/^whsec_/).waitFor()
  await visit(page, `webhooks/${second.endpointId}`)
  await heading(page, second.url).waitFor()
  expect(await page.getByText(/^whsec_/).count()).toBe(0)

  // An address that was typed wrong.
  await page.evaluate(`location.hash = '#/nowhere/100%'`)
  await page.getByText('This page does not exist.').waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(desk.asked.filter((one) => !one.startsWith(`${url}/`) && !/^(data|blob):/.test(one))).toEqual([])
  expect(desk.complaints.filter((one) => !/status of 40[0139]|ERR_INTERNET_DISCONNECTED/.test(one))).toEqual([])
})

/** What axe-core finds. */
const faults = (page: Page): Promise<string[]> =>
  page.evaluate(`(async () => {
    if (!window.axe) { ${axe.source} }
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join(' ')))
  })()`)

/** Texts, labels and hints that people read; none of what the service stores as it was given. */
const texts = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const isData = (element) => element?.closest('.mono, code, pre, script, style, noscript') !== null
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!isData(node.parentElement)) found.push((node.textContent ?? '').trim())
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      for (const name of ['aria-label', 'placeholder', 'title']) found.push(element.getAttribute(name) ?? '')
    return found
  })()`)

const people = [...characters, ...guests, clerk]
const given = new Set([
  // The reason of a command.
  'npm run operator',
  ...people.flatMap(({ username, firstName, lastName, bank }) => [username, `${firstName} ${lastName}`, bank]),
  ...fixtures.flatMap(({ title, venue }) => [title, venue]),
  ...cups.map(({ title }) => title),
  ...[...expenses, ...favours],
])

/** The folder for pictures of the pages: docs/console makes them anew. */
const { SCREENSHOTS: pictures = '' } = process.env

const picture = async (page: Page, name: string): Promise<void> => {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' })
}

test.runIf(chromiumPath)(
  `every page is accessible, fits a phone, and reads in both languages (${WITHOUT})`,
  async () => {
    const desk = await openDesk()
    const { page } = desk
    await page.setViewportSize({ width: 1280, height: 860 })
    expect(await faults(page)).toEqual([])
    await picture(page, 'sign-in')
    await signIn(page, clerk.username)
    await heading(page, 'Overview').waitFor()
    const places = Object.entries(await placesOf(desk))

    const english = new Map<string, string[]>()
    for (const [name, place] of places) {
      await visit(page, place)
      expect(await faults(page), name).toEqual([])
      english.set(name, await texts(page))
      await picture(page, name)
    }

    await page.setViewportSize({ width: 360, height: 780 })
    for (const [name, place] of places) {
      await visit(page, place)
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(360)
      // An amount is not broken inside its digits.
      const lines = `[...document.querySelectorAll('.figure strong')].map((one) => one.getClientRects().length === 1 && one.offsetHeight < 1.9 * parseFloat(getComputedStyle(one).fontSize) && one.scrollWidth <= one.clientWidth)`
      expect(await page.evaluate(lines), name).not.toContain(false)
      if (['overview', 'review', 'account'].includes(name)) await picture(page, `${name}-phone`)
    }

    await page.setViewportSize({ width: 1280, height: 860 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByRole('button', { name: '한국어' }).click()
    for (const [name, place] of places) {
      await visit(page, place)
      expect(await page.evaluate('document.documentElement.lang')).toBe('ko')
      expect(await faults(page), name).toEqual([])
      const same = new Set(english.get(name))
      const untranslated = (await texts(page)).filter(
        (text) => same.has(text) && /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text) && !given.has(text),
      )
      expect(untranslated, name).toEqual([])
      if (['overview', 'review', 'invariants', 'campaign'].includes(name)) await picture(page, `${name}-korean-dark`)
    }
    expect(desk.complaints).toEqual([])
  },
)
