// Work at once: never more than the limit, in order, and a failure makes room.

import { expect, test } from 'vitest'
import { gate } from '#infra/local/gate.ts'

test('lets at most so many run at once, and the others in order', async () => {
  const inTurn = gate(2)
  const begun: number[] = []
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  const all = ends.map(({ promise }, at) =>
    inTurn(async () => {
      begun.push(at)
      await promise
    }),
  )
  expect(begun).toEqual([0, 1])
  ends[1]?.reject(new Error('the second'))
  await expect(all[1]).rejects.toThrow('the second')
  ends[0]?.resolve()
  await all[0]
  await new Promise(setImmediate)
  expect(begun).toEqual([0, 1, 2, 3])
  for (const { resolve } of ends) resolve()
  await Promise.all([all[2], all[3], all[4]])
  expect(begun).toEqual([0, 1, 2, 3, 4])
})
