// A whole instance and its scripts, each as a process of its own.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { startEngine } from '#infra/local/engine.ts'
import { findInstance, type RunNote } from '#infra/local/instance.ts'
import { inherited } from '#test/support/inherited.ts'
import { type EngineProxy, startProxy } from '#test/support/proxy.ts'

type Child = ChildProcessByStdio<null, Readable, Readable>

export interface Started extends RunNote {
  readonly child: Child
}

const run = (file: string, env: Record<string, string>, args: readonly string[]): Child => {
  const program = fileURLToPath(new URL(`../../infra/cli/${file}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** @returns when the instance is ready */
export const start = (dataDir: string, ...flags: string[]): Promise<Started> =>
  startWith({ DATA_DIR: dataDir }, ...flags)

export const startWith = async (
  env: Record<string, string> & { DATA_DIR: string },
  ...flags: string[]
): Promise<Started> => {
  const { DATA_DIR: dataDir } = env
  const child = run('start', { PORT: '0', ...env }, flags)
  const complaints = text(child.stderr)
  const ready = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)])
  if (!ready) throw new Error(`the instance did not start: ${await complaints}`)
  return { ...findInstance(dataDir), child }
}

export interface Behind extends Started {
  readonly proxy: EngineProxy
  /** Suspends the engine: it accepts requests, and answers them once it is resumed. */
  pause(): void
  resume(): void
  /** Kills the engine. @returns a function that starts it again at the same address, on the same data */
  kill(): Promise<() => Promise<void>>
}

/** An instance with an engine of the test, behind a proxy. @param env additional variables */
export const startBehindProxy = async (dataDir: string, env: Record<string, string> = {}): Promise<Behind> => {
  const file = join(dataDir, 'behind.db')
  let engine = await startEngine({ file })
  const proxy = await startProxy(engine.endpoint)
  let runs = true
  const resume = (): void => {
    process.kill(Number(engine.pid), 'SIGCONT')
  }
  onTestFinished(async () => {
    if (runs) resume()
    await proxy.stop()
    await engine.stop()
  })
  const started = await startWith({
    DATA_DIR: dataDir,
    DYNAMODB_ENDPOINT: proxy.endpoint,
    // As the instance starts its own engine.
    STORE_FORGETS_TOKENS: '1',
    ...env,
  })
  return {
    ...started,
    proxy,
    pause: () => {
      process.kill(Number(engine.pid), 'SIGSTOP')
    },
    resume,
    kill: async () => {
      process.kill(Number(engine.pid), 'SIGKILL')
      runs = false
      await engine.lost
      return async () => {
        engine = await startEngine({ file, at: engine })
        runs = true
      }
    },
  }
}

/** The behaviour and output of `npm run <script>`. */
export const script = async (
  name: 'audit' | 'demo' | 'operator',
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> => {
  const child = run(name, env, args)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, out, err }
}
