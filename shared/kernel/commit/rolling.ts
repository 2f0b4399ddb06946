// Rolling work: what is due is looked for while tasks run, so that a party whose tasks hang delays only itself.

import { runtime } from './runtime.ts'

export interface Task {
  readonly id: string
  /** The owner of the work. */
  readonly party: string
  /** @returns whether there was something to do */
  run(): Promise<boolean>
}

export interface Rolling {
  /** The maximum number of concurrent tasks of one party. No number is shared, so a party takes no place of another. */
  readonly perParty: number
  /** No task starts after this time. */
  readonly forMs: number
  /** The time between two looks while tasks run, at most. */
  readonly lookMs: number
  /** How far an index usually lags at most: a task that has ended does not start again so soon. */
  readonly lagMs: number
}

/**
 * Runs tasks until none is due or the time is over.
 * @param look finds what is due, oldest first. isFull: the party can start no other task now
 * @throws the first error, after all running tasks have ended
 */
export const roll = async (
  look: (isFull: (party: string) => boolean) => Promise<readonly Task[]>,
  { perParty, forMs, lookMs, lagMs }: Rolling,
): Promise<void> => {
  const { elapsed, pause, later } = runtime()
  const until = elapsed() + forMs
  const running = new Map<string, { readonly party: string; readonly ended: Promise<void> }>()
  const ended = new Map<string, number>()
  const failures: unknown[] = []
  /** Since the last look. */
  let hasWorked = false
  let hasEnded = false
  /** The number of looks in a row that brought no work. */
  let idle = 0
  let wake = (): void => {}
  const isFull = (party: string): boolean =>
    [...running.values()].filter((one) => one.party === party).length >= perParty
  const isNew = ({ id }: Task): boolean => !running.has(id) && elapsed() - (ended.get(id) ?? -lagMs) >= lagMs
  const start = ({ id, party, run }: Task): void => {
    const end = async (): Promise<void> => {
      let didWork = false
      try {
        didWork = await run()
      } catch (error) {
        failures.push(error)
      }
      running.delete(id)
      ended.set(id, elapsed())
      if (didWork) {
        hasWorked = true
        idle = 0
      }
      hasEnded = true
      wake()
    }
    // The task starts in the next turn, when it is known as running.
    running.set(id, { party, ended: Promise.resolve().then(end) })
  }
  /** Until a task has ended, or it is time to look again. */
  const moment = async (): Promise<void> => {
    if (!hasEnded) {
      let cancel = (): void => {}
      await new Promise<void>((resolve) => {
        wake = resolve
        cancel = later(lookMs, resolve)
      })
      cancel()
    }
    hasEnded = false
  }

  let found = await look(isFull)
  let left = found
  let lookedAt = elapsed()
  try {
    while (failures.length === 0 && elapsed() < until) {
      const startable = (): Task | undefined => left.find((one) => isNew(one) && !isFull(one.party))
      for (let task = startable(); task; task = startable()) {
        const begun = task
        left = left.filter((one) => one !== begun)
        start(begun)
      }
      const isIdle = running.size === 0
      if (isIdle) {
        if (found.length === 0 || idle > 1) break
        // What is shown was done already: the index lags.
        idle += 1
        await pause(lagMs)
      } else await moment()
      // A task that found nothing to do is no reason to look again.
      if (!isIdle && !(hasWorked && !startable()) && running.size > 0 && elapsed() - lookedAt < lookMs) continue
      hasWorked = false
      found = await look(isFull)
      left = found.filter(isNew)
      lookedAt = elapsed()
    }
  } finally {
    await Promise.all([...running.values()].map((one) => one.ended))
  }
  if (failures.length > 0) throw failures[0]
}
