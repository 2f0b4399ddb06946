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

/** The bars, in milliseconds: the first content of a fresh browser, and the replies of a page. */
const FIRST_CONTENT_MS = 1000
const SERVER_MS = 300
const FIRST_VISITS = 3

/** Six users, 66 ledger entries and three billings each. */
const COPIES = 1700
const NODE = '--disable-warning=ExperimentalWarning'
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const usage = {
  line: 'npm run bench:console',
  text: {
    en: 'Measures how fast each page of the console shows on a large table, in headless Chromium. The exit code is 1 if a bar is missed.',
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
    // Each context is a browser without a cache. The first one waits for Chromium's own processes, too.
    const firstContents: number[] = []
    for (let visit = 0; visit < FIRST_VISITS; visit += 1) {
      const context = await browser.newContext()
      const fresh = await context.newPage()
      await fresh.goto('about:blank')
      const began = performance.now()
      await fresh.goto(`${url}/console`)
      await fresh.locator('[name=username]').waitFor()
      firstContents.push(Math.round(performance.now() - began))
      await context.close()
    }
    say(`first content of ${FIRST_VISITS} fresh browsers: ${firstContents.join(', ')} ms`)

    const page = await browser.newPage()
    /** The begin of the first request of a page, and the end of its last reply. */
    const replies = new Map<string, { readonly from: number; readonly to: number }>()
    let where = 'sign-in'
    page.on('requestfinished', (request) => {
      const { startTime, requestStart, responseEnd } = request.timing()
      const { from, to } = replies.get(where) ?? { from: Number.POSITIVE_INFINITY, to: 0 }
      replies.set(where, {
        from: Math.min(from, startTime + Math.max(0, requestStart)),
        to: Math.max(to, startTime + responseEnd),
      })
    })
    const serverMs = (name: string): number => {
      const { from, to } = replies.get(name) ?? { from: 0, to: 0 }
      return Math.round(to - from)
    }
    await page.goto(`${url}/console`)
    await page.locator('[name=username]').waitFor()
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
      replies.delete(name)
      const from = performance.now()
      await page.evaluate(`new Promise((drawn) => {
      location.hash = '#/${place}'
      setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    })`)
      await page.locator('main h1').waitFor()
      await page.locator('[data-loading]').first().waitFor({ state: 'hidden' })
      const shown = Math.round(performance.now() - from)
      say(`${name}: shown after ${shown} ms, all replies within ${serverMs(name)} ms`)
    }
    await browser.close()
    const slow = Object.keys(places).filter((name) => serverMs(name) > SERVER_MS)
    const isLate = Math.max(...firstContents) > FIRST_CONTENT_MS
    say(`\nfirst content within ${FIRST_CONTENT_MS} ms: ${isLate ? 'MISSED' : 'kept'}`)
    say(`replies of each page within ${SERVER_MS} ms: ${slow.length > 0 ? `MISSED by ${slow.join(', ')}` : 'kept'}`)
    if (isLate || slow.length > 0) process.exitCode = 1
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
    await rm(scratch, { recursive: true, force: true, maxRetries: 10 })
  }
})
