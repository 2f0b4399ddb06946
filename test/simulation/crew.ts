// Storms of many seeds, in as many threads as asked for.

import { Worker } from 'node:worker_threads'

/** What a thread is asked. */
export interface Asked {
  readonly seed: number
  readonly actions: number
}

/** What is kept of a storm that was weathered, and of one that was not. */
export interface Summary {
  readonly seed: number
  readonly failures: readonly string[]
  readonly hash: string
  readonly requests: number
  readonly events: number
  readonly strikes: number
  readonly histories: number
  readonly undecided: number
}

interface Wanted {
  readonly first: number
  readonly seeds: number
  readonly actions: number
  readonly jobs: number
}

/** @param each is told of each storm as it ends @returns all of them, by seed */
export const weather = async (wanted: Wanted, each: (summary: Summary) => void): Promise<Summary[]> => {
  const { first, seeds, actions, jobs } = wanted
  const found: Summary[] = []
  let next = first
  const member = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url))
      const give = (): void => {
        if (next >= first + seeds) {
          void worker.terminate().then(() => resolve())
          return
        }
        worker.postMessage({ seed: next, actions } satisfies Asked)
        next += 1
      }
      worker.on('message', (summary: Summary | 'ready') => {
        if (summary !== 'ready') {
          found.push(summary)
          each(summary)
        }
        give()
      })
      worker.on('error', reject)
    })
  await Promise.all(Array.from({ length: Math.min(jobs, seeds) }, member))
  return found.sort((a, b) => a.seed - b.seed)
}
