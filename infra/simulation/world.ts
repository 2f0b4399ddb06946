// A world of simulated processes: time, network and chance belong to a scheduler, and nothing moves until it says so.

import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Members } from '#kernel/commit/document.ts'
import type { Runtime } from '#kernel/commit/runtime.ts'
import { memoryClient } from './client.ts'
import { cancelled, ONGOING, throttled, unanswered, unreachable } from './failure.ts'
import { type Footprint, footprintOf } from './footprint.ts'
import { Process, type ProcessOptions } from './process.ts'
import { Queue } from './queue.ts'
import { quickHash } from './quick-hash.ts'
import type { OnStep, Step, Tables } from './tables.ts'
import { through } from './through.ts'

/**
 * `begin`: a process starts. `call`: a request waits in the network; a transaction that arrives locks its items. `commit`: a
 * transaction that holds its items is about to write. `read`: a read of several items is about to read the next one. `index`:
 * an index is about to hear of a write. `pause`: a process waits. `timer`: a deadline beside the work of a process.
 */
export type Kind = 'begin' | 'call' | 'commit' | 'read' | 'index' | 'pause' | 'timer'

/** An event that waits for the scheduler. */
export interface Event extends Footprint {
  /** In the order of creation. */
  readonly id: number
  readonly process: string
  readonly kind: Kind
  /** Such as TransactWriteItems, or the name of a service that is not the store. */
  readonly command: string
  /** The time from which the event can happen, in milliseconds of the world. */
  readonly at: number
}

/**
 * What the network does with a call. `unsent`: the caller learns that it was not sent. `throttled`, `conflicts`: the store
 * refuses it. `lost`: it arrives, its reply does not. `late`: the caller sees a timeout, and it may arrive at any time.
 * `twice`: it arrives, and if it takes effect, a copy may arrive at any time later. All but `arrives` apply to calls only.
 */
export type Fate = 'arrives' | 'unsent' | 'throttled' | 'conflicts' | 'lost' | 'late' | 'twice'

export interface WorldOptions {
  readonly tables: Tables
  /** Milliseconds since 1970 at the beginning. */
  readonly began: number
  /** `stands`: pauses take no time for others, so that orders of events can be compared. */
  readonly time?: 'runs' | 'stands'
  /** Indexes hear of a write when the scheduler says so; otherwise at once. */
  readonly lateIndexes?: boolean
  /** The milliseconds until an event can happen, at least. */
  readonly delay?: (event: Omit<Event, 'id' | 'at'>) => number
  /** The randomness of a process; otherwise its own. */
  readonly random?: (process: Process, bytes: number) => Uint8Array
  /** Hears what a call brought to its process: the answer or the error. */
  readonly learns?: (brought: unknown) => void
  /** `forgotten`: the history stays empty, for runs of millions of events. */
  readonly history?: 'kept' | 'forgotten'
}

interface Waiting extends Event {
  readonly owner: Process
  readonly happens: (fate: Fate) => void
}

/** What runs at a moment: a process, and the call that it is in. */
interface Place {
  readonly process: Process
  readonly call?: { command: string; touches: Footprint; reads: number }
}

const NOTHING: Footprint = { reads: [], writes: [] }
const promisesRun = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
const never = <T>(): Promise<T> => new Promise<T>(() => {})
/** A process that computes longer than this waits for something that no event brings. */
const STUCK_MS = 120_000

export class World {
  readonly client: DynamoDBDocumentClient
  /** Everything that happened, one line each. */
  readonly history: string[] = []
  /** Milliseconds since the beginning. */
  nowMs = 0
  readonly #options: WorldOptions
  readonly #waiting = new Map<number, Waiting>()
  /** In order of time, from the first use of `next` on. Events that have happened are dropped when they come to the front. */
  #ordered: Queue<Waiting> | undefined
  readonly #place = new AsyncLocalStorage<Place>()
  /** The latest of each name. */
  readonly #processes = new Map<string, Process>()
  #created = 0
  /** What runs outside of all processes. */
  readonly #own = new Process('world', () => this.#now())

  constructor(options: WorldOptions) {
    this.#options = options
    options.tables.onStep = this.#onStep
    this.client = memoryClient(options.tables)
    this.client.middlewareStack.add(
      (next, { commandName = '' }) => {
        const command = commandName.replace(/Command$/, '')
        return async (args) => {
          const compare = this.process?.clock.sends()
          const answer = await this.call(command, footprintOf(command, args.input as Members), () => next(args))
          // As the header Date of the reply.
          compare?.(new Date(this.#now()).toUTCString())
          return answer
        }
      },
      { step: 'finalizeRequest', name: 'world', priority: 'low' },
    )
  }

  /** Milliseconds since 1970, whole as those of any clock. */
  readonly #now = (): number => Math.floor(this.#options.began + this.nowMs)

  /** The process that asks; undefined: the scheduler itself, whose calls take effect at once. */
  get process(): Process | undefined {
    return this.#place.getStore()?.process
  }

  /** To bind the kernel to this world. */
  get runtime(): Omit<Runtime, 'tableName'> {
    const here = (): Process => this.process ?? this.#own
    const { random = (process, bytes) => process.random(bytes) } = this.#options
    return {
      client: this.client,
      clock: () => here().clock.time(),
      corrections: () => here().clock.corrections(),
      elapsed: () => this.nowMs + here().waitedMs,
      clockOwner: here,
      random: (bytes) => (this.process ? random(this.process, bytes) : randomBytes(bytes)),
      argon2id: quickHash,
      patientClient: () => this.client,
      pause: (ms) => this.#pause(ms),
      later: (ms, run) => this.#later(ms, run),
      contention: through(() => here().contention),
      memory: through(() => here().memory),
      outside: undefined,
      readsEventually: false,
      forgetsTokens: false,
    }
  }

  /** The events that can happen next, in the order of creation. Timers are not among them: they happen only in order of time. */
  get events(): readonly Event[] {
    return [...this.#waiting.values()].filter(({ kind }) => kind !== 'timer')
  }

  /** The first event in order of time, for runs that time drives. */
  get next(): Event | undefined {
    if (!this.#ordered) {
      this.#ordered = new Queue()
      for (const event of this.#waiting.values()) this.#ordered.add(event)
    }
    while (this.#ordered.first && !this.#waiting.has(this.#ordered.first.id)) this.#ordered.removeFirst()
    return this.#ordered.first
  }

  /** Forgets all processes and events: the world is as it was at this time. */
  begin(nowMs = 0): void {
    this.#waiting.clear()
    this.#ordered = undefined
    this.#processes.clear()
    this.history.length = 0
    this.nowMs = nowMs
    this.#created = 0
  }

  /** Starts a process: its work waits for its event `begin`. */
  start(name: string, work: () => Promise<unknown>, options: ProcessOptions = {}): Process {
    const process = new Process(name, this.#now, options)
    this.#processes.set(name, process)
    void this.#live(process, async () => {
      await this.#wait('begin', '', NOTHING)
      await work()
    })
    return process
  }

  async #live(process: Process, work: () => Promise<unknown>): Promise<void> {
    try {
      await this.#place.run({ process }, work)
    } finally {
      if (process.state === 'lives') process.state = 'ended'
    }
  }

  /** Lets an event happen, and waits until its process waits again or has ended. */
  async deliver(id: number, fate: Fate = 'arrives'): Promise<void> {
    const event = this.#waiting.get(id)
    if (!event) throw new Error(`no event ${id} is waiting`)
    const { owner, kind, command, process, happens, at } = event
    this.#remove(event)
    this.nowMs = Math.max(this.nowMs, at)
    this.#note(`${process}: ${[kind, command, ...(fate === 'arrives' ? [] : [fate])].join(' ')}`)
    happens(fate)
    await this.#quiet(owner)
  }

  /** The process takes no further step. A transaction that holds its items still commits, and copies still arrive. */
  kill(name: string): void {
    const process = this.#processes.get(name)
    if (process?.state !== 'lives') return
    process.state = 'killed'
    this.#note(`${name}: is killed`)
    for (const event of this.#waiting.values())
      if (event.owner === process && event.kind !== 'commit') this.#remove(event)
  }

  /**
   * A call of a process to the store, or to another service.
   * @param send makes the call; it is made again for a copy
   */
  async call<T>(command: string, touches: Footprint, send: () => Promise<T>): Promise<T> {
    const process = this.process
    if (!process) return send()
    const arrives = () => this.#place.run({ process, call: { command, touches, reads: 0 } }, send)
    const fate = await this.#wait('call', command, touches)
    try {
      const answer = await this.#meet(fate, arrives, () => this.#copy(process, { command, touches, send }))
      this.#options.learns?.(answer)
      return answer
    } catch (error) {
      this.#options.learns?.(error)
      throw error
    } finally {
      // A killed process learns nothing.
      if (process.state === 'killed') await never()
    }
  }

  async #meet<T>(fate: Fate, arrives: () => Promise<T>, copy: () => void): Promise<T> {
    switch (fate) {
      case 'arrives':
        return arrives()
      case 'unsent':
        throw unreachable()
      case 'throttled':
        throw throttled()
      case 'conflicts':
        throw cancelled([{ Code: 'TransactionConflict', Message: ONGOING }])
      case 'lost':
        await arrives().catch(() => undefined)
        throw unanswered()
      case 'late':
        copy()
        throw unanswered()
      case 'twice': {
        const answer = await arrives()
        copy()
        return answer
      }
    }
  }

  /** A copy of a call in the network, a process of its own: its reply goes nowhere. */
  #copy(of: Process, { command, touches, send }: Footprinted): void {
    const copy = new Process(`${of.name}, its ${command} again`, this.#now)
    void this.#live(copy, () => this.call(command, touches, send).catch(() => undefined))
  }

  async #pause(ms: number): Promise<void> {
    const { process } = this
    if (process) await this.#wait('pause', '', NOTHING, ms)
    // What waits for something that never comes gives up in time.
    if (this.#options.time === 'stands') (process ?? this.#own).waitedMs += ms
  }

  /** @returns what cancels it. Where time stands still, nothing is ever due. */
  #later(ms: number, run: () => void): () => void {
    const owner = this.process
    if (!owner || this.#options.time === 'stands') return () => {}
    const seen = { process: owner.name, kind: 'timer', command: '', ...NOTHING } as const
    const event = { ...seen, id: this.#created++, at: this.nowMs + ms, owner, happens: run }
    this.#add(event)
    return () => this.#remove(event)
  }

  #wait(kind: Kind, command: string, touches: Footprint, ms = 0): Promise<Fate> {
    const owner = this.process
    if (!owner || (owner.state === 'killed' && kind !== 'commit')) return never()
    const seen = { process: owner.name, kind, command, ...touches }
    const delay = this.#options.time === 'stands' ? 0 : ms + (this.#options.delay?.(seen) ?? 0)
    const id = this.#created++
    return new Promise((happens) => this.#add({ ...seen, id, at: this.nowMs + delay, owner, happens }))
  }

  /** A process does not wait for its timers: only for what it has asked. */
  #add(event: Waiting): void {
    this.#waiting.set(event.id, event)
    this.#ordered?.add(event)
    if (event.kind !== 'timer') event.owner.waiting += 1
  }

  #remove({ id, kind, owner }: Waiting): void {
    if (this.#waiting.delete(id) && kind !== 'timer') owner.waiting -= 1
  }

  #note(line: string): void {
    if (this.#options.history !== 'forgotten') this.history.push(`${this.nowMs} ${line}`)
  }

  /** The steps of commands within the store. The first step of a call is the call's own event. */
  readonly #onStep: OnStep = (step) => {
    const { call } = this.#place.getStore() ?? {}
    if (!call) return undefined
    switch (step.kind) {
      case 'prepare':
        return undefined
      case 'commit':
        return step.command === 'TransactWriteItems' ? this.#stepped(step, committed(step, call.touches)) : undefined
      case 'read':
        call.reads += 1
        return call.reads === 1 ? undefined : this.#stepped(step, readNext(step, call.touches))
      case 'index':
        return this.#options.lateIndexes ? this.#indexed(step) : undefined
    }
  }

  async #stepped({ kind, command }: Step, touches: Footprint): Promise<void> {
    await this.#wait(kind === 'commit' ? 'commit' : 'read', command, touches)
  }

  /** An index is a process of its own: a write does not wait for it. */
  #indexed({ command, items }: Step): Promise<void> {
    const index = new Process(`index of ${this.process?.name}`, this.#now)
    return this.#live(index, async () => {
      await this.#wait('index', command, { reads: [], writes: items })
    })
  }

  async #quiet(process: Process): Promise<void> {
    // Promises alone need no turn of the event loop, which costs more than they do.
    await promisesRun()
    if (process.state !== 'lives' || process.waiting > 0) return
    const began = performance.now()
    do {
      await turn()
      if (performance.now() - began > STUCK_MS)
        throw new Error(`${process.name} waits for something that no event brings`)
    } while (process.state === 'lives' && process.waiting === 0)
  }
}

/** A commit also changes places in indexes. */
const committed = ({ places = [] }: Step, { reads, writes }: Footprint): Footprint => ({
  reads,
  writes: [...writes, ...places],
})

/** A query may find any item of its partition; other reads name the items. */
const readNext = ({ command, items }: Step, { reads }: Footprint): Footprint =>
  command === 'Query' || command === 'Scan' ? { reads, writes: [] } : { reads: items, writes: [] }

interface Footprinted {
  readonly command: string
  readonly touches: Footprint
  readonly send: () => Promise<unknown>
}
