// DynamoDB's limits on a world: latency of commands, lock time of transactions, throughput of partitions.

import { table as layout } from '#kernel/data/key.ts'
import { throttled, unanswered } from '../failure.ts'
import { footprintOf } from '../footprint.ts'
import type { Tables } from '../tables.ts'
import type { Event, World } from '../world.ts'
import type { Setting } from './assumptions.ts'
import { Bucket } from './bucket.ts'
import { draw, latencyOf, type Random } from './latency.ts'
import { type Kind, Partitions } from './partitions.ts'

type Input = Parameters<typeof footprintOf>[1]

export class StoreModel {
  setting: Setting
  readonly #random: Random
  readonly #quota: Readonly<Record<Kind, Bucket>>
  /** By name; the table itself is `table`. */
  readonly parts: ReadonlyMap<string, Partitions>
  readonly units = { read: 0, write: 0 }
  calls = 0
  throttled = 0

  constructor(setting: Setting, random: Random) {
    this.setting = setting
    this.#random = random
    this.parts = new Map(['table', ...Object.keys(layout.indexes)].map((name) => [name, new Partitions(setting)]))
    const quota = (): Bucket => new Bucket(setting.tableQuota, setting.tableQuota)
    this.#quota = { read: quota(), write: quota() }
  }

  /** For the world: a transaction holds its items until its commit. */
  delay({ kind }: Pick<Event, 'kind'>): number {
    return kind === 'commit' ? this.#lockMs() : 0
  }

  #lockMs(): number {
    const { lockP50, lockP99, slowFactor } = this.setting
    return slowFactor * draw(lockP50, lockP99, this.#random)
  }

  /** Beside its locks, which are a part of a transaction's latency. */
  #latencyMs(command: string): number {
    const ms = latencyOf(command, this.setting, this.#random)
    const { slowFactor, lockP50 } = this.setting
    return command === 'TransactWriteItems' ? Math.max(0, ms - slowFactor * lockP50) : ms
  }

  /** Calls of the world's processes take time and meet limits from now on; those of the scheduler do not. */
  attach(world: World, tables: Tables): void {
    tables.onCharge = ({ index = 'table', id, kind, units: whole, isCancelled }) => {
      if (!world.process) return
      const units = isCancelled ? whole * this.setting.cancelledFactor : whole
      this.units[kind] += units
      this.#quota[kind].take(units)
      this.parts.get(index)?.charge(id, kind, units, world.nowMs)
    }
    const { onStep } = tables
    // What a page of a query shows of a transaction in between is not the subject here; each item would be an event.
    tables.onStep = (step) => (step.kind === 'read' ? undefined : onStep?.(step))
    const { middlewareStack } = world.client
    const { pause, later } = world.runtime
    /** The caller stops waiting; the command goes on. */
    const inTime = <T>(work: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const cancel = later(this.setting.requestTimeout, () => reject(unanswered()))
        work.then(resolve, reject).finally(cancel)
      })
    middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (!world.process) return next(args)
          const ms = this.#latencyMs(commandOf(commandName))
          const whole = async () => {
            await pause(ms / 2)
            try {
              return await next(args)
            } finally {
              await pause(ms / 2)
            }
          }
          return inTime(whole())
        },
      { step: 'initialize', name: 'latency' },
    )
    middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (world.process) this.#admit(commandOf(commandName), args.input as Input, world.nowMs)
          return next(args)
        },
      { step: 'deserialize', name: 'throughput' },
    )
  }

  /** @throws ThrottlingException if a partition or the table has no throughput left */
  #admit(command: string, input: Input, nowMs: number): void {
    this.calls += 1
    const asked = [...reads(command, input), ...writes(command, input)]
    const refused = asked.filter(({ index, id, kind }) => !(this.parts.get(index)?.admits(id, kind, nowMs) ?? true))
    const kinds = new Set(asked.map(({ kind }) => kind))
    const isOver = [...kinds].some((kind) => !this.#quota[kind].hasAt(nowMs))
    if (refused.length === 0 && !isOver) return
    this.throttled += 1
    throw throttled()
  }
}

const commandOf = (commandName: string): string => commandName.replace(/Command$/, '')

interface Asked {
  readonly index: string
  readonly id: string
  readonly kind: Kind
}

const reads = (command: string, input: Input): Asked[] => {
  const { reads } = footprintOf(command, input)
  if (command !== 'Query') return reads.map((id) => ({ index: 'table', id, kind: 'read' }))
  return reads.map((text) => {
    const [index = 'table'] = text.split(' ', 1)
    return { index, id: `${text.slice(index.length + 1)}\u0000`, kind: 'read' }
  })
}

interface Members {
  readonly TransactItems?: readonly { readonly Put?: { readonly Item?: Readonly<Record<string, { S?: string }>> } }[]
}

/** A full index refuses the writes of its table. Which index entries an update writes is known only afterwards. */
const writes = (command: string, input: Input): Asked[] => {
  const { TransactItems: members = [] } = input as Members
  const entries = members.flatMap(({ Put }) =>
    Object.entries(layout.indexes).flatMap(([index, { partitionKey, sortKey }]) => {
      const [partition, sort] = [Put?.Item?.[partitionKey]?.S, Put?.Item?.[sortKey]?.S]
      return partition && sort ? [{ index, id: `${partition}\u0000${sort}` }] : []
    }),
  )
  const own = footprintOf(command, input).writes.map((id) => ({ index: 'table', id }))
  return [...own, ...entries].map((asked) => ({ ...asked, kind: 'write' }))
}
