// The steps of a run: which can happen next, what they touch, and the one fault that a run may have.

import { hash } from 'node:crypto'
import type { Choice, Choose } from '#infra/simulation/interleavings.ts'
import type { Event, Fate } from '#infra/simulation/world.ts'
import type { Drive, Watched } from './stage.ts'

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

/** A transaction locks its items when it arrives. */
const WRITE = 'TransactWriteItems'
const READING: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'])
const CHANGES = ['late', 'twice', 'unsent', 'conflicts', 'dies', 'dies late'] as const
const ELSEWHERE = ['late', 'twice', 'unsent', 'dies', 'dies late'] as const
/** A process that dies before a read leaves what it leaves if it dies before its next write, or what it leaves if it ends. */
const READS = ['unsent'] as const
/** What can happen to a call. */
export const faultsOf = (command: string): readonly Fault['what'][] =>
  command === WRITE ? CHANGES : READING.has(command) ? READS : ELSEWHERE

export interface Step extends Choice {
  readonly id: number
  readonly process: string
  readonly kind: Event['kind']
  readonly command: string
  /** What the command names. */
  readonly items: readonly string[]
  readonly fault: Fault['what'] | undefined
}

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

const GATEWAYS: ReadonlySet<string> = new Set(['gateway', 'bucket'])
const digest = (parts: readonly unknown[]): string => hash('sha1', JSON.stringify(parts), 'base64')

/**
 * What each process knows. What it does next depends on nothing but what its calls have brought, in their order, so two runs in
 * which the processes know the same, with the same contents of the store and the gateways and the same events that wait, go on alike.
 */
class Knowledge {
  readonly #known = new Map<string, string>()
  /** Of a read of several items under way: what the store contained when it read each of them. */
  readonly #partial = new Map<string, string>()
  readonly #watched: Watched

  constructor(watched: Watched) {
    this.#watched = watched
  }

  /** @param happens lets the step happen */
  async during({ key, process, kind, command, fault }: Step, happens: () => Promise<void>): Promise<void> {
    // The reply of a gateway depends on what it contains.
    const before = kind === 'call' && GATEWAYS.has(command) ? this.#watched.contents() : ''
    await happens()
    const brought = this.#watched.brought()
    const isUnderWay = brought.length === 0 && command !== WRITE && (kind === 'call' || kind === 'read')
    if (isUnderWay)
      this.#partial.set(process, digest([this.#partial.get(process), key, this.#watched.contents()]))
    // A copy that was sent is not known to the sender.
    const fate = fault === 'twice' ? undefined : fault
    this.#known.set(process, digest([this.#known.get(process), key, fate, before, brought]))
  }

  /** The state in which these events wait. */
  of(events: readonly (Event & Pick<Step, 'key' | 'cause'>)[], strikes: Fault | undefined): string {
    const processes = [...this.#known].map(([process, known]) => {
      const waits = events.filter((one) => one.process.startsWith(process))
      // Of a process that has ended or died, only what it sent can still matter.
      const isOver = waits.length === 0
      const isReading = events.some((one) => one.process === process && one.kind === 'read')
      if (!isReading) this.#partial.delete(process)
      return [process, isOver ? 'over' : known, this.#partial.get(process)]
    })
    const waiting = events.map(({ key, cause, kind, command }) => [key, cause, kind, command])
    return digest([this.#watched.contents(), this.#watched.ended(), processes.sort(), waiting.sort(), strikes])
  }
}

/** @param steps gets what happened */
export const drive =
  (choose: Choose<Step>, steps: Step[], fault?: Fault): Drive =>
  async (simulation, watched) => {
    const knowledge = new Knowledge(watched)
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
      const what = isFaulty && faultsOf(command).includes(fault.what) ? fault.what : undefined
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
      const strikes = fault && (calls.get(fault.process) ?? 0) < fault.call && watched.isRunning(fault.process)
      const stateOf = () =>
        knowledge.of(
          events.map((event) => ({ ...event, ...named(event) })),
          strikes ? fault : undefined,
        )
      const step = choose(choices, stateOf)
      if (!step) return false
      steps.push(step)
      const { id, process, kind, command, items, fault: what } = step
      if (kind === 'call') calls.set(process, (calls.get(process) ?? 0) + 1)
      if (kind === 'call' && MEETS.has(command)) tried.set(process, items)
      const isDeath = what === 'dies' || what === 'dies late'
      await knowledge.during(step, async () => {
        if (what !== 'dies') await simulation.deliver(id, what && FATES[what])
        if (isDeath) simulation.kill(process)
      })
    }
  }

/** The steps of the first process that has not ended. */
export const firstOf = (order: readonly string[], choices: readonly Step[]): readonly Step[] =>
  order.map((process) => choices.filter((one) => one.process === process)).find((all) => all.length > 0) ?? choices
