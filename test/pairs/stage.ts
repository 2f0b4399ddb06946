// The stage of the pair explorer: a table that is reset before each run, a stopped clock, and distinguishable actors.

import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'
import type { LedgerEntry } from '#infra/sandbox/book.ts'
import { type Sandbox, startSandbox } from '#infra/sandbox/server.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { audit } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import { idOf } from '#kernel/data/key.ts'
import type { Fated } from '#test/support/faults.ts'
import { inAnotherProcess } from '#test/support/interleave.ts'
import { makeWorld, type World } from '#test/support/people.ts'

/** A call of an actor to the store or a gateway, before it is made. */
export interface Met {
  /** Counted from 1 over all calls of the actor. */
  readonly at: number
  readonly command: string
  readonly input: unknown
}
export type Meets = (met: Met) => Fated | Promise<Fated>

interface Actor {
  readonly name: string
  readonly meets: Meets | undefined
  calls: number
  /** The number of draws of this many bytes: a replan may reuse a hash and so need no salt. */
  draws: Map<number, number>
}

/** The reply to an act, without ids of the request. */
export type Said = string

export interface Act {
  /** `reads`: it never writes. `choice`: it writes, optionally with a key. */
  readonly kind: 'reads' | 'writes' | 'choice'
  /** @param key if optional; absent: without */
  readonly does: (name: string, key?: string) => Promise<Said>
}

/** The result of a run. */
export interface Outcome {
  readonly said: Readonly<Record<string, Said>>
  /** The stored state when the second act ended. */
  readonly seen: string
  /** The final state of the table and the gateways, as canonical JSON. */
  readonly left: string
  /** The result of the audit. */
  readonly violations: readonly string[]
}

const actors = new AsyncLocalStorage<Actor>()
/** Receipts and tokens describe requests; their effects are visible in other items. */
const isTrace = ({ pk }: Item): boolean => /^(RECEIPT|TRY)#/.test(String(pk))
/** Tokens of transactions, unique per engine. */
const TOKEN_BYTES = 18

export class Stage {
  readonly world: World
  /** The jobs that complete open calls. */
  settles: () => Promise<unknown> = async () => undefined
  #nowMs = Date.parse('2026-11-25T03:00:00.000Z')
  #waitedMs = 0
  #drawn = 0
  /** Each item as JSON, by id: at the beginning of a run, and now. */
  #began = new Map<string, string>()
  #now = new Map<string, string>()
  readonly #sound = new Map<string, readonly string[]>()
  #sandbox: Sandbox | undefined
  #folder: string | undefined
  readonly #fetch = globalThis.fetch
  /** A call made while another is paused is separate: grants of functions are distinguished by context. */
  readonly #outside = AsyncLocalStorage.snapshot()

  private constructor(world: World) {
    this.world = {
      ...world,
      passes: (ms) => this.passes(ms),
      now: (ms = 0) => new Date(this.#nowMs + ms).toISOString(),
    }
  }

  static async open(endpoint: string): Promise<Stage> {
    const stage = new Stage(await makeWorld(endpoint))
    stage.#bind()
    return stage
  }

  #bind(): void {
    this.world.fails((command, _, input) => this.#meet(command, input))
    bindRuntime({
      clock: () => {
        // A plan starts with a read of the clock. A replan draws the same ids, so outcomes can be compared directly.
        const actor = actors.getStore()
        actor?.draws.clear()
        return this.#nowMs
      },
      elapsed: () => performance.now() / 4 + this.#waitedMs,
      random: (bytes) => this.#draw(bytes),
      pause: async (ms) => {
        this.#waitedMs += Math.max(ms, 250)
      },
    })
    globalThis.fetch = async (input, init) => {
      if (String(input).startsWith('http://127.0.0.1')) await this.#meet('gateway', undefined)
      return this.#fetch(input, init)
    }
  }

  #meet(command: string, input: unknown): Fated | Promise<Fated> {
    const actor = actors.getStore()
    if (!actor) return undefined
    actor.calls += 1
    return actor.meets?.({ at: actor.calls, command, input })
  }

  #draw(bytes: number): Uint8Array {
    if (bytes === TOKEN_BYTES) return randomBytes(bytes)
    const actor = actors.getStore()
    const drawn = actor?.draws.get(bytes) ?? 0
    actor?.draws.set(bytes, drawn + 1)
    const seed = actor ? `${actor.name} ${bytes} ${drawn}` : `stage ${this.#drawn++}`
    return createHash('shake256', { outputLength: bytes }).update(seed).digest()
  }

  passes(ms: number): void {
    this.#nowMs += Math.ceil(ms)
  }

  /** From now on, every run begins with the current state of the table and the gateways. */
  async begins(): Promise<void> {
    await this.#look()
    this.#began = this.#now
    if (this.#folder) await copyFile(join(this.#folder, 'now'), join(this.#folder, 'began'))
  }

  /** Both gateways, for scenarios with payments. */
  async opensGateways(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'holdfast-pairs-'))
    await this.#startSandbox(this.#folder)
  }

  async #startSandbox(folder: string): Promise<void> {
    this.#sandbox = await startSandbox({ port: 0, dataFile: join(folder, 'now'), clock: () => this.#nowMs })
    Object.assign(process.env, sandboxEnvironment(this.#sandbox.url), { GATEWAY_TIMEOUT_MS: '5000' })
  }

  async #look(): Promise<Item[]> {
    const items = await this.world.table.items()
    this.#now = new Map(items.map((item) => [idOf(item as never), JSON.stringify(item)]))
    return items
  }

  async #reset(): Promise<void> {
    const { client, name: TableName, store } = this.world.table
    const added = [...this.#now].filter(([id]) => !this.#began.has(id)).map(([, text]) => JSON.parse(text))
    const changed = [...this.#began].filter(([id, text]) => this.#now.get(id) !== text)
    await Promise.all([
      ...added.map(({ pk, sk }) => client.send(new DeleteCommand({ TableName, Key: { pk, sk } }))),
      ...changed.map(([, text]) => store([JSON.parse(text)])),
    ])
    if (!this.#folder) return
    await this.#sandbox?.stop()
    await copyFile(join(this.#folder, 'began'), join(this.#folder, 'now'))
    await this.#startSandbox(this.#folder)
  }

  /** One act of an actor; a run has each name once. */
  as<T>(name: string, work: () => Promise<T>, meets?: Meets): Promise<T> {
    const process = () => inAnotherProcess(work)
    return this.#outside(() => actors.run({ name, meets, calls: 0, draws: new Map() }, process))
  }

  /** @param work the acts, on a reset stage @returns the reply to each act, and the observations */
  async run(work: () => Promise<Pick<Outcome, 'said' | 'seen'>>): Promise<Outcome> {
    await this.#reset()
    const began = this.#nowMs
    const done = await work()
    await this.as('jobs', () => this.settles())
    const { items, text } = await this.#state()
    // Audited before the clock is set back: later expiries would be in the future.
    const violations = await this.#violations(items, text)
    this.#nowMs = began
    return { ...done, left: text, violations }
  }

  /** The current state of the table and the gateways. */
  async sees(): Promise<string> {
    return (await this.#outside(() => this.#state())).text
  }

  async #state(): Promise<{ items: readonly Item[]; text: string }> {
    const items = (await this.#look()).filter((item) => !isTrace(item))
    const money = this.#sandbox?.ledger().map(({ tid: _, ...entry }: LedgerEntry) => entry)
    return { items, text: canonicalJson(money ? [items, money] : [items]) }
  }

  async #violations(items: readonly Item[], left: string): Promise<readonly string[]> {
    const known = this.#sound.get(left)
    if (known) return known
    const client = {
      send: async ({ input }: { input: { ExpressionAttributeValues?: { ':pk': string } } }) => ({
        Items: items.filter(({ pk }) => pk === (input.ExpressionAttributeValues?.[':pk'] ?? pk)),
      }),
    } as unknown as DynamoDBDocumentClient
    const world = { client, tableName: '', clock: () => this.#nowMs, pause: async () => {} }
    const { violations } = await audit({ ...world, invariants })
    const found = violations.map(({ module, rule, where }) => `${module}.${rule} at ${where}`)
    this.#sound.set(left, found)
    return found
  }

  async close(): Promise<void> {
    globalThis.fetch = this.#fetch
    await this.#sandbox?.stop()
    if (this.#folder) await rm(this.#folder, { recursive: true })
  }
}
