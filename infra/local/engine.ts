// The embedded engine: a child process with DynamoDB's protocol that stops with the gateway.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { type Fetched, fetchEngine, installedEngine } from './engine-package.ts'
import { serveMemory } from './memory-engine.ts'
import { Refusal } from './refusal.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

export interface EngineOptions {
  /** The file of the table's data. Undefined: the data stays in memory. */
  readonly file?: string | undefined
  /** The initial tables of an engine in memory: a file with the reply of DescribeTable. */
  readonly schema?: string | undefined
  /** The address of the previous engine. Undefined: a new address is chosen. */
  readonly at?: Address
}

export interface Engine extends Address {
  readonly endpoint: string
  /** Undefined: it has no process of its own. */
  readonly pid: number | undefined
  /** Resolves with the reason if the engine ends without `stop`. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

/**
 * The shell replaces itself with the engine, so the child's pid is the engine's pid. A background shell reads a pipe from the
 * gateway: a line means that the engine has ended, end of file means that the gateway has. Files of the engine are readable
 * only by its user.
 */
const LEASH = 'umask 077; (read line || kill $$) <&3 >/dev/null 2>&1 & exec "$0" "$@" 3<&- 2>&1'
const START_MS = 10_000
const STOP_MS = 5000
const TRIES = 5

export const startEngine = async ({ file, schema, at }: EngineOptions = {}): Promise<Engine> => {
  const binary = await engineBinary()
  if (binary === undefined) return inMemory(at, schema)
  for (let attempt = 1; ; attempt += 1) {
    const { host, port } = at ?? (await freeAddress())
    const child = spawn(
      'sh',
      ['-c', LEASH, binary, 'serve', '--host', host, '--port', String(port), ...kept(file, schema)],
      // A new session: Ctrl-C in the terminal must not stop the engine before the gateway has drained.
      // The engine gets no environment, because the environment contains keys.
      { detached: true, stdio: ['ignore', 'pipe', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } },
    )
    const failure = await whyNotReady(child)
    if (failure === undefined) return engineOf(child, { host, port })
    // Another process can take the port between the check and the engine's start.
    if (at || attempt === TRIES || !failure.includes('in use'))
      throw new Refusal({
        en: `The embedded engine did not start: ${failure}`,
        ko: `내장 엔진이 시작되지 않았습니다: ${failure}`,
      })
  }
}

const kept = (file: string | undefined, schema: string | undefined): string[] => [
  ...(file ? ['--db-path', file] : []),
  ...(schema ? ['--schema', schema] : []),
]

const say = (line: string): void => console.warn(`holdfast: ${line}`)

let fetching: Promise<Fetched> | undefined

/** @returns the path of the engine, which is fetched if it is missing; undefined: there is none */
const engineBinary = async (): Promise<string | undefined> => {
  const installed = installedEngine()
  if (installed !== undefined) return installed
  fetching ??= fetchEngine(say)
  const fetched = await fetching
  if ('engine' in fetched) return fetched.engine
  say(
    `The embedded engine could not be fetched: ${fetched.failure}. Tables are kept in the memory of this process, and are gone when it ends. To keep data, set DYNAMODB_ENDPOINT to an engine that speaks DynamoDB's protocol.`,
  )
  return undefined
}

/** Stands for the engine. It ends with this process, and is lost with it alone. */
const inMemory = async (at: Address | undefined, schema: string | undefined): Promise<Engine> => {
  const table = schema === undefined ? undefined : JSON.parse(readFileSync(schema, 'utf8')).Table
  const { host, port, stop } = await serveMemory(at ?? (await freeAddress()), table)
  return { endpoint: `http://${host}:${port}`, host, port, pid: undefined, lost: new Promise(() => {}), stop }
}

/**
 * The engine has no authentication and answers any web page. So each start chooses one of 16 million loopback addresses at
 * random, too many for a page to try. Systems with a single loopback address (macOS) use that one.
 */
const freeAddress = async (): Promise<Address> => {
  const host = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`
  try {
    return { host, port: await freePort(host) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error
    return { host: '127.0.0.1', port: await freePort('127.0.0.1') }
  }
}

const freePort = async (host: string): Promise<number> => {
  const probe = createServer().listen(0, host)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

const leashOf = (child: ChildProcess): Writable => child.stdio[3] as Writable

/** @returns undefined when the engine listens, otherwise its last output */
const whyNotReady = (child: ChildProcess): Promise<string | undefined> =>
  new Promise((resolve) => {
    let output = ''
    const late = setTimeout(() => child.kill('SIGKILL'), START_MS)
    const settle = (failure?: string): void => {
      clearTimeout(late)
      resolve(failure)
    }
    leashOf(child).on('error', () => {})
    ;(child.stdout as Readable).setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-1000)
      if (output.includes('listening on')) settle()
    })
    child.once('error', ({ message }) => settle(message))
    child.once('exit', () => leashOf(child).end('\n'))
    child.once('close', (code, signal) => settle(output.trim().replace(/\s+/g, ' ') || `exit code ${code ?? signal}`))
  })

const engineOf = (child: ChildProcess, { host, port }: Address): Engine => {
  let stopping = false
  const ended = once(child, 'exit')
  return {
    endpoint: `http://${host}:${port}`,
    host,
    port,
    pid: child.pid as number,
    lost: new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (!stopping) resolve(signal ?? `exit code ${code}`)
      })
    }),
    stop: async () => {
      stopping = true
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(late)
    },
  }
}

/** Waits for the engine of a killed gateway to stop: two engines on one file would corrupt each other's view. */
export const awaitEnd = async ({ pid, port }: { readonly pid: number; readonly port: number }): Promise<void> => {
  const until = performance.now() + STOP_MS
  while (isEngine(pid, port)) {
    if (performance.now() > until)
      throw new Refusal({
        en: `The engine of an earlier run is still running. Stop it with "kill ${pid}", then start again.`,
        ko: `이전 실행의 엔진이 아직 실행 중입니다. "kill ${pid}"로 종료한 뒤 다시 시작해 주십시오.`,
      })
    await pause(10)
  }
}

/** Another process may have reused the pid. */
const isEngine = (pid: number, port: number): boolean => {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.includes('serve') && words.includes(String(port))
  } catch {
    return false
  }
}
