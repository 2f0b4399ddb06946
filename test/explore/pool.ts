// Threads that explore: each takes the next task when it has finished one.

import { Worker } from 'node:worker_threads'
import type { Done, Task } from './worker.ts'

/** @param ended is called for each task, in the order in which they end */
export const inThreads = async (
  tasks: readonly Task[],
  jobs: number,
  ended: (task: Task, done: Done) => void,
): Promise<void> => {
  const left = [...tasks]
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    try {
      for (let task = left.shift(); task; task = left.shift()) ended(task, await performedBy(worker, task))
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work))
}

const performedBy = (worker: Worker, task: Task): Promise<Done> =>
  new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (done: Done) => {
      worker.off('error', reject)
      resolve(done)
    })
    worker.postMessage(task)
  })
