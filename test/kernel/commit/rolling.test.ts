// Rolling work: nothing continues in the background after a failure.

import { expect, test } from 'vitest'
import { roll, type Task } from '#kernel/commit/rolling.ts'

const bounds = { perParty: 2, forMs: 60_000, lookMs: 1, lagMs: 1 }

/** A task that ends when the test decides. */
const hanging = () => {
  let end = (): void => {}
  const ended = new Promise<boolean>((resolve) => {
    end = () => resolve(true)
  })
  const task: Task = { id: 'one', party: 'ann', run: () => ended }
  return { task, end }
}

test('what a look throws is thrown once all running tasks have ended', async () => {
  const { task, end } = hanging()
  let looks = 0
  let isOver = false
  let hasLooked = (): void => {}
  const second = new Promise<void>((resolve) => {
    hasLooked = resolve
  })
  const look = async (): Promise<readonly Task[]> => {
    looks += 1
    if (looks === 1) return [task]
    hasLooked()
    throw new Error('throttled')
  }
  const running = roll(look, bounds).finally(() => {
    isOver = true
  })
  running.catch(() => {})
  await second
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  end()
  await expect(running).rejects.toThrow('throttled')
})

test('what a task throws is thrown once all others have ended', async () => {
  const { task, end } = hanging()
  const fails: Task = { id: 'bad', party: 'bob', run: () => Promise.reject(new Error('broken')) }
  let isOver = false
  const running = roll(async () => [task, fails], bounds).finally(() => {
    isOver = true
  })
  running.catch(() => {})
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  end()
  await expect(running).rejects.toThrow('broken')
})
