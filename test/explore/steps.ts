// The steps of a run: which can happen next, what they touch, and the one fault that a run may have.

import type { Choice, Choose } from '#infra/simulation/interleavings.ts'
import type { Event, Fate } from '#infra/simulation/world.ts'
import type { Drive } from './stage.ts'

/**
 * What happens to one call. `late`: the caller sees a timeout, and the call arrives at any time later. `twice`: a copy of a call
 * that took effect arrives at any time later. `dies`: the process ends before the call, or with the call under way (`dies late`).
 */
export const faults = ['late', 'twice', 'unsent', 'conflicts', 'dies', 'dies late'] as const
export interface Fault {
  readonly process: string
  /** The number of the call among those of the process, from 1. */
  readonly call: number
  readonly what: (typeof faults)[number]
}

export interface Step extends Choice {
  readonly id: number
  readonly process: string
  readonly kind: Event['kind']
  readonly command: string
  /** What the command names. */
  readonly items: readonly string[]
  readonly fault: Fault['what'] | undefined
}

/** A transaction locks its items when it arrives. */
const WRITE = 'TransactWriteItems'
/** What conflicts with a transaction that holds an item. */
const MEETS: ReadonlySet<string> = new Set([WRITE, 'TransactGetItems'])
const lock = (item: string): string => `lock ${item}`

type Touched = Pick<Step, 'reads' | 'writes'>
const touched = ({ kind, command, reads, writes }: Event): Touched => {
  const items = [...reads, ...writes]
  if (kind === 'commit') return { reads: [], writes: [...writes, ...items.map(lock)] }
  if (command === WRITE) return { reads: items, writes: items.map(lock) }
  if (command === 'TransactGetItems') return { reads: [...reads, ...reads.map(lock)], writes: [] }
  return { reads, writes }
}

const NOTHING: Touched = { reads: [], writes: [] }
/** With these faults the call itself reaches nothing. */
const MISSES: ReadonlySet<string | undefined> = new Set(['late', 'unsent', 'conflicts', 'dies', 'dies late'])
const FATES: Readonly<Partial<Record<Fault['what'], Fate>>> = {
  late: 'late',
  twice: 'twice',
  unsent: 'unsent',
  conflicts: 'conflicts',
  'dies late': 'late',
}

/** @param steps gets what happened */
export const drive =
  (choose: Choose<Step>, steps: Step[], fault?: Fault): Drive =>
  async (simulation) => {
    const names = new Map<number, Pick<Step, 'key' | 'cause'>>()
    const created = new Map<string, number>()
    const calls = new Map<string, number>()
    /** What the last transaction of each process named: the next try waits until no other holds it. */
    const tried = new Map<string, readonly string[]>()

    const named = ({ id, process }: Event): Pick<Step, 'key' | 'cause'> => {
      const known = names.get(id)
      if (known) return known
      const count = (created.get(process) ?? 0) + 1
      created.set(process, count)
      const name = { key: `${process}#${count}`, cause: steps.at(-1)?.key }
      names.set(id, name)
      return name
    }
    const stepOf = (event: Event): Step => {
      const { id, process, kind, command } = event
      const isFaulty = kind === 'call' && process === fault?.process && (calls.get(process) ?? 0) + 1 === fault.call
      const what = isFaulty ? fault.what : undefined
      const items = [...event.reads, ...event.writes]
      return {
        id,
        process,
        kind,
        command,
        items,
        fault: what,
        ...named(event),
        ...(MISSES.has(what) ? NOTHING : touched(event)),
      }
    }
    for (;;) {
      const events = simulation.events
      const held = new Set(
        events.flatMap(({ kind, reads, writes }) => (kind === 'commit' ? [...reads, ...writes] : [])),
      )
      const canHappen = ({ kind, process }: Event): boolean =>
        kind !== 'pause' || !tried.get(process)?.some((item) => held.has(item))
      const choices = events
        .map((event) => [event, stepOf(event)] as const)
        .flatMap(([event, step]) => (canHappen(event) ? [step] : []))
      if (choices.length === 0) return true
      const step = choose(choices)
      if (!step) return false
      steps.push(step)
      const { id, process, kind, command, items, fault: what } = step
      if (kind === 'call') calls.set(process, (calls.get(process) ?? 0) + 1)
      if (kind === 'call' && MEETS.has(command)) tried.set(process, items)
      const isDeath = what === 'dies' || what === 'dies late'
      if (what !== 'dies') await simulation.deliver(id, what && FATES[what])
      if (isDeath) simulation.kill(process)
    }
  }

/** The steps of the first process that has not ended. */
export const firstOf = (order: readonly string[], choices: readonly Step[]): readonly Step[] =>
  order.map((process) => choices.filter((one) => one.process === process)).find((all) => all.length > 0) ?? choices
