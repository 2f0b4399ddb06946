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
export const isRead = (command: string): boolean => READING.has(command)
const CHANGES = ['late', 'twice', 'unsent', 'conflicts', 'dies', 'dies late'] as const
const ELSEWHERE = ['late', 'twice', 'unsent', 'dies', 'dies late'] as const
/** A process that dies before a read leaves what it leaves if it dies before its next write, or what it leaves if it ends. */
const READS = ['unsent'] as const
/** What can happen to a call. */
export const faultsOf = (command: string): readonly Fault['what'][] =>
  command === WRITE ? CHANGES : isRead(command) ? READS : ELSEWHERE

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

/** What each process knows after a step; and of reads of several items under way, what the store contained at each of them. */
interface Known {
  readonly key: string
  readonly known: ReadonlyMap<string, string>
  readonly partial: ReadonlyMap<string, string>
}
/** By the number of steps: what was known in the last run of a walk. The next run repeats a part of it. */
export type Trail = Known[]

/**
 * What each process knows. What it does next depends on nothing but what its calls have brought, in their order, so two runs in
 * which the processes know the same, with the same contents of the store and the gateways and the same events that wait, go on alike.
 */
class Knowledge {
  readonly #watched: Watched
  readonly #trail: Trail
  #now: Known = { key: '', known: new Map(), partial: new Map() }
  #steps = 0

  constructor(watched: Watched, trail: Trail) {
    this.#watched = watched
    this.#trail = trail
  }

  /** @param happens lets the step happen */
  async during(step: Step, happens: () => Promise<void>): Promise<void> {
    const { key, kind, command } = step
    const repeated = this.#trail[this.#steps]?.key === key ? this.#trail[this.#steps] : undefined
    // The reply of a gateway depends on what it contains.
    const before = !repeated && kind === 'call' && GATEWAYS.has(command) ? this.#watched.contents() : ''
    if (!repeated) this.#trail.length = this.#steps
    await happens()
    this.#now = repeated ?? this.#after(step, before)
    this.#trail[this.#steps] = this.#now
    this.#steps += 1
    if (repeated) this.#watched.forget()
  }

  #after({ key, process, kind, command, fault }: Step, before: string): Known {
    const { known, partial } = this.#now
    const brought = this.#watched.brought()
    const isUnderWay = brought.length === 0 && command !== WRITE && (kind === 'call' || kind === 'read')
    // A copy that was sent is not known to the sender.
    const fate = fault === 'twice' ? undefined : fault
    const knows = digest([known.get(process), key, fate, before, brought])
    const read = isUnderWay ? digest([partial.get(process), key, this.#watched.contents()]) : undefined
    return {
      key,
      known: new Map(known).set(process, knows),
      partial: read === undefined ? partial : new Map(partial).set(process, read),
    }
  }

  /** The state in which these events wait. */
  of(events: readonly (Event & Pick<Step, 'key' | 'cause'>)[], strikes: Fault | undefined): string {
    const processes = [...this.#now.known].map(([process, known]) => {
      // Of a process that has ended or died, only what it sent can still matter.
      const isOver = !events.some((one) => one.process.startsWith(process))
      const isReading = events.some((one) => one.process === process && one.kind === 'read')
      return [process, isOver ? 'over' : known, isReading ? this.#now.partial.get(process) : undefined]
    })
    const waiting = events.map(({ key, cause, kind, command }) => [key, cause, kind, command])
    return digest([this.#watched.contents(), this.#watched.ended(), processes.sort(), waiting.sort(), strikes])
  }
}

export interface Driven {
  /** Gets what happened. */
  readonly steps: Step[]
  readonly fault?: Fault | undefined
  /** Of the walk that the run belongs to. */
  readonly trail?: Trail | undefined
}

export const drive =
  (choose: Choose<Step>, { steps, fault, trail = [] }: Driven): Drive =>
  async (simulation, watched) => {
    const knowledge = new Knowledge(watched, trail)
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
