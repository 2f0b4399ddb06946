// One table: its items and its indexes, which update synchronously or later.

import type {
  AttributeValue,
  CreateTableCommandInput,
  KeySchemaElement,
  TableDescription,
} from '@aws-sdk/client-dynamodb'
import { Collection, type Entry, type Place } from './collection.ts'
import { invalid } from './failure.ts'
import { compareTexts, type Item, isEqual, type Order, sizeOf } from './value.ts'

/** The names of two string key attributes. */
export interface KeyNames {
  readonly partition: string
  readonly sort: string
}

export interface Index {
  readonly name: string
  readonly keys: KeyNames
  readonly entries: Collection
  /** The projected part of an item. */
  readonly project: (item: Item) => Item
}

/** A write to apply to an index. */
interface Change {
  readonly index: Index
  readonly before: Entry | undefined
  readonly after: Entry | undefined
}

/** Called for each index that has to apply a write. @returns a promise to wait for; undefined: it applies at once */
export type Follow = (index: string, id: string) => Promise<unknown> | undefined

/** One write and its cost. */
export interface Written {
  readonly size: number
  /** One for each index entry that is put or deleted. */
  readonly entries: readonly IndexCost[]
}

export interface IndexCost {
  readonly index: string
  /** The partition key and the sort key of the entry, joined by NUL. */
  readonly id: string
  readonly units: number
}

const KILOBYTE = 1024
export const writeUnits = (size: number): number => Math.max(1, Math.ceil(size / KILOBYTE))

export class Table {
  readonly name: string
  readonly keys: KeyNames
  readonly indexes: ReadonlyMap<string, Index>
  readonly items: Collection
  readonly order: Order
  /** Items that a prepared transaction holds. */
  readonly held = new Set<string>()
  readonly #byId = new Map<string, Entry>()
  readonly #description: TableDescription
  /** The sequence of changes per index entry, so that a late change never overwrites a newer one. */
  #sequence = 0
  readonly #applied = new Map<string, number>()
  /** How often the table was put back: what an index has not heard of by then never happened. */
  #generation = 0

  constructor(input: CreateTableCommandInput, createdAt: number, order: Order = compareTexts) {
    this.name = input.TableName ?? ''
    this.order = order
    this.keys = keyNames(input.KeySchema, input)
    this.items = new Collection(order)
    this.indexes = new Map(
      (input.GlobalSecondaryIndexes ?? []).map(({ IndexName: name = '', KeySchema, Projection }) => {
        const keys = keyNames(KeySchema, input)
        const held = [...namesOf(this.keys), ...namesOf(keys), ...(Projection?.NonKeyAttributes ?? [])]
        const project = Projection?.ProjectionType === 'ALL' ? whole : (item: Item) => pick(item, held)
        return [name, { name, keys, entries: new Collection(order), project }]
      }),
    )
    this.#description = describe(input, createdAt)
  }

  /** The primary key as a string. @throws if the attributes are not a key of the table */
  idOf(key: Item): string {
    if (Object.keys(key).length !== 2) throw invalid('The provided key element does not match the schema')
    const { partition, sort } = this.keys
    return idOf([keyText(key[partition], partition), keyText(key[sort], sort)])
  }

  /** The key of an item to store. @throws if the item cannot be stored */
  keyOf(item: Item): { readonly id: string; readonly key: Item } {
    for (const name of namesOf(this.keys)) {
      const value = item[name]
      if (!value) throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`)
      if (value.S === undefined)
        throw invalid(
          `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${Object.keys(value)[0]}`,
        )
    }
    this.refuseIndexKeys(item)
    const key = pick(item, namesOf(this.keys))
    return { id: this.idOf(key), key }
  }

  /** @throws if an index key attribute is not a string or is empty */
  refuseIndexKeys(item: Item): void {
    for (const { name: index, keys } of this.indexes.values())
      for (const name of namesOf(keys)) {
        const value = item[name]
        if (value && value.S === undefined)
          throw invalid(
            `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: S Actual: ${Object.keys(value)[0]} IndexName: ${index}`,
          )
        if (value?.S === '')
          throw invalid(
            `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`,
          )
      }
  }

  get(id: string): Entry | undefined {
    return this.#byId.get(id)
  }

  /** @param next undefined deletes the item */
  write(id: string, next: Item | undefined, follow?: Follow): Written {
    const before = this.#byId.get(id)
    if (!this.#changed.has(id)) this.#changed.set(id, before?.item)
    const after = next && entryOf({ keys: this.keys, project: whole }, next, id)
    if (after) {
      this.#byId.set(id, after)
      this.items.put(after)
    } else if (before) {
      this.#byId.delete(id)
      this.items.delete(before)
    }
    const entries: IndexCost[] = []
    for (const index of this.indexes.values()) {
      const change = changeOf(index, before, after)
      const costs = costsOf(change)
      if (costs.length === 0) continue
      entries.push(...costs)
      this.#follow(change, id, follow)
    }
    return { size: Math.max(before?.size ?? 0, after?.size ?? 0), entries }
  }

  /** The partitions of indexes that a write changes, such as `due DUE_SEAT`. */
  placesOf(id: string, next: Item | undefined): string[] {
    const before = this.#byId.get(id)?.item
    const places = new Set<string>()
    for (const { name, keys } of this.indexes.values())
      for (const item of [before, next]) {
        const [partition, sort] = [item?.[keys.partition]?.S, item?.[keys.sort]?.S]
        if (partition !== undefined && sort !== undefined) places.add(`${name} ${partition}`)
      }
    return [...places]
  }

  #follow(change: Change, id: string, follow: Follow | undefined): void {
    this.#sequence += 1
    const sequence = this.#sequence
    const generation = this.#generation
    const waits = follow?.(change.index.name, id)
    if (!waits) {
      this.#catchUp(change, id, sequence)
      return
    }
    this.#late.add(id)
    waits.then(() => generation === this.#generation && this.#catchUp(change, id, sequence))
  }

  /** The items of which an index may have something to hear. */
  readonly #late = new Set<string>()

  /** An index skips a write that is older than one it has applied. */
  #catchUp({ index, after }: Change, id: string, sequence: number): void {
    const name = `${index.name}|${id}`
    if ((this.#applied.get(name) ?? 0) > sequence) return
    this.#applied.set(name, sequence)
    const known = this.#indexed.get(name)
    if (known) index.entries.delete(known)
    if (after) index.entries.put(after)
    if (after) this.#indexed.set(name, after)
    else this.#indexed.delete(name)
  }

  /** The place of the item in each index. */
  readonly #indexed = new Map<string, Place>()

  /** The items that were written since the table was saved or put back, as they were then. */
  readonly #changed = new Map<string, Item | undefined>()
  /** What the changes are counted from. */
  #saved: object | undefined

  /** The items that differ from when the table was saved or put back, sorted by id; undefined: it was deleted. */
  get changes(): (readonly [string, Item | undefined])[] {
    return [...this.#changed]
      .flatMap(([id, was]): [string, Item | undefined][] => {
        const item = this.#byId.get(id)?.item
        return item === was ? [] : [[id, item]]
      })
      .sort(([one], [other]) => (one < other ? -1 : 1))
  }

  /** @returns what puts the table back as it is now, its indexes with everything that they have yet to hear of */
  save(): () => void {
    const saved = new Map([...this.#byId].map(([id, { item }]) => [id, item]))
    this.#saved = saved
    this.#changed.clear()
    return () => {
      this.#generation += 1
      this.held.clear()
      const changed = this.#saved === saved ? this.#changed.keys() : [...this.#byId.keys(), ...saved.keys()]
      for (const id of new Set([...changed, ...this.#late])) this.#putBack(id, saved.get(id))
      this.#late.clear()
      this.#saved = saved
      this.#changed.clear()
    }
  }

  /** Without regard to what the indexes have heard of. */
  #putBack(id: string, item: Item | undefined): void {
    const before = this.#byId.get(id)
    const after = item && entryOf({ keys: this.keys, project: whole }, item, id)
    if (after) this.#byId.set(id, after)
    else this.#byId.delete(id)
    if (after) this.items.put(after)
    else if (before) this.items.delete(before)
    for (const index of this.indexes.values()) {
      this.#sequence += 1
      this.#catchUp(changeOf(index, before, after), id, this.#sequence)
    }
  }

  describe(): TableDescription {
    return { ...this.#description, ItemCount: this.items.count }
  }
}

export const namesOf = ({ partition, sort }: KeyNames): [string, string] => [partition, sort]

/** Between the parts of an id. */
export const SEPARATOR = '\u0000'
const idOf = (parts: readonly string[]): string => parts.join(SEPARATOR)

export const keyText = (value: AttributeValue | undefined, name: string): string => {
  if (value?.S === undefined) throw invalid('The provided key element does not match the schema')
  if (value.S === '')
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    )
  return value.S
}

const whole = (item: Item): Item => item

/** The attributes of the names. */
export const pick = (item: Item, names: Iterable<string>): Item => {
  const picked: Record<string, AttributeValue> = {}
  for (const name of names) {
    const value = item[name]
    if (value) picked[name] = value
  }
  return picked
}

/** @returns undefined if the item has no place under the keys */
const entryOf = ({ keys, project }: Pick<Index, 'keys' | 'project'>, item: Item, id: string): Entry | undefined => {
  const [partition, sort] = [item[keys.partition]?.S, item[keys.sort]?.S]
  if (partition === undefined || sort === undefined) return undefined
  const held = project(item)
  return { partition, sort, id, item: held, size: sizeOf(held) }
}

const changeOf = (index: Index, before: Entry | undefined, after: Entry | undefined): Change => {
  const placed = (entry: Entry | undefined): Entry | undefined => entry && entryOf(index, entry.item, entry.id)
  return { index, before: placed(before), after: placed(after) }
}

/** An entry that moves within an index costs a delete and a put. */
const costsOf = ({ index, before, after }: Change): IndexCost[] => {
  const cost = ({ partition, sort }: Entry, ...sizes: number[]): IndexCost => ({
    index: index.name,
    id: idOf([partition, sort]),
    units: writeUnits(Math.max(...sizes)),
  })
  if (!before && !after) return []
  if (!before || !after) return [before, after].flatMap((entry) => (entry ? [cost(entry, entry.size)] : []))
  if (before.partition !== after.partition || before.sort !== after.sort)
    return [cost(before, before.size), cost(after, after.size)]
  return isEqual({ M: { ...before.item } }, { M: { ...after.item } }) ? [] : [cost(after, before.size, after.size)]
}

const keyNames = (
  schema: readonly KeySchemaElement[] | undefined,
  { AttributeDefinitions: defined = [] }: CreateTableCommandInput,
): KeyNames => {
  const [partition, sort] = (['HASH', 'RANGE'] as const).map((type) => {
    const name = schema?.find(({ KeyType }) => KeyType === type)?.AttributeName
    if (!name || !defined.some(({ AttributeName, AttributeType }) => AttributeName === name && AttributeType === 'S'))
      throw invalid('The simulation keeps tables whose keys are two attributes of type S, both of them defined')
    return name
  })
  return { partition: partition ?? '', sort: sort ?? '' }
}

const describe = (input: CreateTableCommandInput, createdAt: number): TableDescription => ({
  TableName: input.TableName,
  TableArn: `arn:aws:dynamodb:local:000000000000:table/${input.TableName}`,
  TableStatus: 'ACTIVE',
  AttributeDefinitions: input.AttributeDefinitions,
  KeySchema: input.KeySchema,
  CreationDateTime: new Date(createdAt),
  BillingModeSummary: { BillingMode: input.BillingMode ?? 'PROVISIONED' },
  GlobalSecondaryIndexes: input.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
    IndexStatus: 'ACTIVE',
  })),
})
