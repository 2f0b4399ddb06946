// A stage for scenarios: the API's handlers on a table in memory, behind the model of AWS, in virtual time.

import { readFileSync } from 'node:fs'
import { api as contracts } from '#functions/api.ts'
import { invariants } from '#functions/rulebook.ts'
import { load } from '#infra/local/load.ts'
import { router } from '#infra/local/router.ts'
import { ApiModel } from '#infra/simulation/aws/api.ts'
import { type Setting, settingOf } from '#infra/simulation/aws/assumptions.ts'
import { StoreModel } from '#infra/simulation/aws/store.ts'
import { Process } from '#infra/simulation/process.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { Tables } from '#infra/simulation/tables.ts'
import { through } from '#infra/simulation/through.ts'
import { World } from '#infra/simulation/world.ts'
import type { AnyAnswer } from '#kernel/client/answer.ts'
import { api as clientsOf } from '#kernel/client/client.ts'
import { bindRuntime, runtime as runtimeOf } from '#kernel/commit/runtime.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { newTable, type TestTable } from '#kit/testing/table.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { operatorItems } from '#test/support/known.ts'
import { Calls } from './calls.ts'

export interface StageOptions {
  readonly seed: number
  readonly setting?: Partial<Setting>
  /** Attempts of the product's client. 1: callers do not repeat. */
  readonly tries: number
  /** Requests a second by operation, in place of the deployed route rates. */
  readonly rates?: Readonly<Record<string, number>>
  /** Reserved concurrency by operation. */
  readonly reserved?: Readonly<Record<string, number>>
  /** Hears how far virtual time has come, and how many calls have ended. */
  readonly onProgress?: (atMs: number, calls: number) => void
}

export type Clients = ReturnType<typeof clientsOf<typeof contracts>>

export interface User {
  readonly userId: string
  readonly api: Clients
  /** Names a request, so that a run can be repeated: the same for all attempts of a call. */
  key(): string
}

const BEGAN = Date.parse('2026-11-26T03:00:00Z')
const BASE = 'http://api.test'

/** The last results of `npm run bench:cold -- --save`. */
const cold: { functions: { readonly [operation: string]: { readonly initMs: number } } } = JSON.parse(
  readFileSync(new URL('../../bench/cold.json', import.meta.url), 'utf8'),
)
const UNMEASURED_MS = 32

export class Stage {
  readonly world: World
  readonly store: StoreModel
  readonly api: ApiModel
  readonly table: TestTable
  readonly calls: Calls
  readonly random: () => number
  readonly setting: Setting
  /** What broke in handlers: there must be none. */
  readonly broken: unknown[] = []
  /** Environments that ran, by tenth of a second. */
  readonly running = new Map<number, number>()
  readonly options: StageOptions
  readonly close: () => void
  #users = 0
  #keys = 0

  private constructor(
    parts: Pick<Stage, 'world' | 'store' | 'api' | 'table' | 'options' | 'random' | 'setting' | 'close'>,
  ) {
    const { world, store, api, table, options, random, setting } = parts
    this.world = world
    this.store = store
    this.api = api
    this.table = table
    this.options = options
    this.random = random
    this.setting = setting
    this.close = parts.close
    this.calls = new Calls()
  }

  /** Binds the runtime of this process, until the stage is closed. */
  static async open(options: StageOptions): Promise<Stage> {
    const bound = { ...runtimeOf() }
    const { seed, rates = {}, reserved = {} } = options
    const setting = settingOf(options.setting)
    const store = new StoreModel(setting, seeded(seed))
    const tables = new Tables({ clock: () => BEGAN })
    const world = new World({ tables, began: BEGAN, delay: (event) => store.delay(event), history: 'forgotten' })
    store.attach(world, tables)
    const { entries } = await load()
    const initMs = (operation: string): number => cold.functions[operation]?.initMs ?? UNMEASURED_MS
    const api = new ApiModel(world, {
      setting,
      random: seeded(seed + 1),
      route: router(entries),
      initMs,
      rates,
      reserved,
    })
    const table = await newTable(world.client, invariants)
    const { runtime } = world
    const preparation = new Process('preparation', () => 0, { seed: String(seed) })
    bindRuntime({
      ...runtime,
      tableName: table.name,
      random: (bytes) => (world.process ? runtime.random(bytes) : preparation.random(bytes)),
      contention: through(() => api.environment?.contention ?? runtime.contention),
      memory: through(() => api.environment?.memory ?? runtime.memory),
    })
    const close = (): void => bindRuntime(bound)
    const stage = new Stage({ world, store, api, table, options, setting, close, random: seeded(seed + 2) })
    bindRuntime({ failed: ({ error }) => void stage.broken.push(error) })
    return stage
  }

  /** The id of another user, of whom nothing is stored. */
  userId(): string {
    this.#users += 1
    const bytes = Buffer.alloc(10)
    bytes.writeUInt32BE(this.#users, 6)
    return typeId('user', BEGAN, bytes)
  }

  /** A user with a valid token and a client. Before the run, their calls take no time and meet no limit. */
  async user(role = 'USER', userId = this.userId()): Promise<User> {
    const token = await tokenFor(userId, role, { lifetimeS: 30 * 86_400 })
    if (role === 'OPERATOR') await this.table.store(operatorItems(userId, this.now()))
    const { runtime } = this.world
    const api = clientsOf(contracts, {
      ...{ baseUrl: BASE, token, keys: false, tries: this.options.tries, random: this.random },
      fetch: (input, init) => this.#fetch(input, init),
      pause: (ms) => runtime.pause(ms),
      now: () => this.world.nowMs,
      // Real timers: virtual time has limits of its own.
      ...{ tryMs: 2 ** 31 - 1, withinMs: 2 ** 31 - 1 },
    })
    return { userId, api, key: () => `key-${this.numbered()}` }
  }

  /** ISO 8601 */
  now(): string {
    return new Date(BEGAN + Math.floor(this.world.nowMs)).toISOString()
  }

  /** Another number each time. */
  numbered(): number {
    this.#keys += 1
    return this.#keys
  }

  measure(group: string, call: () => Promise<AnyAnswer>): Promise<void> {
    return this.calls.measure(group, () => this.world.nowMs, call)
  }

  /** Something that happens at a time of the run. */
  start(name: string, atMs: number, work: () => Promise<void>): void {
    const due = async (): Promise<void> => {
      await this.world.runtime.pause(atMs - this.world.nowMs)
      await work()
    }
    this.world.start(name, due, { seed: `${this.options.seed} ${name}` })
  }

  /** Everything happens, in order of time. */
  async run(): Promise<void> {
    const { world } = this
    for (let event = world.next; event; event = world.next) {
      await world.deliver(event.id)
      const tenth = Math.floor(world.nowMs / 100)
      if (this.running.has(tenth)) continue
      this.running.set(tenth, this.api.lambda.running)
      this.options.onProgress?.(world.nowMs, this.calls.all.length)
    }
  }

  readonly #fetch: typeof fetch = (input, init) => this.api.fetch(input, init)
}
