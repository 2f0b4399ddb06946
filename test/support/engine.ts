// One engine and one payment sandbox for the whole run; every test file makes tables of its own.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import type { TestProject } from 'vitest/node'
import { startEngine } from '#infra/local/engine.ts'
import { useLocalEngine } from '#infra/local/engine-client.ts'
import { startSandbox } from '#infra/sandbox/server.ts'
import { documentClient } from '#kernel/commit/runtime.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
    /** The address of the sandbox of both gateways. */
    sandbox: string
    /** A folder that goes with the run. */
    scratch: string
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const engine = await engineFor(process.env['DYNAMODB_ENDPOINT'])
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

interface RunEngine {
  readonly endpoint: string
  stop(): Promise<void>
}

const TRIES = 120
const PAUSE_MS = 500

/** The engine at the address, once it answers, or an embedded one in memory. */
export const engineFor = async (
  endpoint: string | undefined,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<RunEngine> => {
  if (!endpoint) return startEngine()
  useLocalEngine()
  const client = documentClient(endpoint)
  for (let attempt = 1; ; attempt += 1)
    try {
      await client.send(new ListTablesCommand({ Limit: 1 }))
      client.destroy()
      return { endpoint, stop: async () => {} }
    } catch (error) {
      const { name, message } = error as Error
      if (attempt === TRIES)
        throw new Error(
          `no engine answers at DYNAMODB_ENDPOINT=${endpoint} (${message || name}); start it, or unset it`,
        )
      await wait(PAUSE_MS)
    }
}
