// Turns: no party waits for another's backlog, and no lane waits for another.

import { expect, test } from 'vitest'
import { type Bounds, inTurns, type Turn, takeTurns } from '#kernel/commit/turns.ts'

const bounds: Bounds = { parallel: 4, perParty: 2, forMs: 60_000 }

/** Work that records its start and ends when the test decides. */
const works = () => {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const turn = (lane: string, party: string, hangs = false): Turn => ({
    ...{ lane, party },
    run: () => {
      begun.push(party)
      return hangs ? new Promise((resolve) => ends.push(resolve)) : Promise.resolve()
    },
  })
  return { begun, turn, end: () => ends.splice(0).map((one) => one()) }
}
const many = (count: number, make: () => Turn): Turn[] => Array.from({ length: count }, make)

test('one who comes after a backlog of forty has a turn among the first', async () => {
  const { begun, turn } = works()
  const work = [...many(40, () => turn('TOSS', 'hog')), turn('TOSS', 'ann'), turn('TOSS', 'bob')]
  expect(await takeTurns(work, bounds)).toBe(42)
  expect(begun.indexOf('ann')).toBeLessThan(3)
  expect(begun.indexOf('bob')).toBeLessThan(4)
})

test('a party whose work hangs takes two places, and a lane that hangs only its own', async () => {
  const { begun, turn, end } = works()
  const hog = many(40, () => turn('TOSS', 'hog', true))
  const stuck = many(9, () => turn('KAKAOPAY', `k${begun.length}`, true))
  const others = ['ann', 'bob', 'cat'].map((party) => turn('TOSS', party))
  const running = takeTurns([...hog, ...stuck, ...others, turn('none', 'dan')], bounds)
  await new Promise((resolve) => setImmediate(resolve))
  expect(begun.filter((party) => party === 'hog').length).toBe(2)
  expect(['ann', 'bob', 'cat', 'dan'].every((party) => begun.includes(party))).toBe(true)
  while ((await Promise.race([running, new Promise((resolve) => setImmediate(resolve))])) === undefined) end()
  expect(await running).toBe(53)
})

test('after its time no further turn begins', async () => {
  const { begun, turn } = works()
  expect(
    await takeTurns(
      many(5, () => turn('TOSS', 'ann')),
      { ...bounds, forMs: 0 },
    ),
  ).toBe(0)
  expect(begun).toEqual([])
})

test('what a turn throws is thrown once all others have ended', async () => {
  const { turn, end, begun } = works()
  const fails: Turn = { lane: 'TOSS', party: 'bad', run: () => Promise.reject(new Error('broken')) }
  let isOver = false
  const running = takeTurns([turn('TOSS', 'ann', true), fails], bounds).finally(() => {
    isOver = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect([isOver, begun]).toEqual([false, ['ann']])
  end()
  await expect(running).rejects.toThrow('broken')
})

test('the first of a list are of many parties', () => {
  expect(inTurns(['a1', 'a2', 'a3', 'b1', 'c1', 'b2'], ([party = '']) => party)).toEqual([
    ...['a1', 'b1', 'c1', 'a2', 'b2', 'a3'],
  ])
})
