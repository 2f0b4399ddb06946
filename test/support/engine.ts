// One engine, one payment sandbox and one build of the bundles for the whole run; every test file makes tables of its own.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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
    /** Answers with the folder of the deployed bundles, once they are built. */
    bundles: string
    /** A folder that goes with the run. */
    scratch: string
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const engine = await engineFor(process.env['DYNAMODB_ENDPOINT'])
  const sandbox = await startSandbox({ port: 0 })
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-run-'))
  const bundles = await serveBundles(join(scratch, 'bundles'))
  project.provide('endpoint', engine.endpoint)
  project.provide('sandbox', sandbox.url)
  project.provide('bundles', bundles.url)
  project.provide('scratch', scratch)
  return async () => {
    bundles.stop()
    await sandbox.stop()
    await engine.stop()
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Builds when the first worker asks: a build takes twenty seconds of CPU. */
const serveBundles = async (folder: string) => {
  let built: Promise<string> | undefined
  const build = async (): Promise<string> => {
    const { bundleFunctions } = await import('#infra/cli/build.ts')
    await bundleFunctions(join(folder, 'functions'), { sourcemap: false })
    return folder
  }
  const server = createServer((_, reply) => {
    built ??= build()
    built.then(
      () => reply.end(folder),
      (error: Error) => reply.writeHead(500).end(error.message),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
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
