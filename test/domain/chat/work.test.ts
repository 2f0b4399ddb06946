// How much of a conversation is looked at, and how often: counted, because time tells of the machine.

import { afterEach, describe, expect, test, vi } from 'vitest'
import { asksForPlan } from '#domain/chat/asking.ts'
import { examIn, MOST_DAYS } from '#domain/chat/exam.ts'
import { RECENT_CHARACTERS, RECENT_MESSAGES, recentTexts, understand } from '#domain/chat/planner.ts'
import { tidy } from '#domain/chat/wording.ts'
import { conversation, worst } from '#test/bench/planner.ts'

afterEach(() => void vi.restoreAllMocks())
const TODAY = '2026-06-01'
const at = `${TODAY}T00:00:00.000Z`

/** Every match that is found, and every search that ends, is one run of an expression. */
const runs = (work: () => unknown): number => {
  const exec = vi.spyOn(RegExp.prototype, 'exec')
  work()
  const { length } = exec.mock.calls
  exec.mockRestore()
  return length
}

describe.each(Object.entries(worst))('199 messages of 4,000 characters of %s', (_, part) => {
  const said = conversation(part)
  test('are looked at as far as the bound', () => {
    const texts = recentTexts(said).map(({ text }) => text)
    expect(texts.join('').length).toBeLessThanOrEqual(RECENT_CHARACTERS + said.length)
    expect(texts.at(-1)).toBe('make the plan now')
  })
  test('take no more runs of expressions than a message has places', () =>
    expect(runs(() => understand(said, TODAY))).toBeLessThan(2 * RECENT_CHARACTERS))
  test('take few to see whether one of them asks', () =>
    expect(runs(() => asksForPlan(said[0]?.text ?? ''))).toBeLessThan(6 * 4000))
})

test('of clauses, each costs no search of its own: ten times as many cost no more', () => {
  const clauses = (text: string) => runs(() => examIn([{ text: `${text} 12월 3일`, createdAt: at }], TODAY))
  expect(clauses('ab'.repeat(2000)) + 1333).toBeGreaterThanOrEqual(clauses('ab?'.repeat(1333)))
})

test('earlier messages are left alone once enough days were found', () => {
  const many = { text: '1/1 '.repeat(MOST_DAYS), createdAt: at }
  const exam = { text: '시험은 12월 3일', createdAt: at }
  expect(examIn([exam, many], TODAY)).toBe('2027-01-01')
  expect(examIn([exam, { text: '1/1 '.repeat(900), createdAt: at }], TODAY)).toBe('2026-12-03')
})

test('a bound is not met by what people write: 200 messages of 250 characters are all looked at', () => {
  const said = Array.from({ length: RECENT_MESSAGES }, (_, one) => ({
    text: `${one} `.padEnd(250, '가'),
    createdAt: at,
  }))
  expect(recentTexts(said)).toHaveLength(RECENT_MESSAGES)
  const first = { text: '수학 시험은 12월 3일', createdAt: at }
  expect(understand([first, ...said.slice(1)], TODAY)).toEqual({ subjects: ['수학'], examDate: '2026-12-03' })
})

test('letters are composed, and runs of marks cut', () => {
  expect(tidy('시험 café'.normalize('NFD'))).toBe('시험 café')
  expect(tidy(`e${'\u0301'.repeat(4000)}`).length).toBeLessThan(10)
})
