// An operator at the console, in a browser, of an instance with the data of the demo.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { clerk, PASSWORD } from '#infra/demo/cast.ts'
import { cups } from '#infra/demo/office.ts'
import { findInstance } from '#infra/local/instance.ts'
import { script, start } from '#test/infra/instance.ts'
import { browse } from '#test/support/browser.ts'
import { ok } from '#test/support/ok.ts'
import { type Clients, clients } from '#test/support/people.ts'

export interface Desk {
  readonly url: string
  readonly dataDir: string
  /** The address of the sandbox of the gateways. */
  readonly sandbox: string
  readonly page: Page
  /** The operator's own calls. */
  readonly api: Clients
  as(username: string): Promise<Clients>
  /** Addresses that the page has asked. */
  readonly asked: string[]
  /** What the browser complained about. */
  readonly complaints: string[]
}

export const openDesk = async (): Promise<Desk> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-console-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const { url } = await start(dataDir, '--memory')
  const { code, err } = await script('demo', { DATA_DIR: dataDir })
  if (code !== 0) throw new Error(`the demo failed: ${err}`)
  const as = async (username: string): Promise<Clients> => {
    const { users } = clients(url, fetch)
    return clients(url, fetch, ok(await users.createTokens({ body: { username, password: PASSWORD } })).accessToken)
  }
  const page = await (await browse()).newPage()
  const [asked, complaints]: [string[], string[]] = [[], []]
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()))
  await page.goto(`${url}/console`)
  const sandbox = findInstance(dataDir).sandbox?.url ?? ''
  return { url, dataDir, sandbox, page, api: await as(clerk.username), as, asked, complaints }
}

/** By keyboard alone: the first field has the focus. */
export const signIn = async (page: Page, username: string, password = PASSWORD): Promise<void> => {
  await page.locator('[name=username]').fill(username)
  await page.locator('[name=password]').fill(password)
  await page.keyboard.press('Enter')
}

/** Goes to a page by the part of the address behind #, and waits until nothing on it is loading. */
export const visit = async (page: Page, place: string): Promise<void> => {
  await page.evaluate(`new Promise((drawn) => {
    location.hash = ${JSON.stringify(`#/${place}`)}
    // Two frames later, the page of the new address is drawn, or loading.
    setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  })`)
  await page.locator('main h1').waitFor()
  await page.locator('[data-loading]').first().waitFor({ state: 'hidden' })
}

/** The pages of the console with something on each. */
export const placesOf = async ({ api }: Desk): Promise<Readonly<Record<string, string>>> => {
  const idOf = async (username: string): Promise<string> =>
    ok(await api.ops.findUsers({ query: { query: username } })).items[0]?.userId ?? ''
  const userId = await idOf('mira.chu')
  const { account, billings } = ok(await api.ops.inspectUser({ path: { userId } }))
  const reviews = ok(await api.billing.listReviews({})).items
  const paid = billings.find(({ status }) => status === 'SUCCESS')
  const campaigns = ok(await api.coupons.listCampaigns({})).items
  const { items: matches } = ok(await api.matches.listMatches({ query: { limit: 100 } }))
  // It is full, and has seats in every state.
  const full = matches.find(({ title }) => title === cups.at(-1)?.title)
  const payer = ok(await api.ops.inspectUser({ path: { userId: await idOf('taemin.bang') } }))
  const stuck = payer.billings.find(({ status }) => status === 'APPROVING')
  return {
    overview: '',
    users: 'users?q=mi',
    user: `users/${userId}`,
    account: `accounts/${account?.accountId}`,
    matches: 'matches',
    match: `matches/${full?.matchId}`,
    reviews: 'payments/reviews',
    'stuck-billings': 'payments/stuck',
    payouts: 'payments/payouts',
    billing: `billings/${paid?.billingId}`,
    'stuck-billing': `billings/${stuck?.billingId}`,
    review: `billings/${reviews[0]?.billingId}`,
    campaigns: 'campaigns',
    campaign: `campaigns/${campaigns[0]?.campaignId}`,
    invariants: 'invariants',
    webhooks: 'webhooks',
    webhook: `webhooks/${ok(await api.events.listEndpoints({})).items[0]?.endpointId}`,
    actions: 'actions',
  }
}
