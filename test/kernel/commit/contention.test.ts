// Turns on an item: requests that wait for it go together, in batches, and their wait is limited in time.

import { expect, test } from 'vitest'
import { Contention } from '#kernel/commit/contention.ts'
import { documentClient, surroundings } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import type { End, Member } from '#kernel/commit/together.ts'

const FOREVER_MS = 60_000
const wait = (ms: number) => ({ ms, later: surroundings().later })
const store = new Store(documentClient('http://127.0.0.1:1'), 'none')
const member = (operation = 'one'): Member => ({ operation, store, reads: [], writes: [], plan: async () => [] })

/** Work that ends when the test decides. */
const work = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { run: () => promise, end: () => resolve() }
}

/** Waits for an item in whose batches each member ends as told. */
const waiting = (contention: Contention, batches: number[], endOf: (at: number) => End = () => 'committed') => {
  const run = async (members: readonly Member[]): Promise<End[]> => {
    batches.push(members.length)
    return members.map((_, at) => endOf(at))
  }
  return (id: string, waitMs = FOREVER_MS) => contention.turn(id, member(), wait(waitMs), run)
}

test('an item that is not being written makes no request wait', async () => {
  const contention = new Contention()
  expect(contention.writing(['a'])).toBeUndefined()
  expect(await waiting(contention, [])('a')).toBe('free')
})

test('requests that wait for an item go together when its transactions have ended', async () => {
  const contention = new Contention()
  const [one, other] = [work(), work()]
  const ends = [contention.during(['b', 'a'], one.run), contention.during(['a'], other.run)]
  expect(contention.writing(['c', 'b', 'a'])).toBe('a')
  const batches: number[] = []
  const turns = Array.from({ length: 3 }, () => waiting(contention, batches)('a'))
  one.end()
  await ends[0]
  expect(batches).toEqual([])
  other.end()
  expect(await Promise.all(turns)).toEqual(['committed', 'committed', 'committed'])
  expect(batches).toEqual([3])
  expect(contention.writing(['a', 'b'])).toBeUndefined()
})

test('those for whom a batch has no room are the first of the next', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['a'], first.run)
  const batches: number[] = []
  const turn = waiting(contention, batches, (at) => (at < 2 ? 'committed' : 'later'))
  const turns = Array.from({ length: 5 }, () => turn('a'))
  first.end()
  await ended
  expect(await Promise.all(turns)).toEqual(Array(5).fill('committed'))
  expect(batches).toEqual([5, 3, 1])
})

test('a batch that fails sends its members on alone, and frees the item', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['a'], first.run)
  const fails = async (): Promise<End[]> => {
    throw new Error('the batch')
  }
  const turns = [1, 2].map(() => contention.turn('a', member(), wait(FOREVER_MS), fails))
  first.end()
  await ended
  expect(await Promise.all(turns)).toEqual(['alone', 'alone'])
  expect(contention.writing(['a'])).toBeUndefined()
})

test('the wait for a turn ends with the time limit; a request that is part of a batch learns its outcome', async () => {
  const contention = new Contention()
  const stuck = work()
  const ahead = contention.during(['a'], stuck.run)
  expect(await waiting(contention, [])('a', 1)).toBe('late')
  const slow = work()
  const run = async (members: readonly Member[]): Promise<End[]> => {
    await slow.run()
    return members.map(() => 'committed')
  }
  const turns = [FOREVER_MS, 30].map((ms) => contention.turn('a', member(), wait(ms), run))
  stuck.end()
  await ahead
  await new Promise((resolve) => setTimeout(resolve, 40))
  slow.end()
  expect(await Promise.all(turns)).toEqual(['committed', 'committed'])
})

test('the time to repeat a request grows with each request that gives up, with jitter, and falls with commits', () => {
  const contention = new Contention()
  const [least, most] = [() => new Uint8Array(2), () => new Uint8Array(2).fill(255)]
  expect(Array.from({ length: 4 }, () => contention.giveUp(most))).toEqual([1, 1, 2, 3])
  expect(contention.giveUp(least)).toBe(1)
  for (let request = 0; request < 100; request += 1) contention.giveUp(most)
  expect(contention.giveUp(most)).toBe(15)
  for (let commit = 0; commit < 4; commit += 1) contention.observeCommit(2)
  expect(contention.giveUp(most)).toBe(1)
})

test('only requests of one operation go together; the others follow', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['a'], first.run)
  const batches: string[][] = []
  const run = async (members: readonly Member[]): Promise<End[]> => {
    batches.push(members.map(({ operation }) => operation))
    return members.map(() => 'committed')
  }
  const turns = ['x', 'y', 'x'].map((name) => contention.turn('a', member(name), wait(FOREVER_MS), run))
  first.end()
  await ended
  await Promise.all(turns)
  expect(batches).toEqual([['x', 'x'], ['y']])
})
