// Folds plans into one transaction: each is made on the items as the plans before it leave them.
// The result equals the plans one after the other, because what a later condition looked at is demanded as it was read.

import { asIn, both, type Condition, type Item } from '#kernel/data/condition.ts'
import { conditionOf, expectation, keepers, order } from '#kernel/data/guards.ts'
import { idOf } from '#kernel/data/key.ts'
import { type Action, afterAction, changed, type PlainChange, type Write } from '#kernel/data/write.ts'
import { type PrimaryKey, Seen } from './seen.ts'

const { asRead } = keepers('kernel', {
  asRead: expectation({ when: (_, { condition }: { condition: Condition }) => condition, keeps: order }),
})

/** The writes of the plans so far on one item, and the item after them; undefined: it was not read. */
interface Written {
  readonly key: PrimaryKey
  readonly writes: readonly [Write, ...Write[]]
  readonly after: Item | null | undefined
}

/** The items that the plans of a batch see: as read, changed by the plans so far. */
export class Ahead extends Seen {
  readonly #written = new Map<string, Written>()
  readonly #whenStored: (() => void)[] = []

  override get isShared(): boolean {
    return true
  }

  override get isAhead(): boolean {
    return this.#written.size > 0
  }

  override item(key: PrimaryKey): Item | null | undefined {
    const written = this.#written.get(idOf(key))
    return written ? written.after : super.item(key)
  }

  override remember(key: PrimaryKey, item: Item | undefined): void {
    super.remember(key, item)
    const written = this.#written.get(idOf(key))
    if (written) this.#written.set(idOf(key), { ...written, after: afterAll(written.writes, item ?? null) })
  }

  override whenStored(run: () => void): void {
    if (this.isAhead) this.#whenStored.push(run)
    else run()
  }

  /** The transaction has committed. */
  stored(): void {
    for (const run of this.#whenStored) run()
  }

  /** Whether the plan can follow: the items that it shares with earlier plans are known, and all of them are at most `limit`. */
  takes(writes: readonly Write[], limit: number): 'yes' | 'no' | 'full' {
    const shared = writes.filter(({ key }) => this.#written.has(idOf(key)))
    if (shared.some(({ key }) => this.item(key) === undefined)) return 'no'
    return this.#written.size + writes.length - shared.length <= limit ? 'yes' : 'full'
  }

  add(writes: readonly Write[]): void {
    for (const write of writes) {
      const { key } = write
      const after = afterWrite(write, this.item(key))
      const earlier = this.#written.get(idOf(key))
      this.#written.set(idOf(key), { key, writes: earlier ? [...earlier.writes, write] : [write], after })
    }
  }

  /** One write for each item. */
  get folded(): Write[] {
    return [...this.#written.values()].map(({ key, writes }) => net(writes, super.item(key) ?? undefined))
  }
}

const afterAll = (writes: readonly Write[], item: Item | null): Item | null | undefined =>
  writes.reduce<Item | null | undefined>((before, write) => afterWrite(write, before), item)

const afterWrite = ({ key: { pk, sk }, action }: Write, before: Item | null | undefined): Item | null | undefined => {
  if (before === undefined && !('put' in action || 'delete' in action)) return undefined
  const after = afterAction(action, before ?? undefined)
  return after ? { ...after, pk, sk } : null
}

/** @param item as it was read before all of the writes */
const net = ([first, ...later]: readonly [Write, ...Write[]], item: Item | undefined): Write => {
  let { action } = first
  const demands = new Map<string, Condition>()
  for (const write of later) {
    // After a put or a delete, nothing depends on the stored item any more.
    if (!('put' in action || 'delete' in action))
      for (const demand of asIn(both(...conditionsOf(write)), item)) demands.set(JSON.stringify(demand), demand)
    action = then(action, write.action)
  }
  const again = demands.size > 0 ? [asRead({ condition: both(...demands.values()) })] : []
  return { ...first, action, requires: [...first.requires, ...again] }
}

const conditionsOf = ({ requires }: Write): Condition[] => requires.flatMap((clause) => conditionOf(clause) ?? [])

/** The action with the effect of one after the other. */
const then = (first: Action, second: Action): Action => {
  if ('check' in second) return first
  if (!('update' in second)) return second
  if ('put' in first) return { put: changed(first.put, second.update) }
  if ('delete' in first) return { put: changed({}, second.update) }
  return 'update' in first ? { update: thenChange(first.update, second.update) } : second
}

/** The part of a change that concerns one attribute. */
type Part =
  | { readonly set: unknown }
  | { readonly add: number }
  | { readonly initial: unknown }
  | { readonly remove: true }

const partsOf = ({ set = {}, add = {}, initial = {}, remove = [] }: PlainChange): Map<string, Part> =>
  new Map<string, Part>([
    ...Object.entries(initial).map(([path, value]) => [path, { initial: value }] as const),
    ...Object.entries(set).flatMap(([path, value]) => (value === undefined ? [] : [[path, { set: value }] as const])),
    ...Object.entries(add).map(([path, by]) => [path, { add: by }] as const),
    ...remove.map((path) => [path, { remove: true }] as const),
  ])

const thenChange = (first: PlainChange, second: PlainChange): PlainChange => {
  const parts = partsOf(first)
  for (const [path, part] of partsOf(second)) parts.set(path, thenPart(parts.get(path), part))
  const only = <K extends string>(kind: K) =>
    [...parts].flatMap(([path, part]) => (kind in part ? [[path, part[kind as never]] as const] : []))
  return {
    set: Object.fromEntries(only('set')),
    add: Object.fromEntries(only('add')),
    initial: Object.fromEntries(only('initial')),
    remove: only('remove').map(([path]) => path),
  }
}

const thenPart = (first: Part | undefined, second: Part): Part => {
  if (!first || 'set' in second || 'remove' in second) return second
  if ('initial' in second) return 'remove' in first ? { set: second.initial } : first
  if ('add' in first) return { add: first.add + second.add }
  if ('remove' in first) return { set: second.add }
  if ('set' in first) return { set: Number(first.set) + second.add }
  throw new Error('A change adds to an attribute that an earlier one sets only if it is absent.')
}
