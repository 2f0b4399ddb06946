// Turns on an item: requests that wait for it go together, in batches, and their wait is limited in time.

import { expect, test } from 'vitest'
import { Contention, type Turn } from '#kernel/commit/contention.ts'
import { documentClient, surroundings } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import type { End, Member } from '#kernel/commit/together.ts'

const FOREVER_MS = 60_000
const wait = (ms: number) => ({ ms, later: surroundings().later })
const store = new Store(documentClient('http://127.0.0.1:1'), 'none')
const member = (operation = 'one'): Member => ({
  operation,
  store,
  reads: [],
  writes: [],
  isAlone: false,
  plan: async () => [],
})

/** Work that ends when the test decides. */
const work = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { run: () => promise, end: () => resolve() }
}

/** Everything that can go on has gone on. */
const settled = () => new Promise(setImmediate)

/** Waits for items. In its batches each member ends as told; what ran is noted by name. */
const waiting = (contention: Contention, ran: string[], endOf: (at: number) => End = () => 'committed') => {
  const names = new Map<Member, string>()
  const together = async (members: readonly Member[]): Promise<End[]> => {
    ran.push(members.map((one) => names.get(one)).join('+'))
    return members.map((_, at) => endOf(at))
  }
  return (
    name: string,
    ids: readonly string[],
    { waitMs = FOREVER_MS, operation = 'one', runs = async () => {} } = {},
  ) => {
    const one = member(operation)
    names.set(one, name)
    const alone = async () => {
      ran.push(`${name} alone`)
      await runs()
    }
    return contention.turn(ids, one, wait(waitMs), { together, alone })
  }
}

test('a request whose items no other one wants begins at once, by itself', async () => {
  const contention = new Contention()
  const ran: string[] = []
  expect(contention.isTaken(['a'])).toBe(false)
  expect(await waiting(contention, ran)('x', ['a'])).toBe('alone')
  expect(ran).toEqual(['x alone'])
  expect(contention.isTaken(['a'])).toBe(false)
})

test('requests that wait for an item go together when its transactions have ended', async () => {
  const contention = new Contention()
  const [one, other] = [work(), work()]
  const ends = [contention.during(['b', 'a'], one.run), contention.during(['a'], other.run)]
  expect(contention.isTaken(['c', 'b'])).toBe(true)
  const ran: string[] = []
  const turn = waiting(contention, ran)
  const turns = ['x', 'y', 'z'].map((name) => turn(name, ['a', name]))
  one.end()
  await ends[0]
  await settled()
  expect(ran).toEqual([])
  other.end()
  expect(await Promise.all(turns)).toEqual(['committed', 'committed', 'committed'])
  expect(ran).toEqual(['x+y+z'])
  expect(contention.isTaken(['a', 'b', 'x', 'y', 'z'])).toBe(false)
})

test('requests that share only some items never run at the same time', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['list', 'match'], first.run)
  const ran: string[] = []
  const turn = waiting(contention, ran)
  const [slow, slower] = [work(), work()]
  const turns = [
    turn('joins', ['list', 'match'], { operation: 'join', runs: slow.run }),
    turn('applies', ['match'], { operation: 'apply', runs: slower.run }),
    turn('looks', ['list'], { operation: 'look' }),
  ]
  first.end()
  await ended
  await settled()
  expect(ran).toEqual(['joins alone'])
  slow.end()
  await settled()
  expect(ran.toSorted()).toEqual(['applies alone', 'joins alone', 'looks alone'])
  slower.end()
  expect(await Promise.all(turns)).toEqual(['alone', 'alone', 'alone'])
})

test('those for whom a batch has no room are the first of the next', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['a'], first.run)
  const ran: string[] = []
  const turn = waiting(contention, ran, (at) => (at < 2 ? 'committed' : 'later'))
  const turns = ['v', 'w', 'x', 'y', 'z'].map((name) => turn(name, ['a']))
  first.end()
  await ended
  expect(await Promise.all(turns)).toEqual([...Array(4).fill('committed'), 'alone'])
  expect(ran).toEqual(['v+w+x+y+z', 'x+y+z', 'z alone'])
})

test('who cannot go with a batch has a turn alone, before those who came later', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['a'], first.run)
  const ran: string[] = []
  const turn = waiting(contention, ran, (at) => (at % 2 === 0 ? 'committed' : 'alone'))
  const turns = ['w', 'x', 'y', 'z'].map((name) => turn(name, ['a']))
  const other = turn('other', ['a'], { operation: 'two' })
  first.end()
  await ended
  expect(await Promise.all([...turns, other])).toEqual(['committed', 'alone', 'committed', 'alone', 'alone'])
  expect(ran).toEqual(['w+x+y+z', 'x alone', 'z alone', 'other alone'])
})

test('a batch that fails gives each of its members a turn alone', async () => {
  const contention = new Contention()
  const first = work()
  const ended = contention.during(['a'], first.run)
  const ran: string[] = []
  const turn = waiting(contention, ran, () => {
    throw new Error('the batch')
  })
  const turns = ['x', 'y'].map((name) => turn(name, ['a']))
  first.end()
  await ended
  expect(await Promise.all(turns)).toEqual(['alone', 'alone'])
  expect(ran).toEqual(['x+y', 'x alone', 'y alone'])
  expect(contention.isTaken(['a'])).toBe(false)
})

test('a request in its turn lets those go first that are writing another item, not those that wait for it', async () => {
  const contention = new Contention()
  const { promise, resolve: began } = Promise.withResolvers<Turn>()
  const long = work()
  const alone = async (turn: Turn) => {
    began(turn)
    await long.run()
  }
  const turn = contention.turn(['a'], member(), wait(FOREVER_MS), { together: async () => [], alone })
  const own = await promise
  const behind = waiting(contention, [])('x', ['a', 'b'])
  expect(contention.isTaken(['b'])).toBe(true)
  expect(contention.isTaken(['a', 'b'], own)).toBe(false)
  const other = work()
  const ended = contention.during(['b'], other.run)
  expect(contention.isTaken(['a', 'b'], own)).toBe(true)
  other.end()
  long.end()
  await Promise.all([ended, turn, behind])
})

test('the wait for a turn ends with the time limit; a request that is part of a batch learns its outcome', async () => {
  const contention = new Contention()
  const stuck = work()
  const ahead = contention.during(['a'], stuck.run)
  expect(await waiting(contention, [])('x', ['a'], { waitMs: 1 })).toBe('late')
  const slow = work()
  const together = async (members: readonly Member[]): Promise<End[]> => {
    await slow.run()
    return members.map(() => 'committed')
  }
  const alone = async () => {}
  const turns = [FOREVER_MS, 30].map((ms) => contention.turn(['a'], member(), wait(ms), { together, alone }))
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
  const ran: string[] = []
  const turn = waiting(contention, ran)
  const turns = ['x', 'y', 'x'].map((operation, at) => turn(`${operation}${at}`, ['a'], { operation }))
  first.end()
  await ended
  await Promise.all(turns)
  expect(ran).toEqual(['x0+x2', 'y1 alone'])
})
