// A whole instance and the scripts that go with it, each as a process of its own.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { findInstance, type RunNote } from '../../infra/local/instance.ts'

type Child = ChildProcessByStdio<null, Readable, Readable>

export interface Started extends RunNote {
  readonly child: Child
}

const run = (file: string, env: Record<string, string>, args: readonly string[]): Child => {
  const program = fileURLToPath(new URL(`../../infra/${file}.ts`, import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** @returns once the instance has said that it is ready */
export const start = async (dataDir: string, ...flags: string[]): Promise<Started> => {
  const child = run('local/start', { DATA_DIR: dataDir, PORT: '0' }, flags)
  const complaints = text(child.stderr)
  const ready = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)])
  if (!ready) throw new Error(`the instance did not start: ${await complaints}`)
  return { ...findInstance(dataDir), child }
}

/** What `npm run <script>` does and says. */
export const script = async (
  name: 'audit' | 'demo' | 'operator',
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> => {
  const child = run(name, env, args)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, out, err }
}
