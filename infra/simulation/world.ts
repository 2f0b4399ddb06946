// A world of simulated processes: time, network and chance belong to a scheduler, and nothing moves until it says so.

import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Members } from '#kernel/commit/document.ts'
import type { Runtime } from '#kernel/commit/runtime.ts'
import { memoryClient } from './client.ts'
import { cancelled, ONGOING, throttled, unanswered, unreachable } from './failure.ts'
import { type Footprint, footprintOf, once } from './footprint.ts'
import { Process, type ProcessOptions } from './process.ts'
import { isBefore, Queue } from './queue.ts'
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
  readonly delay?: (event: Pick<Event, 'process' | 'kind' | 'command'>) => number
  /** The randomness of a process; otherwise its own. */
  readonly random?: (process: Process, bytes: number) => Uint8Array
  /** Hears what a call brought to its process: the answer or the error. */
  readonly learns?: (brought: unknown) => void
  /** `forgotten`: the history stays empty, for runs of millions of events. */
  readonly history?: 'kept' | 'forgotten'
}

interface Asked extends Pick<Event, 'kind' | 'command' | 'at'> {
  readonly touches: Touches
  readonly happens: (fate: Fate) => void
}

class Waiting implements Event {
  readonly id: number
  readonly owner: Process
  readonly process: string
  readonly kind: Kind
  readonly command: string
  readonly at: number
  readonly happens: (fate: Fate) => void
  readonly #touches: Touches

  constructor(id: number, owner: Process, { kind, command, at, happens, touches }: Asked) {
    this.id = id
    this.owner = owner
    this.process = owner.name
    this.kind = kind
    this.command = command
    this.at = at
    this.happens = happens
    this.#touches = touches
  }

  get reads(): readonly string[] {
    return this.#touches().reads
  }

  get writes(): readonly string[] {
    return this.#touches().writes
  }
}

/** What runs at a moment: a process, and the call that it is in. */
interface Place {
  readonly process: Process
  readonly call?: { readonly touches: Touches; reads: number }
}

/** What an event touches. Only a run that compares orders of events asks. */
type Touches = () => Footprint

const nothing: Touches = () => ({ reads: [], writes: [] })
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
  #ordered: { readonly steps: Queue<Waiting>; readonly timers: Queue<Waiting> } | undefined
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
          const touches = once(() => footprintOf(command, args.input as Members))
          const answer = await this.#call(command, touches, () => next(args))
          // As the header Date of the reply.
          compare?.(this.#date())
          return answer
        }
      },
      { step: 'finalizeRequest', name: 'world', priority: 'low' },
    )
  }

  #dated = { second: 0, text: '' }

  /** As in HTTP headers, which have whole seconds. */
  #date(): string {
    const second = Math.floor(this.#now() / 1000)
    if (second !== this.#dated.second) this.#dated = { second, text: new Date(second * 1000).toUTCString() }
    return this.#dated.text
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
    const step = this.#first('steps')
    const timer = this.#first('timers')
    return step && timer ? (isBefore(step, timer) ? step : timer) : (step ?? timer)
  }

  /** The same without timers, for runs in which no deadline passes. */
  get nextStep(): Event | undefined {
    return this.#first('steps')
  }

  #first(of: 'steps' | 'timers'): Waiting | undefined {
    if (!this.#ordered) {
      this.#ordered = { steps: new Queue(), timers: new Queue() }
      for (const event of this.#waiting.values()) this.#order(event)
    }
    const { [of]: queue } = this.#ordered
    while (queue.first && !this.#waiting.has(queue.first.id)) queue.removeFirst()
    return queue.first
  }

  #order(event: Waiting): void {
    this.#ordered?.[event.kind === 'timer' ? 'timers' : 'steps'].add(event)
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
      await this.#wait('begin', '', nothing)
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
  deliver(id: number, fate: Fate = 'arrives'): Promise<void> {
    const event = this.#waiting.get(id)
    if (!event) throw new Error(`no event ${id} is waiting`)
    const { owner, kind, command, process, happens, at } = event
    this.#remove(event)
    this.nowMs = Math.max(this.nowMs, at)
    this.#note(`${process}: ${kind} ${command}${fate === 'arrives' ? '' : ` ${fate}`}`)
    happens(fate)
    return this.#quiet(owner)
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
  call<T>(command: string, touches: Footprint, send: () => Promise<T>): Promise<T> {
    return this.#call(command, () => touches, send)
  }

  async #call<T>(command: string, touches: Touches, send: () => Promise<T>): Promise<T> {
    const process = this.process
    if (!process) return send()
    const arrives = () => this.#place.run({ process, call: { touches, reads: 0 } }, send)
    const fate = await this.#wait('call', command, touches)
    try {
      const copy = () => this.#copy(process, { command, touches, send })
      const answer = await (fate === 'arrives' ? arrives() : this.#meet(fate, arrives, copy))
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

  async #meet<T>(fate: Exclude<Fate, 'arrives'>, arrives: () => Promise<T>, copy: () => void): Promise<T> {
    switch (fate) {
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
    void this.#live(copy, () => this.#call(command, touches, send).catch(() => undefined))
  }

  async #pause(ms: number): Promise<void> {
    const { process } = this
    if (process) await this.#wait('pause', '', nothing, ms)
    // What waits for something that never comes gives up in time.
    if (this.#options.time === 'stands') (process ?? this.#own).waitedMs += ms
  }

  /** @returns what cancels it. Where time stands still, nothing is ever due. */
  #later(ms: number, run: () => void): () => void {
    const owner = this.process
    if (!owner || this.#options.time === 'stands') return () => {}
    const event = this.#add(owner, { kind: 'timer', command: '', touches: nothing, at: this.nowMs + ms, happens: run })
    return () => this.#remove(event)
  }

  #wait(kind: Kind, command: string, touches: Touches, ms = 0): Promise<Fate> {
    const owner = this.process
    if (!owner || (owner.state === 'killed' && kind !== 'commit')) return never()
    const { time, delay } = this.#options
    const waits = time === 'stands' ? 0 : ms + (delay?.({ process: owner.name, kind, command }) ?? 0)
    const at = this.nowMs + waits
    return new Promise((happens) => this.#add(owner, { kind, command, touches, at, happens }))
  }

  /** A process does not wait for its timers: only for what it has asked. */
  #add(owner: Process, asked: Asked): Waiting {
    const event = new Waiting(this.#created++, owner, asked)
    this.#waiting.set(event.id, event)
    this.#order(event)
    if (event.kind !== 'timer') owner.waiting += 1
    return event
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

  #stepped({ kind, command }: Step, touches: Touches): Promise<unknown> {
    return this.#wait(kind === 'commit' ? 'commit' : 'read', command, touches)
  }

  /** An index is a process of its own: a write does not wait for it. */
  #indexed({ command, items }: Step): Promise<void> {
    const index = new Process(`index of ${this.process?.name}`, this.#now)
    return this.#live(index, async () => {
      await this.#wait('index', command, () => ({ reads: [], writes: items }))
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
const committed = ({ places }: Step, touches: Touches): Touches =>
  once(() => {
    const { reads, writes } = touches()
    return { reads, writes: [...writes, ...(places?.() ?? [])] }
  })

/** A query may find any item of its partition; other reads name the items. */
const readNext =
  ({ command, items }: Step, touches: Touches): Touches =>
  () => ({ reads: command === 'Query' || command === 'Scan' ? touches().reads : items, writes: [] })

interface Footprinted {
  readonly command: string
  readonly touches: Touches
  readonly send: () => Promise<unknown>
}
