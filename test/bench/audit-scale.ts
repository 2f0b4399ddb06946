// The audit of a large table on the embedded engine: whole, killed half-way and resumed, and of an export, with planted faults.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '#infra/local/engine.ts'
import type { Report } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { copyOf, seedItems } from './clones.ts'
import { faults } from './faults.ts'
import { importInto } from './import.ts'

export interface Measured {
  readonly s: number
  /** The largest resident memory of the process, in MB. Linux only. */
  readonly mb: number
  readonly itemCount: number
  readonly findings: readonly string[]
}

export interface Scale {
  readonly items: number
  readonly loadS: number
  readonly whole: Measured
  /** Killed once half of the items were read, and run again. */
  readonly resumed: Measured & { readonly itemsBeforeKill: number }
  readonly exported: Measured & { readonly dumpS: number }
  /** The invariants that the planted faults break. */
  readonly planted: readonly string[]
}

const TABLE = 'scale'

/** @param wanted at least so many items */
export const measureAudit = async (wanted: number, say: (line: string) => void): Promise<Scale> => {
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-scale-'))
  const file = join(scratch, 'table.db')
  const seed = await seedItems()
  const began = performance.now()
  const items = await importInto({ file, scratch, tableName: TABLE }, copies(seed, Math.ceil(wanted / seed.length)))
  const engine = await startEngine({ file })
  try {
    const loadS = secondsSince(began)
    say(`${items} items stored in ${loadS} s, with ${faults.length} faults`)
    const env = { ...process.env, DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: TABLE }
    const whole = await run(env, [])
    say(`whole: ${whole.s} s, ${whole.mb} MB`)
    const checkpoint = join(scratch, 'checkpoint.json')
    const itemsBeforeKill = await killHalfway(env, checkpoint, items / 2)
    const resumed = { ...(await run(env, ['--checkpoint', checkpoint])), itemsBeforeKill }
    say(`killed after ${itemsBeforeKill} items, then: ${resumed.s} s, ${resumed.mb} MB`)
    const folder = join(scratch, 'dump')
    const dumped = performance.now()
    await ended(spawn(process.execPath, [...NODE, 'infra/cli/dump.ts', folder], { env, stdio: 'ignore' }))
    const dumpS = secondsSince(dumped)
    const exported = { ...(await run(env, ['--export', folder])), dumpS }
    say(`dump: ${dumpS} s; audit of the export: ${exported.s} s, ${exported.mb} MB`)
    return { items, loadS, whole, resumed, exported, planted: faults.map(({ breaks }) => breaks) }
  } finally {
    await engine.stop()
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The faults lie in copies that are spread evenly. */
function* copies(seed: readonly Item[], count: number): Generator<Item> {
  const every = Math.max(1, Math.floor(count / faults.length))
  for (let copy = 0; copy < count; copy += 1) {
    const fault = copy % every === 0 ? faults[copy / every] : undefined
    const items = copyOf(seed, copy)
    yield* fault ? fault.plant(items) : items
  }
}

const NODE = ['--disable-warning=ExperimentalWarning']
const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10

type Environment = Readonly<Record<string, string | undefined>>

const begin = (env: Environment, flags: readonly string[]): ChildProcess =>
  spawn(process.execPath, [...NODE, 'infra/cli/audit.ts', '--json', ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const run = async (env: Environment, flags: readonly string[]): Promise<Measured> => {
  const began = performance.now()
  const child = begin(env, flags)
  let [text, complaint, mb] = ['', '', 0]
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    complaint = (complaint + part).slice(-2000)
  })
  const look = setInterval(() => {
    mb = Math.max(mb, residentMb(child.pid))
  }, 50)
  await ended(child)
  clearInterval(look)
  if (text === '') throw new Error(`the audit ended without a report: ${complaint}`)
  const { itemCount, violations }: Report = JSON.parse(text)
  const findings = violations.map(({ module, rule, where }) => `${module}.${rule} ${where}`)
  return { s: secondsSince(began), mb, itemCount, findings }
}

const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('close', resolve))

const residentMb = (pid: number | undefined): number => {
  try {
    const [, kb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kb) / 1024)
  } catch {
    return 0
  }
}

const killHalfway = async (env: Environment, checkpoint: string, half: number): Promise<number> => {
  const child = begin(env, ['--checkpoint', checkpoint])
  let read = 0
  child.stdout?.resume()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const [, count] of text.matchAll(/(\d+) items read/g)) read = Number(count)
    if (read >= half && existsSync(checkpoint)) child.kill('SIGKILL')
  })
  await ended(child)
  return read
}
