// Threads that explore: each takes the next task when it has finished one.

import { Worker } from 'node:worker_threads'
import { unseen } from './absent.ts'
import type { Done, Task } from './worker.ts'

/** @param ended is called for each task, in the order in which they end */
export const inThreads = async (
  tasks: readonly Task[],
  jobs: number,
  ended: (task: Task, done: Done) => void,
): Promise<void> => {
  const left = [...tasks]
  const work = async (): Promise<void> => {
    let worker = begun()
    try {
      for (let task = left.shift(); task; task = left.shift()) {
        const done = await performedBy(worker, task).catch(brokenBy(task))
        ended(task, done)
        if (done.broke.length === 0) continue
        // The thread may have ended, or be in a state of which nothing is known.
        await worker.terminate()
        worker = begun()
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work))
}

const begun = (): Worker => new Worker(new URL('./worker.ts', import.meta.url))

const performedBy = (worker: Worker, task: Task): Promise<Done> =>
  new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (done: Done) => {
      worker.off('error', reject)
      resolve(done)
    })
    worker.postMessage(task)
  })

/** An error ended the thread. */
const brokenBy =
  ({ scenario, pairs, without }: Task) =>
  (error: Error): Done => {
    const name = `${scenario}, pairs ${pairs.join(', ')}${without ? ` without ${without}` : ''}`
    return { explored: [], broke: [`${name}: ${error.message}`], seen: unseen(), runs: 0, ms: 0 }
  }
