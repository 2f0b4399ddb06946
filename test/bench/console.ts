// `npm run bench:console`: how fast the console is on a table with 10,000 users, 100,000 ledger entries and 5,000 billings.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { argumentsOf } from '#infra/cli/usage.ts'
import { findInstance } from '#infra/local/instance.ts'
import { runScript } from '#infra/local/run-script.ts'
import { chromiumPath } from '#test/support/browser.ts'
import { clients, PASSWORD, registration } from '#test/support/people.ts'
import { setEnvironment } from '#test/support/process.ts'
import { MEMORY } from '#test/support/table.ts'
import { billedItems, copyOf } from './clones.ts'
import { importInto } from './import.ts'

/** Six users, 66 ledger entries and three billings each. */
const COPIES = 1700
const NODE = '--disable-warning=ExperimentalWarning'
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const usage = {
  line: 'npm run bench:console',
  text: {
    en: 'Measures how fast each page of the console shows on a large table, in headless Chromium.',
    ko: '큰 테이블에서 콘솔의 각 페이지가 얼마나 빨리 표시되는지 헤드리스 Chromium으로 측정합니다. 기준을 넘으면 종료 코드는 1입니다.',
  },
  options: {},
} as const

await runScript(async () => {
  argumentsOf(usage)
  setEnvironment(MEMORY, '')
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-console-'))
  const seed = await billedItems()
  const count = (sk: string): number => seed.filter((item) => String(item['sk']).startsWith(sk)).length * COPIES
  function* copies() {
    for (let copy = 0; copy < COPIES; copy += 1) yield* copyOf(seed, copy)
  }
  const file = join(scratch, 'table.db')
  const items = await importInto({ file, scratch, tableName: 'holdfast' }, copies())
  say(`${items} items: ${count('PROFILE')} users, ${count('ENTRY')} ledger entries, ${count('BILLING')} billings`)

  const env = { PATH: process.env['PATH'], DATA_DIR: scratch, PORT: '0' }
  const child = spawn(process.execPath, [NODE, 'infra/cli/start.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(child.stdout, 'data')
    const { url } = findInstance(scratch)
    const operator = 'console.bench'
    await clients(url, fetch).users.register({ body: registration(operator) })
    spawnSync(process.execPath, [NODE, 'infra/cli/operator.ts', operator], { env })

    const browser = await chromium.launch({
      executablePath: String(chromiumPath),
      args: ['--no-sandbox', '--disable-gpu'],
    })
    const page = await browser.newPage()
    const slowest = new Map<string, number>()
    let where = 'sign-in'
    page.on('requestfinished', (request) => {
      const { requestStart, responseEnd } = request.timing()
      slowest.set(where, Math.max(slowest.get(where) ?? 0, responseEnd - requestStart))
    })
    await page.goto('about:blank')
    const began = performance.now()
    await page.goto(`${url}/console`)
    await page.locator('[name=username]').waitFor()
    say(`sign-in: ${Math.round(performance.now() - began)} ms`)
    await page.locator('[name=username]').fill(operator)
    await page.locator('[name=password]').fill(PASSWORD)
    where = 'signing in'
    await page.keyboard.press('Enter')
    await page.locator('main h1').waitFor()

    const { users } = clients(url, fetch)
    const signedIn = await users.createTokens({ body: { username: operator, password: PASSWORD } })
    const api = clients(url, fetch, signedIn.ok ? signedIn.body.accessToken : '')
    const found = await api.ops.findUsers({ query: { query: 'user_2c7' } })
    const userId = (found.ok ? found.body.items[0]?.userId : undefined) ?? ''
    const user = await api.ops.inspectUser({ path: { userId } })
    if (!user.ok) throw new Error(JSON.stringify(user.body))
    const { account, billings, seats } = user.body
    const places = {
      overview: '',
      search: 'users?q=user_1',
      user: `users/${userId}`,
      account: `accounts/${account?.accountId}`,
      matches: 'matches',
      match: `matches/${seats[0]?.matchId}`,
      reviews: 'payments/reviews',
      'stuck billings': 'payments/stuck',
      payouts: 'payments/payouts',
      billing: `billings/${billings[0]?.billingId}`,
      campaigns: 'campaigns',
      invariants: 'invariants',
      webhooks: 'webhooks',
      actions: 'actions',
    }
    // The first visit compiles what runs for the first time; the second is what operators meet.
    for (const [name, place] of [...Object.entries(places), ...Object.entries(places)]) {
      where = name
      slowest.delete(name)
      const from = performance.now()
      await page.evaluate(`new Promise((drawn) => {
      location.hash = '#/${place}'
      setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    })`)
      await page.locator('main h1').waitFor()
      await page.locator('[data-loading]').first().waitFor({ state: 'hidden' })
      const shown = Math.round(performance.now() - from)
      say(`${name}: shown after ${shown} ms, slowest reply ${Math.round(slowest.get(name) ?? 0)} ms`)
    }
    await browser.close()
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
    await rm(scratch, { recursive: true, force: true, maxRetries: 10 })
  }
})
