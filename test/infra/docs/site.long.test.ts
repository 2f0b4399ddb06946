// The documentation site that `npm run docs` builds: its pages, links and search in both languages, and that it asks for nothing else.

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, pages } from '#infra/docs/site/pages.ts'
import { languages } from '#kernel/data/language.ts'
import { browse, chromiumPath, WITHOUT } from '#test/support/browser.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const BASE = '/handbook/'
const folder = join(root, 'dist/docs')
let url = ''
let end: () => void = () => undefined

/** As it is published below a path, and served on this machine. */
beforeAll(async () => {
  const flags = ['--disable-warning=ExperimentalWarning', 'infra/cli/docs.ts', '--base', BASE, '--serve']
  const env = { ...process.env, PORT: '0', NODE_ENV: '', VITEST: '' }
  const program = spawn(process.execPath, flags, { cwd: root, env })
  end = () => program.kill()
  const told: string[] = []
  program.stderr.on('data', (data) => told.push(String(data)))
  for await (const line of createInterface({ input: program.stdout })) {
    told.push(line)
    url = /^The documentation is at (\S+)$/.exec(line)?.[1] ?? ''
    if (url !== '') return
  }
  throw new Error(told.join('\n'))
}, 600_000)
afterAll(() => end())

const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, one = '']) => one)

/** The file behind an address below BASE. */
const fileOf = (address: string): string => {
  const path = decodeURI(address.slice(BASE.length))
  return path === '' || path.endsWith('/') ? `${path}index.html` : path
}

test('it is served below its path, on this machine alone', async () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/handbook\/$/)
  const reply = await fetch(url)
  expect([reply.status, await reply.text()]).toEqual([200, textOf('index.html')])
})

test('the sidebar leads to every page, in reading order, in both languages', () => {
  for (const language of languages) {
    const [first] = pages
    if (!first) throw new Error('there is no page')
    const addresses = pages.map((page) => addressOf(page, language).slice(1)).map((path) => path || 'index')
    const [sidebar = ''] =
      /<aside class="VPSidebar[\s\S]*?<\/aside>/.exec(textOf(fileOf(BASE + addressOf(first, language).slice(1)))) ?? []
    const linked = found(sidebar, /href="([^"#]*)"/g).map(
      (href) => href.slice(BASE.length).replace(/\.html$/, '') || 'index',
    )
    expect(linked.filter((one) => one !== 'api/')).toEqual(addresses)
    expect(linked).toContain('api/')
  }
  expect(files()).toHaveLength(2 * pages.length + ['404.html', 'api/index.html'].length)
})

test('no link is dead, and every anchor is there', () => {
  const ids = new Map(files().map((file) => [file, new Set(found(textOf(file), / id="([^"]*)"/g))]))
  const dead = files().flatMap((file) =>
    found(textOf(file), /<a [^>]*?href="([^"]*)"/g)
      .filter((href) => !/^(https?:|mailto:)/.test(href))
      .filter((href) => {
        const { pathname, hash } = new URL(href.replaceAll('&amp;', '&'), `http://docs.test${BASE}${file}`)
        const there = ids.get(fileOf(pathname))
        if (!there) return !pathname.endsWith('/api/openapi.json')
        return hash !== '' && !there.has(decodeURIComponent(hash.slice(1)))
      })
      .map((href) => `${file} ${href}`),
  )
  expect(dead).toEqual([])
  const links = files().flatMap((file) => found(textOf(file), /<a [^>]*?href="([^"]*)"/g))
  expect(links.length).toBeGreaterThan(1000)
})

test('each page has one heading of the first level, a title and its language', () => {
  for (const file of files().filter((one) => one !== '404.html' && !one.startsWith('api/'))) {
    const text = textOf(file)
    expect(found(text, /<(h1)\b/g), file).toHaveLength(1)
    expect(text, file).toMatch(/<title>[^<]+<\/title>/)
    expect(text, file).toContain(`<html lang="${file.startsWith('ko/') ? 'ko' : 'en'}"`)
  }
})

test('no page names a resource of another host', () => {
  const sources = /(?:src|srcset)="([^"]*)"|<link [^>]*href="([^"]*)"/g
  const foreign = files().flatMap((file) =>
    [...textOf(file).matchAll(sources)]
      .map(([, src, href]) => src ?? href ?? '')
      .filter((address) => !address.startsWith(BASE) && !address.startsWith('data:') && address !== 'script.js'),
  )
  expect(foreign).toEqual([])
})

if (!chromiumPath) console.warn(`The documentation site is not tried in a browser: ${WITHOUT}.`)

describe.skipIf(!chromiumPath)('in a browser', () => {
  const opened = async () => {
    const page = await (await browse()).newPage()
    const [foreign, complaints]: [string[], string[]] = [[], []]
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
    })
    page.on('response', (reply) => reply.status() >= 400 && complaints.push(`${reply.status()} ${reply.url()}`))
    page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()))
    page.on('pageerror', ({ message }) => complaints.push(message))
    return { page, foreign, complaints }
  }

  /** @returns what the search shows for a text */
  const search = async (page: Page, text: string): Promise<string> => {
    await page.locator('.VPNavBarSearch button').first().click()
    await page.locator('.VPLocalSearchBox input').fill(text)
    const first = page.locator('.VPLocalSearchBox .result').first()
    await first.waitFor({ timeout: 60_000 })
    const shown = await page.locator('.VPLocalSearchBox .results').innerText()
    await page.keyboard.press('Escape')
    return shown
  }

  test('the search finds pages of its language, offline', async () => {
    const { page, foreign, complaints } = await opened()
    await page.goto(url, { waitUntil: 'networkidle' })
    expect(await search(page, 'idempotency key')).toMatch(/Idempotency/)
    await page.goto(`${url}ko/`, { waitUntil: 'networkidle' })
    expect(await search(page, '멱등키')).toMatch(/[가-힣]/)
    // A page that is not translated is found from the Korean site, too.
    expect(await search(page, 'Unknown outcomes')).toMatch(/Commit/)
    expect([foreign, complaints]).toEqual([[], []])
  }, 180_000)

  test('a reader changes the language and stays at the place', async () => {
    const { page, complaints } = await opened()
    await page.goto(`${url}#why`, { waitUntil: 'networkidle' })
    await page.locator('.VPNavBarTranslations button').hover()
    await page.locator('.VPNavBarTranslations').getByRole('link', { name: '한국어' }).click()
    await page.waitForURL(`${url}ko/#why`)
    expect(await page.locator('#why').innerText()).toMatch(/[가-힣]/)
    expect(complaints).toEqual([])
  }, 180_000)

  test('charts and diagrams are shown, and the page fits a phone', async () => {
    const { page, foreign, complaints } = await opened()
    for (const path of ['scenarios.html', 'ko/scenarios.html', 'billing.html', 'architecture.html']) {
      await page.goto(url + path, { waitUntil: 'networkidle' })
      const widths: number[] = await page.evaluate(
        `[...document.querySelectorAll('.vp-doc img')].map(({ naturalWidth }) => naturalWidth)`,
      )
      expect(widths.length, path).toBeGreaterThan(0)
      expect(
        widths.filter((width) => width === 0),
        path,
      ).toEqual([])
      await page.setViewportSize({ width: 360, height: 780 })
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360)
      await page.setViewportSize({ width: 1400, height: 1000 })
    }
    expect([foreign, complaints]).toEqual([[], []])
  }, 180_000)

  test('the API reference shows every operation, and sends no request', async () => {
    const { page, foreign, complaints } = await opened()
    await page.goto(url, { waitUntil: 'networkidle' })
    await page.getByRole('link', { name: 'API reference' }).first().click()
    await page.getByRole('heading', { name: 'Holdfast' }).first().waitFor()
    const { paths }: { paths: Record<string, Record<string, { summary: string }>> } = JSON.parse(
      textOf('api/openapi.json'),
    )
    const summaries = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ summary }) => summary))
    expect(summaries.length).toBeGreaterThan(50)
    const text = (await page.locator('#reference').innerText()).replace(/[\u200b\n]/g, '')
    expect(summaries.filter((summary) => !text.includes(summary))).toEqual([])
    expect(await page.getByRole('button', { name: /Send .* request|Test Request/ }).count()).toBe(0)
    await page.getByRole('link', { name: '← Documentation' }).click()
    await page.waitForURL(url)
    expect([foreign, complaints]).toEqual([[], []])
  }, 180_000)
})
