// Jobs on their timers.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type JobHandler, runJobs } from '#infra/local/jobs.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const job = { operation: 'fake.job' } as const

test('every second, never twice at once, and the end waits for the last run', async () => {
  const runs: (() => void)[] = []
  const handler = vi.fn<JobHandler>(() => new Promise<void>((resolve) => runs.push(resolve)))
  const end = runJobs([{ job, handler }])
  await vi.advanceTimersByTimeAsync(3500)
  expect(handler).toHaveBeenCalledOnce()
  expect(handler).toHaveBeenCalledWith(
    { source: 'aws.events', 'detail-type': 'Scheduled Event' },
    expect.objectContaining({ functionName: 'holdfast-fake-job' }),
  )
  runs[0]?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(handler).toHaveBeenCalledTimes(2)
  let ended = false
  const ending = end().then(() => {
    ended = true
  })
  await vi.advanceTimersByTimeAsync(2000)
  expect(ended).toBe(false)
  runs[1]?.()
  await ending
  expect(handler).toHaveBeenCalledTimes(2)
})

test('a failure is logged and the job runs again', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const handler = vi.fn<JobHandler>(() => Promise.reject(new Error('broken')))
  const end = runJobs([{ job, handler }])
  await vi.advanceTimersByTimeAsync(2000)
  await end()
  expect([handler.mock.calls.length, logged.mock.calls.length]).toEqual([2, 2])
  logged.mockRestore()
})
