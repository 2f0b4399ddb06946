// The embedded engine: a child process that speaks DynamoDB's protocol and never outlives the gateway.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from './refusal.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

export interface EngineOptions {
  /** Of the table's data; without one it stays in memory. */
  readonly file?: string | undefined
  /** Tables that an engine in memory has from its first moment: a file with the reply of DescribeTable. */
  readonly schema?: string | undefined
  /** Where an earlier engine was; without it a new address is drawn. */
  readonly at?: Address
}

export interface Engine extends Address {
  readonly endpoint: string
  readonly pid: number
  /** Tells how the engine ended, where nobody stopped it. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

/**
 * The shell becomes the engine, so that the child's pid is the engine's. What it leaves behind waits on a pipe from the
 * gateway: a line tells it that the engine has ended, an end without a line that the gateway has. The files that the
 * engine makes are for its own user alone.
 */
const LEASH = 'umask 077; (read line || kill $$) <&3 >/dev/null 2>&1 & exec "$0" "$@" 3<&- 2>&1'
const START_MS = 10_000
const STOP_MS = 5000
const TRIES = 5

export const startEngine = async ({ file, schema, at }: EngineOptions = {}): Promise<Engine> => {
  const binary = engineBinary()
  for (let attempt = 1; ; attempt += 1) {
    const { host, port } = at ?? (await freeAddress())
    const child = spawn(
      'sh',
      ['-c', LEASH, binary, 'serve', '--host', host, '--port', String(port), ...kept(file, schema)],
      // A session of its own: Ctrl-C in the terminal must not end the engine before the gateway has drained.
      // None of our environment: it holds keys, and the engine needs nothing of it.
      { detached: true, stdio: ['ignore', 'pipe', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } },
    )
    const failure = await whyNotReady(child)
    if (failure === undefined) return engineOf(child, { host, port })
    // Another process may have taken the port between our look and the engine's start.
    if (at || attempt === TRIES || !failure.includes('in use'))
      throw new Refusal(`The embedded engine did not start: ${failure}`)
  }
}

const kept = (file: string | undefined, schema: string | undefined): string[] => [
  ...(file ? ['--db-path', file] : []),
  ...(schema ? ['--schema', schema] : []),
]

/** @param platform as the engine's packages are named by */
export const engineBinary = (platform = `${process.platform}-${process.arch}`): string => {
  const name = `@dynoxide/${platform}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dynoxide')
  } catch {
    throw new Refusal(
      `The embedded engine ${name} is not installed. Run "npm ci", or set DYNAMODB_ENDPOINT and TABLE_NAME to use another engine.`,
    )
  }
}

/**
 * The engine answers every web page, and it has no secret. So each start draws one of 16 million loopback addresses beside
 * the port: no page can try them all. Systems with one loopback address (macOS) get that one.
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

/** @returns undefined once the engine says that it listens, else its last words */
const whyNotReady = (child: ChildProcess): Promise<string | undefined> =>
  new Promise((resolve) => {
    let said = ''
    const late = setTimeout(() => child.kill('SIGKILL'), START_MS)
    const settle = (failure?: string): void => {
      clearTimeout(late)
      resolve(failure)
    }
    leashOf(child).on('error', () => {})
    ;(child.stdout as Readable).setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-1000)
      if (said.includes('listening on')) settle()
    })
    child.once('error', ({ message }) => settle(message))
    child.once('exit', () => leashOf(child).end('\n'))
    child.once('close', (code, signal) => settle(said.trim().replace(/\s+/g, ' ') || `exit code ${code ?? signal}`))
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

/** Waits for the engine of a gateway that was killed: two engines on one file would not notice each other. */
export const awaitEnd = async ({ pid, port }: Pick<Engine, 'pid' | 'port'>): Promise<void> => {
  const until = performance.now() + STOP_MS
  while (isEngine(pid, port)) {
    if (performance.now() > until)
      throw new Refusal(`The engine of an earlier run is still running. Stop it with "kill ${pid}", then start again.`)
    await pause(10)
  }
}

/** A pid alone may by now belong to somebody else. */
const isEngine = (pid: number, port: number): boolean => {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.includes('serve') && words.includes(String(port))
  } catch {
    return false
  }
}
