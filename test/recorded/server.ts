// An instance as a process, started by package.json and known by its output, so that the layout of the source may change.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Without a minimum, no payment is too small. */
const MINIMUMS = { KAKAOPAY_MINIMUM: '100', TOSS_MINIMUM: '100' }

export interface Server {
  readonly url: string
  /** The address of the payment sandbox. */
  readonly sandbox: string
  /** The address of the mailbox. */
  readonly mailbox: string
  readonly folder: string
  /** Runs `npm run <name>`. @returns its output @throws if it fails */
  script(name: string, ...args: string[]): Promise<string>
  stop(): Promise<void>
}

interface Options {
  readonly env?: Readonly<Record<string, string>>
  /** Called with the folder before the start. */
  readonly prepare?: (folder: string) => void
}

/** Stores its data in a folder that is deleted with it. */
export const startServer = async ({ env: more = {}, prepare = () => {} }: Options = {}): Promise<Server> => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-recorded-'))
  prepare(folder)
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env
  const path = `${join(root, 'node_modules', '.bin')}:${PATH}`
  // No other variables of this process, which tests modify.
  const env = {
    PATH: path,
    ...(HOME ? { HOME } : {}),
    ...(TMPDIR ? { TMPDIR } : {}),
    ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}),
    DATA_DIR: folder,
    PORT: '0',
    ...MINIMUMS,
    ...more,
  }
  const { start } = scripts()
  if (!start) throw new Error('package.json has no script "start"')
  const child = spawn('sh', ['-c', start], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const said = await ready(child)
    const url = /ready at (http:[^\s,]+)/.exec(said)?.[1]
    const sandbox = /sandbox at (http:\/\/[^\s/]+?):? /.exec(said)?.[1]
    if (!url || !sandbox) throw new Error(`the instance said something else: ${said}`)
    const script = async (name: string, ...args: string[]): Promise<string> => {
      const line = `${scripts()[name]} ${args.join(' ')}`
      return new Promise((resolve, reject) =>
        execFile('sh', ['-c', line], { cwd: root, env, maxBuffer: 1e8 }, (error, out, err) =>
          error ? reject(new Error(`${name}: ${err || out}`)) : resolve(out),
        ),
      )
    }
    const { mailbox } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))
    return { url, sandbox, mailbox: mailbox.url, folder, script, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const scripts = (): Record<string, string> => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts

const ready = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    let complained = ''
    child.stdout?.on('data', (part) => {
      said += part
      if (said.includes('To try it')) resolve(said)
    })
    child.stderr?.on('data', (part) => {
      complained += part
    })
    child.once('exit', () => reject(new Error(`the instance did not start: ${complained}`)))
  })

const PATIENCE_MS = 10_000

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
