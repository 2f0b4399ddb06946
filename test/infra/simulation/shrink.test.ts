// Shrinking leaves a part that fails, from which nothing can be left out.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shrink } from '#infra/simulation/shrink.ts'
import { seedOfRun } from '#test/support/seed.ts'

const numbers = Array.from({ length: 60 }, (_, at) => at)

test('finds exactly what a failure needs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...numbers), { maxLength: 6 }), async (needed) => {
      const fails = async (left: readonly number[]) => needed.every((one) => left.includes(one))
      expect(await shrink(numbers, fails, 10_000)).toEqual(needed.sort((a, b) => a - b))
    }),
    { seed: seedOfRun },
  )
})

test('gives what it has when its tries are used up', async () => {
  let tried = 0
  const left = await shrink(
    numbers,
    async (some) => {
      tried += 1
      return some.includes(7)
    },
    3,
  )
  expect([tried, left.includes(7), left.length < numbers.length]).toEqual([3, true, true])
})
