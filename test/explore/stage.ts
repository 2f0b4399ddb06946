// A small world in memory that begins anew for each run, with processes whose every step the explorer chooses.

import { createHash } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'
import type { LedgerEntry } from '#infra/sandbox/book.ts'
import { type Gateways, gatewayFetch, openGateways } from '#infra/sandbox/gateways.ts'
import { footprintOf } from '#infra/simulation/footprint.ts'
import type { Process } from '#infra/simulation/process.ts'
import { SEPARATOR, type Table } from '#infra/simulation/table.ts'
import { Tables } from '#infra/simulation/tables.ts'
import type { Item as Wired } from '#infra/simulation/value.ts'
import { World as Simulation } from '#infra/simulation/world.ts'
import type { Members } from '#kernel/commit/document.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import type { PrimaryKey } from '#kernel/commit/seen.ts'
import { audit } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import { type World, worldOf } from '#test/support/people.ts'
import { bucketEnvironment } from '#test/support/process.ts'
import { gistOf } from './judge.ts'

/** The reply to an act, without ids of the request. */
export type Said = string

export interface Act {
  /** `reads`: it never writes. `choice`: it writes, optionally with a key. */
  readonly kind: 'reads' | 'writes' | 'choice'
  /** The operation of the API, or the job. */
  readonly entry: string
  readonly isJob?: true
  /** It takes no key. */
  readonly isKeyless?: boolean
  /** A call with several transactions: others may see states in between. */
  readonly isStepwise?: true
  /** @param key if optional; absent: without */
  readonly does: (name: string, key?: string) => Promise<Said>
}

/** The result of a run. */
export interface Outcome {
  /** By process; one that was killed has said nothing. */
  readonly said: Readonly<Record<string, Said>>
  /** What was stored when each process ended. */
  readonly seen: Readonly<Record<string, string>>
  /** The final state of the table and the gateways, as canonical JSON. */
  readonly left: string
  /** The seats and the money of it, as far as they changed. */
  readonly gist: string
  /** The result of the audit. */
  readonly violations: readonly string[]
}

/** By the contents of the store and the gateways: what the jobs left of them, and what the audit said. */
export type Settled = Map<string, Pick<Outcome, 'left' | 'gist' | 'violations'>>

export interface How {
  readonly drive: Drive
  /** Jobs that complete in the end what is open. */
  readonly settles: () => Promise<unknown>
  /** Ends that are known: the jobs start from what is stored alone, so they do not run again from equal contents. */
  readonly settled?: Settled | undefined
}

/** A part of a transaction as it goes over the wire. */
export type Member = NonNullable<TransactWriteItemsCommandInput['TransactItems']>[number]

/** Lets events happen until none is left. @returns false if the run was given up */
export type Drive = (simulation: Simulation, watched: Watched) => Promise<boolean>

/** What a run has come to. */
export interface Watched {
  /** A digest of all that the store, the gateways and the bucket contain. */
  contents(): string
  /** What the processes that have ended said, and what was stored then. */
  ended(): unknown
  isRunning(process: string): boolean
  /** What calls have brought since it was last asked. */
  brought(): readonly string[]
  /** The same, without a look at it. */
  forget(): void
}

/** Receipts and tokens describe requests; their effects are visible in other items. */
const TRACE = /^(RECEIPT|TRY)#/
/** Without a guard or its companions, a job may find the same work again and again. */
const MOST_TRANSACTIONS = 150
const BEGAN = Date.parse('2026-11-25T03:00:00.000Z')
const SANDBOX = 'http://127.0.0.1:1'
const MAILBOX = 'http://127.0.0.1:2'

/** What a stage changes in the process. */
const surroundings = () => ({
  fetch: globalThis.fetch,
  timer: timers.setTimeout,
  runtime: { ...runtime() },
  environment: { ...process.env },
})
type Surroundings = ReturnType<typeof surroundings>

export class Stage {
  readonly world: World
  /** Changes what transactions say, to plant a mistake. */
  tampers: (members: readonly Member[]) => readonly Member[] = (members) => members
  /** Hears of each transaction that arrives at the store. @returns what hears of its end, unless it meets a conflict */
  arrives: (members: readonly Member[]) => ((isCommitted: boolean) => void) | undefined = () => undefined
  /** The jobs that complete open calls. */
  settles: () => Promise<unknown> = async () => undefined
  /** The items that jobs have touched in the ends of runs. */
  readonly reached = new Set<string>()
  /** What the bucket has, by key. */
  readonly objects = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly #tables: Tables
  readonly #simulation: Simulation
  readonly #gateways: Gateways
  readonly #surroundings: Surroundings
  readonly #sound = new Map<string, readonly string[]>()
  readonly #texts = new WeakMap<Wired, string>()
  readonly #plains = new WeakMap<Wired, Item>()
  /** The items with which each run begins, by id. */
  #saved: ReadonlyMap<string, Wired> = new Map()
  readonly #draws = new WeakMap<Process, Map<number, number>>()
  #drawn = 0
  #sent = 0
  #began: () => void = () => {}
  readonly #brought: unknown[] = []

  private constructor(
    { tables, simulation, gateways }: { tables: Tables; simulation: Simulation; gateways: Gateways },
    world: World,
    before: Surroundings,
  ) {
    this.#surroundings = before
    this.#tables = tables
    this.#simulation = simulation
    this.#gateways = gateways
    this.world = {
      ...world,
      passes: (ms) => this.passes(ms),
      now: (ms = 0) => new Date(BEGAN + simulation.nowMs + ms).toISOString(),
    }
  }

  static async open(): Promise<Stage> {
    const holder: { stage?: Stage } = {}
    const random = (bytes: number): Uint8Array => holder.stage?.draw(bytes) ?? digest(`${bytes}`, bytes)
    const tables: Tables = new Tables({ clock: () => BEGAN + simulation.nowMs })
    const simulation: Simulation = new Simulation({
      tables,
      began: BEGAN,
      time: 'stands',
      random: (_, bytes) => random(bytes),
      learns: (brought) => holder.stage?.learn(brought),
    })
    const gateways = openGateways({ url: SANDBOX, clock: () => BEGAN + simulation.nowMs, random })
    const before = surroundings()
    const stage = new Stage({ tables, simulation, gateways }, await worldOf(() => simulation.client), before)
    holder.stage = stage
    simulation.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (!simulation.process) stage.#reaches(commandName ?? '', args.input as Members)
          if (commandName !== 'TransactWriteItemsCommand') return next(args)
          stage.#sent += 1
          if (stage.#sent > MOST_TRANSACTIONS) throw new Error('a run that does not end')
          const input = args.input as TransactWriteItemsCommandInput
          const members = input.TransactItems ?? []
          const sent = stage.tampers(members)
          const answer = next({ ...args, input: { ...input, TransactItems: sent } as never })
          return sent.length < members.length ? answer.catch(placedIn(members, sent)) : answer
        },
      { step: 'initialize', name: 'tampers' },
    )
    // Behind the simulation's own, which holds back what has not arrived.
    simulation.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName !== 'TransactWriteItemsCommand') return next(args)
          const { TransactItems: members = [], ClientRequestToken: token } =
            args.input as TransactWriteItemsCommandInput
          // What has committed before has no effect again.
          const ended = tables.token(token ?? '')?.isDone ? undefined : stage.arrives(members)
          const answer = next(args)
          if (ended)
            answer.then(
              () => ended(true),
              (error: Cancelled) => isRefusal(error) && ended(false),
            )
          return answer
        },
      { step: 'finalizeRequest', name: 'arrives', priority: 'low' },
    )
    stage.#bind(random)
    return stage
  }

  #bind(random: (bytes: number) => Uint8Array): void {
    const { clock, ...others } = this.#simulation.runtime
    bindRuntime({
      ...others,
      random,
      outside: () => this.#simulation.call('outside', { reads: [], writes: ['outside'] }, async () => 200),
      clock: () => {
        // A plan starts with a read of the clock. A replan draws the same ids, so outcomes can be compared directly.
        this.#drawsOf().clear()
        return clock()
      },
    })
    // More keys of the jobs' queues are more reads of the same kind, and every step multiplies the histories.
    const few = { GATEWAY_TIMEOUT_MS: '5000', DUE_STRIPES: '1', MAILBOX_URL: MAILBOX }
    Object.assign(process.env, sandboxEnvironment(SANDBOX), bucketEnvironment, few)
    // Time stands, so nothing in a process is ever due. The timers of runs that were given up would hold them, and be due later.
    const { timer } = this.#surroundings
    const cleared = timer(() => {}, 0)
    clearTimeout(cleared)
    const never = (...given: Parameters<typeof timer>) => (this.#simulation.process ? cleared : timer(...given))
    timers.setTimeout = Object.assign(never, timer)
    // The timer of a handler's time limit comes from an import.
    syncBuiltinESMExports()
    const reach = gatewayFetch(this.#gateways)
    globalThis.fetch = (input, init) => {
      const url = String(input)
      if (url.startsWith(SANDBOX))
        return this.#simulation.call('gateway', { reads: [], writes: ['gateway'] }, () => reach(input, init))
      if (url.startsWith(MAILBOX))
        return this.#simulation.call(
          'mailbox',
          { reads: [], writes: ['mailbox'] },
          async () => new Response(null, { status: 201 }),
        )
      if (!url.startsWith(bucketEnvironment.BUCKET_URL)) return this.#surroundings.fetch(input, init)
      const { pathname } = new URL(url)
      const key = pathname.slice(1)
      const touches = { reads: [], writes: [`object ${key}`] }
      return this.#simulation.call('bucket', touches, async () => this.#object(key, init))
    }
  }

  /** The bucket's answer. */
  #object(key: string, { method = 'GET', body }: RequestInit = {}): Response {
    const found = this.objects.get(key)
    if (method === 'GET') return found ? new Response(found) : new Response('NoSuchKey', { status: 404 })
    if (method === 'DELETE') this.objects.delete(key)
    else this.objects.set(key, body as Uint8Array<ArrayBuffer>)
    return new Response(null, { status: method === 'DELETE' ? 204 : 200 })
  }

  readonly #outside = new Map<number, number>()
  #drawsOf(): Map<number, number> {
    const { process } = this.#simulation
    if (!process) return this.#outside
    const draws = this.#draws.get(process) ?? new Map<number, number>()
    this.#draws.set(process, draws)
    return draws
  }

  draw(bytes: number): Uint8Array {
    const { process } = this.#simulation
    if (!process) return digest(`stage ${this.#drawn++}`, bytes)
    // Tokens of transactions are unique.
    if (bytes === TOKEN_BYTES) return process.random(bytes)
    const draws = this.#drawsOf()
    const drawn = draws.get(bytes) ?? 0
    draws.set(bytes, drawn + 1)
    return digest(`${process.name} ${bytes} ${drawn}`, bytes)
  }

  /** The command of a job in the end. */
  #reaches(commandName: string, input: Members): void {
    const { reads, writes } = footprintOf(commandName.replace(/Command$/, ''), input)
    for (const item of [...reads, ...writes]) this.reached.add(item)
  }

  learn(brought: unknown): void {
    this.#brought.push(brought)
  }

  /** What runs have had in common so far is not compared with later runs. */
  forgets(): void {
    this.#numbers = new WeakMap()
    this.#numbered = new Map()
    this.#sound.clear()
  }

  passes(ms: number): void {
    this.#simulation.nowMs += Math.ceil(ms)
  }

  /** What is stored under a key now. */
  itemOf({ pk, sk }: PrimaryKey): Item | undefined {
    const item = this.#table.get(pk + SEPARATOR + sk)?.item
    return item && this.#plain(item)
  }

  /** From now on, every run begins with the current state of the table and the gateways. */
  begins(): void {
    const putBack = [this.#tables.save(), this.#gateways.save()]
    this.#saved = new Map([...this.#table.items.entries()].map(({ id, item }) => [id, item]))
    const { nowMs } = this.#simulation
    const drawn = this.#drawn
    const objects = [...this.objects]
    this.#began = () => {
      this.objects.clear()
      for (const [key, bytes] of objects) this.objects.set(key, bytes)
      for (const one of putBack) one()
      this.#simulation.begin(nowMs)
      this.#drawn = drawn
    }
  }

  /** @param acts by the name of the process @returns undefined if the run was given up */
  async run(
    acts: Readonly<Record<string, () => Promise<Said>>>,
    { drive, settles, settled }: How,
  ): Promise<Outcome | undefined> {
    this.#began()
    this.#sent = 0
    const said: Record<string, Said> = {}
    const seen: Record<string, string> = {}
    for (const [name, does] of Object.entries(acts)) {
      this.#simulation.start(name, async () => {
        said[name] = await does().catch((error) => `broke: ${error}`)
        seen[name] = this.#state()
      })
    }
    for (const { id } of this.#simulation.events) await this.#simulation.deliver(id)
    this.#brought.length = 0
    const watched: Watched = {
      contents: () => this.#contents(),
      ended: () => [said, seen],
      isRunning: (name) => said[name] === undefined,
      brought: () => this.#brought.splice(0).map(textOf),
      forget: () => {
        this.#brought.length = 0
      },
    }
    if (!(await drive(this.#simulation, watched))) return undefined
    const contents = settled ? this.#contents() : ''
    const known = settled?.get(contents)
    if (known) return { said, seen, ...known }
    const open = await settles().then(
      () => [],
      (error: Error) => [error.message],
    )
    const left = this.#state()
    const end = { left, gist: this.#gist(), violations: [...open, ...(await this.#violations(left))] }
    settled?.set(contents, end)
    return { said, seen, ...end }
  }

  get #table(): Table {
    return this.#tables.table(this.world.table.name)
  }

  /** The current state of the table, as changes since the run began, and of the gateways. */
  #state(): string {
    const texts = this.#table.changes.flatMap(([id, item]) => (TRACE.test(id) ? [] : this.#changed(id, item)))
    const money = this.#gateways.ledger().map(({ tid: _, ...entry }: LedgerEntry) => entry)
    return `[[${texts.join(',')}],${canonicalJson(money)}]`
  }

  /** The text of an item that is not as it was. */
  #changed(id: string, item: Wired | undefined): string[] {
    const text = item ? this.#text(item) : JSON.stringify({ ...keyOf(id), deleted: true })
    const was = this.#saved.get(id)
    return was && text === this.#text(was) ? [] : [text]
  }

  #gist(): string {
    const gist = (item: Wired | undefined) => gistOf(item && this.#plain(item))
    const items = this.#table.changes.flatMap(([id, item]) => {
      const [is, was] = [gist(item), gist(this.#saved.get(id))]
      return is === was ? [] : [[id, is]]
    })
    const moved = this.#gateways.ledger().reduce((sum, { captured, cancelled }) => sum + captured - cancelled, 0)
    return canonicalJson([items, moved])
  }

  /** The number of what is stored: equal contents have equal numbers. */
  #numbers = new WeakMap<object, number>()
  #numbered = new Map<string, number>()
  #numberOf(stored: object, text: () => string): number {
    const known = this.#numbers.get(stored)
    if (known !== undefined) return known
    const made = text()
    const number = this.#numbered.get(made) ?? this.#numbered.size
    this.#numbered.set(made, number)
    this.#numbers.set(stored, number)
    return number
  }

  #contents(): string {
    const items = this.#table.changes.map(
      ([id, item]) => `${id} ${item && this.#numberOf(item, () => this.#text(item))}`,
    )
    const objects = [...this.objects].map(([key, bytes]) => `${key} ${bytes.length}`)
    const stored = this.#gateways.contents().map((one) => this.#numberOf(one, () => JSON.stringify(one)))
    return [...items, ...this.#tables.newTokens, ...objects.sort(), ...stored].join('\n')
  }

  /** A stored item never changes, so its text is made once. */
  #text(item: Wired): string {
    const known = this.#texts.get(item)
    if (known !== undefined) return known
    const text = canonicalJson(unmarshall(item))
    this.#texts.set(item, text)
    return text
  }

  async #violations(left: string): Promise<readonly string[]> {
    const known = this.#sound.get(left)
    if (known) return known
    const items = [...this.#table.items.entries()].map(({ item }) => this.#plain(item))
    const client = {
      send: async ({ input }: { input: { ExpressionAttributeValues?: { ':pk': string } } }) => ({
        Items: items.filter(({ pk }) => pk === (input.ExpressionAttributeValues?.[':pk'] ?? pk)),
      }),
    } as unknown as DynamoDBDocumentClient
    const clock = () => BEGAN + this.#simulation.nowMs
    const { violations } = await audit({ client, tableName: '', clock, pause: async () => {}, invariants })
    const found = violations.map(({ module, rule, where }) => `${module}.${rule} at ${where}`)
    this.#sound.set(left, found)
    return found
  }

  /** The same for the item as the kernel reads it. */
  #plain(item: Wired): Item {
    const known = this.#plains.get(item) ?? (unmarshall(item) as Item)
    this.#plains.set(item, known)
    return known
  }

  /** The process is as it was before. */
  close(): void {
    const { fetch, timer, runtime: bound, environment } = this.#surroundings
    globalThis.fetch = fetch
    timers.setTimeout = timer
    syncBuiltinESMExports()
    bindRuntime(bound)
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
    this.#gateways.stop()
  }
}

const keyOf = (id: string): PrimaryKey => {
  const [pk = '', sk = ''] = id.split(SEPARATOR)
  return { pk, sk }
}

/** The text of an answer or an error; what a gateway answers is told by its contents. */
const textOf = (brought: unknown): string => {
  if (brought instanceof Response) return String(brought.status)
  if (!(brought instanceof Error)) return JSON.stringify((brought as { output?: unknown }).output ?? brought)
  const { name, message, CancellationReasons: reasons } = brought as Error & { CancellationReasons?: unknown }
  return JSON.stringify([name, message, reasons])
}

type Cancelled = Error & { readonly CancellationReasons?: readonly { readonly Code?: string }[] }
/** Conditions were broken, and no item was held by another transaction. */
const isRefusal = ({ CancellationReasons: reasons = [] }: Cancelled): boolean =>
  reasons.some(({ Code: code }) => code === 'ConditionalCheckFailed') &&
  !reasons.some(({ Code: code }) => code === 'TransactionConflict')

/** A cancellation has a reason for each part. Those that were left out refuse nothing. */
const placedIn =
  (members: readonly Member[], sent: readonly Member[]) =>
  (error: Error & { CancellationReasons?: object[] }): never => {
    const reasons = error.CancellationReasons
    if (reasons) error.CancellationReasons = members.map((member) => reasons[sent.indexOf(member)] ?? { Code: 'None' })
    throw error
  }

const TOKEN_BYTES = 18
const digest = (seed: string, bytes: number): Uint8Array =>
  createHash('shake256', { outputLength: bytes }).update(seed).digest()
