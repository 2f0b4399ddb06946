// One engine in memory, and one payment sandbox, for the whole run; every test file makes tables of its own.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEngine } from '../../infra/local/engine.ts'
import { startSandbox } from '../../infra/sandbox/server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
    /** Where both payment gateways are played. */
    sandbox: string
    /** A folder that goes with the run. */
    scratch: string
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const engine = await startEngine()
  const sandbox = await startSandbox({ port: 0 })
  project.provide('endpoint', engine.endpoint)
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-run-'))
  project.provide('sandbox', sandbox.url)
  project.provide('scratch', scratch)
  return async () => {
    await sandbox.stop()
    await engine.stop()
    await rm(scratch, { recursive: true, force: true })
  }
}
