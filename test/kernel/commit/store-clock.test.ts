// The clock that follows the store: corrected if it differs, otherwise unchanged.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { storeClock } from '#kernel/commit/store-clock.ts'

const MINUTE_MS = 60_000
const TRUE_TIME = Date.parse('2026-11-25T10:00:00.400Z')

beforeEach(() => void vi.useFakeTimers({ now: TRUE_TIME, toFake: ['Date'] }))
afterEach(() => {
  vi.setSystemTime(TRUE_TIME)
  replied(TRUE_TIME)
  vi.useRealTimers()
})

/** A reply after this duration, with the given store time. */
const replied = (storeAt: number, tookMs = 10): void =>
  storeClock.observe(new Date(storeAt).toUTCString(), Date.now() - tookMs, Date.now())

/** The difference between this process and the store's time. */
const apartMs = (storeAt: number): number => Math.abs(storeClock.time() - storeAt)

test.each([-5, -1, 1, 5, 60])('a clock that is %s minutes off follows the store to within two seconds', (minutes) => {
  vi.setSystemTime(TRUE_TIME + minutes * MINUTE_MS)
  replied(TRUE_TIME)
  expect(apartMs(TRUE_TIME)).toBeLessThanOrEqual(2000)
})

test('a clock that is right is not touched, however slow the reply', () => {
  const before = storeClock.corrections()
  for (const tookMs of [0, 10, 900, 3000]) {
    for (const part of [0, 0.5, 1]) replied(TRUE_TIME - part * tookMs, tookMs)
    expect(storeClock.time()).toBe(TRUE_TIME)
  }
  expect(storeClock.corrections()).toBe(before)
})

test('a clock that is set while the process runs is corrected by the next reply, and set back likewise', () => {
  vi.setSystemTime(TRUE_TIME + 5 * MINUTE_MS)
  replied(TRUE_TIME)
  expect(apartMs(TRUE_TIME)).toBeLessThanOrEqual(2000)
  vi.setSystemTime(TRUE_TIME)
  replied(TRUE_TIME)
  expect(apartMs(TRUE_TIME)).toBeLessThanOrEqual(2000)
})

test('an invalid date, or one taken while the clock was set back, is ignored', () => {
  const before = storeClock.corrections()
  storeClock.observe(undefined, TRUE_TIME, TRUE_TIME)
  storeClock.observe('yesterday', TRUE_TIME, TRUE_TIME)
  storeClock.observe(new Date(TRUE_TIME - MINUTE_MS).toUTCString(), TRUE_TIME, TRUE_TIME - MINUTE_MS)
  expect(storeClock.corrections()).toBe(before)
})
