// Every problem, page and mail in English and Korean: a text without the one or the other is not translated.

import { describe, expect, test } from 'vitest'
import type { BillingItem } from '#domain/billing/items.ts'
import { noResultPage, resultPage } from '#domain/billing/pages.ts'
import { states } from '#domain/billing/schema.ts'
import { letter, type Sent } from '#domain/mail/letters.ts'
import { calendarFile } from '#domain/matches/calendar-file.ts'
import { resetPage, verifyPage } from '#domain/users/pages.ts'
import { contracts } from '#functions/api.ts'
import { problemsOf } from '#infra/docs/problems.ts'
import { listPage, missingPage } from '#infra/mailbox/page.ts'
import type { Language } from '#kernel/data/language.ts'
import { endpointsOf } from '#kernel/http/contract.ts'
import { readyBilling } from '#test/support/billing.ts'
import { inProcess } from '#test/support/in-process.ts'
import { useSandbox } from '#test/support/sandbox.ts'
import { sourcesIn } from '#test/support/sources.ts'
import { useWorld } from '#test/support/world.ts'

useWorld()
const bench = useSandbox()

const languages: readonly Language[] = ['en', 'ko']
const HANGUL = /[가-힣]/
/** Names that are the same in both languages. */
const NAMES = /\b(Holdfast|OpenAPI|API|HTTP|SMTP_URL)\b/g

const NOW = '2026-11-22T09:00:00.000Z'
const LINK = 'https://shop.example/auth/verify?token=t'
/** What users and their ids contribute. It is in no language. */
const data = ['Evening futsal', 'ann.kim', 'ann@example.com', LINK, '풋살 <매치> & 주차']

const decoded = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name as 'amp'],
  )

/** What people read of a page: its texts, labels, and what its script says. Codes are left out. */
const textsOf = (page: string): string[] => {
  const said = [...(/const texts = (\{.*\})/.exec(page)?.slice(1) ?? [])].flatMap((json) =>
    Object.values<string>(JSON.parse(json)),
  )
  const body = page.replace(/<(style|script|code)\b[^>]*>[\s\S]*?<\/\1>/g, ' ')
  const labels = [...body.matchAll(/(?:aria-label|placeholder|title|label|alt)="([^"]*)"/g)].map(
    ([, text = '']) => text,
  )
  return [...said, ...labels, ...body.replace(/<[^>]*>/g, '\n').split('\n')].map((text) => decoded(text).trim())
}

/** Texts with words, without what is data. */
const wordsIn = (texts: readonly string[]): string[] =>
  texts
    .map((text) => data.reduce((left, one) => left.replaceAll(one, ' '), text).replace(NAMES, ' '))
    .filter((text) => /[A-Za-z]{2}/.test(text) || HANGUL.test(text))

/** @returns the texts in the wrong language */
const strange = (texts: readonly string[], language: Language): string[] =>
  wordsIn(texts).filter((text) => HANGUL.test(text) !== (language === 'ko'))

const paid = (changes: Partial<BillingItem>): BillingItem =>
  readyBilling({ couponDiscount: 100, cashAmount: 100, payAmount: 800, status: 'PAYING', ...changes })
const attempt = { no: 1, state: 's', request: 'r', startedAt: NOW, expiresAt: '2999-01-01T00:00:00.000Z' }
const matches = [{ title: 'Evening futsal', startsAt: NOW }]

const browse = async (path: string, language: Language): Promise<string> => {
  const headers = { accept: 'text/html', 'accept-language': language }
  const reply = await inProcess(`http://api.test${path}`, { headers })
  return reply.text()
}

const kinds = [...new Set(endpointsOf(contracts).flatMap(problemsOf))]

/** The pages of each file that makes some. */
const pages: Readonly<Record<string, (language: Language) => Promise<readonly string[]>>> = {
  'shared/domain/users/pages.ts': async (language) =>
    (['valid', 'broken', 'missing'] as const).flatMap((link) => [
      verifyPage(language, link),
      resetPage(language, link),
    ]),
  'shared/domain/billing/pages.ts': async (language) => {
    const ended = { language, back: 'https://shop.example/' }
    const open = { ...attempt, redirectUrl: 'https://gateway.example/pay' }
    return [
      noResultPage(ended),
      ...states.map((state) => resultPage(state, { billing: paid({ attempt: open }), matches }, ended, NOW)),
      ...(['KAKAOPAY', 'TOSS'] as const).map((gateway) =>
        resultPage('SUCCESS', { billing: paid({ gateway, topup: true, orders: [] }), matches: [] }, ended, NOW),
      ),
    ]
  },
  'functions/ops/get-problem.ts': (language) =>
    Promise.all(kinds.map(({ code }) => browse(`/problems/${code}`, language))),
  'functions/ops/get-root.ts': async (language) => [await browse('/', language)],
  'infra/mailbox/page.ts': async (language) => [
    listPage([], language),
    missingPage(language),
    listPage([{ ...letter('KNOWN', { to: data[2] ?? '', language }, about), at: NOW }], language),
  ],
  'infra/sandbox/page.ts': async (language) => {
    const show = async (url: string, form?: string) => {
      const headers = { 'accept-language': language }
      const asked = form === undefined ? { headers } : { method: 'POST', headers, body: new URLSearchParams(form) }
      return (await fetch(url, { ...asked, redirect: 'manual' })).text()
    }
    const [kakaopay, toss] = [
      await bench.started(bench.gateway('KAKAOPAY')),
      await bench.started(bench.gateway('TOSS')),
    ]
    await bench.paid(bench.gateway('KAKAOPAY'))
    const { tid } = await bench.paid(bench.gateway('KAKAOPAY'))
    const open = [
      await show(kakaopay.redirectUrl),
      await show(toss.redirectUrl),
      await show(kakaopay.redirectUrl, 'action=dance'),
    ]
    const over = [await show(`${bench.sandbox.url}/pay/${tid}`), await show(`${bench.sandbox.url}/pay/T0`)]
    bench.nowMs += 15 * 60_000
    return [...open, ...over, await show(toss.redirectUrl)]
  },
}

// The compiler demands a line for each new occasion.
const occasions = { VERIFY: 0, RESET: 0, KNOWN: 0, MOVED: 0, TOTP_REMOVED: 0, DELETION: 0 } satisfies Record<Sent, 0>
const about = { username: 'ann.kim', createdAt: NOW }

test('the list names every file that makes a page', () => {
  const makers = sourcesIn('shared', 'functions', 'infra').filter(
    ({ path, imports }) =>
      imports.some(
        ({ from, names }) =>
          from === 'shared/kernel/http/page.ts' && names.some(({ imported }) => imported === 'pageOf'),
      ) && path !== 'shared/kernel/http/page.ts',
  )
  expect(makers.map(({ path }) => path).toSorted(), 'render its pages in this test').toEqual(
    Object.keys(pages).toSorted(),
  )
})

test('what customers read in Korean has one tone: mails, and the pages to which mails and gateways lead', async () => {
  const letters = (Object.keys(occasions) as Sent[]).map((occasion) =>
    letter(occasion, { to: 'ann@example.com', language: 'ko' }, about, LINK),
  )
  const rendered = [
    ...letters.map(({ html }) => html),
    ...((await pages['shared/domain/users/pages.ts']?.('ko')) ?? []),
    ...((await pages['shared/domain/billing/pages.ts']?.('ko')) ?? []),
  ]
  const sentences = rendered.flatMap(textsOf).flatMap((text) => text.split(/(?<=\.) /))
  expect(sentences.filter((text) => /요\.$/.test(text)).length).toBeGreaterThan(20)
  expect(sentences.filter((text) => HANGUL.test(text) && /\.$/.test(text) && !/요\.$/.test(text))).toEqual([])
})

describe.each(languages)('in %s', (language) => {
  test.each(Object.entries(pages))('the pages of %s', async (_, render) => {
    const rendered = await render(language)
    expect(rendered.length).toBeGreaterThan(0)
    for (const page of rendered) {
      expect(page).toContain(`<html lang="${language}">`)
      expect(wordsIn(textsOf(page)).length).toBeGreaterThan(1)
      expect(strange(textsOf(page), language)).toEqual([])
    }
  })

  test.each(kinds)('the problem $code', ({ words }) => {
    const { title, detail } = words[language]
    expect(strange([title, detail], language)).toEqual([])
  })

  test.each(Object.keys(occasions) as Sent[])('the mail %s', (occasion) => {
    const { subject, text, html } = letter(occasion, { to: 'ann@example.com', language }, about, LINK)
    expect(strange([subject, ...text.split('\n'), ...textsOf(html)], language)).toEqual([])
    expect(html).toContain(`<html lang="${language}">`)
  })

  test('the calendar', () => {
    const names = /X-WR-CALNAME:(.*)/.exec(calendarFile([], NOW, language))?.slice(1) ?? []
    expect(names).toHaveLength(1)
    expect(strange(names, language)).toEqual([])
  })
})

test.each(languages)('%s: the invalid parts of a request are told in the language of the request', async (language) => {
  const headers = { 'content-type': 'application/json', 'accept-language': language }
  // A text that is too short, a missing field, another type, and a field that does not exist.
  const body = JSON.stringify({ username: 'a', password: 7, nickname: 'x' })
  const reply = await inProcess('http://api.test/users', { method: 'POST', headers, body })
  expect(reply.status).toBe(400)
  const { errors } = (await reply.json()) as { errors: { detail: string }[] }
  expect(errors.length).toBeGreaterThan(3)
  expect(errors.filter(({ detail }) => HANGUL.test(detail) !== (language === 'ko'))).toEqual([])
})
