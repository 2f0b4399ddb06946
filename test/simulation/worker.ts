// A thread that runs storms, one seed after the other.

import { parentPort } from 'node:worker_threads'
import type { Asked, Summary } from './crew.ts'
import { prepare } from './environment.ts'

// An error costs most for its stack. A replay in the main thread has it.
Error.stackTraceLimit = 0
// Handlers read the environment when they are loaded.
prepare()
const { load } = await import('#infra/local/load.ts')
const { storm } = await import('./storm.ts')
const handlers = await load()

parentPort?.on('message', async ({ seed, actions }: Asked) => {
  const { failures, hash, requests, events, strikes, judged } = await storm({ seed, actions }, handlers)
  const { histories, undecided } = judged
  const summary: Summary = { seed, failures, hash, requests, events, strikes: strikes.length, histories, undecided }
  parentPort?.postMessage(summary)
})
parentPort?.postMessage('ready')
