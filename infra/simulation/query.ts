// Query and Scan: pages of a partition, a table or an index.

import type {
  AttributeValue,
  QueryCommandInput,
  ReturnConsumedCapacity,
  ScanCommandInput,
  Select,
} from '@aws-sdk/client-dynamodb'
import { Capacity, readUnits } from './capacity.ts'
import { type Collection, type Entry, EVERYTHING, type Place, type Range } from './collection.ts'
import { isMet, refuseTypes } from './condition.ts'
import { invalid } from './failure.ts'
import { parseFilter, parseKeyCondition } from './parse.ts'
import { projection, type Show, type Shown, unitsPer4Kb } from './reads.ts'
import { Scope } from './scope.ts'
import type { Condition, Operand, Path } from './syntax.ts'
import { type Index, type KeyNames, keyText, namesOf, pick, type Table } from './table.ts'
import type { Tables } from './tables.ts'
import { type Item, stored, typeOf } from './value.ts'

/** The source of a page. */
interface Source {
  readonly table: Table
  readonly index: Index | undefined
  readonly keys: KeyNames
  readonly entries: Collection
}

interface Asked extends Shown {
  readonly TableName?: string | undefined
  readonly IndexName?: string | undefined
  readonly Limit?: number | undefined
  readonly FilterExpression?: string | undefined
  readonly ExclusiveStartKey?: Record<string, AttributeValue> | undefined
  readonly ConsistentRead?: boolean | undefined
  readonly Select?: Select | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

interface Page {
  Items?: Record<string, AttributeValue>[]
  Count: number
  ScannedCount: number
  LastEvaluatedKey?: Record<string, AttributeValue>
}

interface Wanted {
  readonly source: Source
  readonly next: (after: Place | undefined) => Entry | undefined
  readonly start: Place | undefined
  readonly filter: (item: Item) => boolean
  readonly show: Show
  /** The name in the steps of the command. */
  readonly where: string
  /** Absent: all. */
  readonly partition?: string
  readonly command: string
}

const MOST_BYTES = 1024 * 1024

export const query = async (tables: Tables, input: QueryCommandInput): Promise<Page> => {
  const source = sourceOf(tables, input)
  const scope = new Scope(input, tables.order)
  if (input.KeyConditionExpression === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.')
  const condition = parseKeyCondition(input.KeyConditionExpression)
  scope.useCondition(KEY_CONDITION, condition)
  const { filter, show } = selection(input, source, scope)
  refuseTypes(KEY_CONDITION, condition, scope)
  const { partition, range } = keyCondition(condition, source.keys, scope)
  const forward = input.ScanIndexForward !== false
  const start = startOf(input, source)
  if (start) refuseStart(start, partition, range)
  const next = (after: Place | undefined) => source.entries.next(partition, range, after, forward)
  const where = `${source.index?.name ?? source.table.name} ${partition}`
  return page(tables, input, { source, next, start, filter, show, where, partition, command: 'Query' })
}

export const scan = async (tables: Tables, input: ScanCommandInput): Promise<Page> => {
  const source = sourceOf(tables, input)
  const { filter, show } = selection(input, source, new Scope(input, tables.order))
  const start = startOf(input, source)
  const next = (after: Place | undefined) => source.entries.scanned(after)
  const where = source.index?.name ?? source.table.name
  return page(tables, input, { source, next, start, filter, show, where, command: 'Scan' })
}

const sourceOf = (tables: Tables, { TableName, IndexName: name, ConsistentRead, Limit: limit }: Asked): Source => {
  const table = tables.table(TableName)
  if (limit !== undefined && limit < 1)
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    )
  if (name === undefined) return { table, index: undefined, keys: table.keys, entries: table.items }
  const index = table.indexes.get(name)
  if (!index) throw invalid(`The table does not have the specified index: ${name}`)
  if (ConsistentRead) throw invalid('Consistent reads are not supported on global secondary indexes')
  return { table, index, keys: index.keys, entries: index.entries }
}

const FILTER = 'FilterExpression'

const selection = (input: Asked, { keys }: Source, scope: Scope): Pick<Wanted, 'filter' | 'show'> => {
  const condition = input.FilterExpression === undefined ? undefined : parseFilter(input.FilterExpression)
  if (condition) scope.useCondition(FILTER, condition)
  const show = projection(input, scope)
  scope.assertUsed(
    condition !== undefined || 'KeyConditionExpression' in input || input.ProjectionExpression !== undefined,
  )
  if (!condition) return { filter: () => true, show }
  refuseTypes(FILTER, condition, scope)
  // A scan may filter by keys; a query uses a key condition.
  if ('KeyConditionExpression' in input) refuseKeys(condition, namesOf(keys), scope)
  return { filter: (item) => isMet(condition, item, scope), show }
}

const refuseKeys = (condition: Condition, names: readonly string[], scope: Scope): void => {
  for (const path of pathsIn(condition)) {
    const name = scope.attribute(String(path[0]))
    if (names.includes(name))
      throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`)
  }
}

const pathsIn = (condition: Condition): Path[] => {
  if ('operands' in condition)
    return condition.operands.flatMap((operand) => (operand.kind === 'value' ? [] : [operand.path]))
  return condition.kind === 'not' ? pathsIn(condition.of) : condition.of.flatMap(pathsIn)
}

const KEY_CONDITION = 'KeyConditionExpression'
const UNSUPPORTED = 'Query key condition not supported'

const keyCondition = (condition: Condition, keys: KeyNames, scope: Scope): { partition: string; range: Range } => {
  const parts = conjuncts(condition).map((part) => keyPart(part, scope))
  const of = (name: string) => parts.filter((part) => part.name === name)
  const [partition, ...others] = of(keys.partition)
  const [sort, ...more] = of(keys.sort)
  if (others.length > 0 || more.length > 0)
    throw invalid('KeyConditionExpressions must only contain one condition per key')
  if (!partition) throw invalid(`Query condition missed key schema element: ${keys.partition}`)
  if (partition.op !== '=' || parts.length > (sort ? 2 : 1)) throw invalid(UNSUPPORTED)
  const text = keyValue(partition.values[0], keys.partition)
  return { partition: text, range: sort ? rangeOf(sort, keys.sort, scope) : EVERYTHING }
}

const conjuncts = (condition: Condition): Condition[] =>
  condition.kind === 'and' ? condition.of.flatMap(conjuncts) : [condition]

interface KeyPart {
  readonly name: string
  readonly op: string
  readonly values: readonly AttributeValue[]
}

const keyPart = (condition: Condition, scope: Scope): KeyPart => {
  if (!('operands' in condition) || condition.kind === 'in') throw invalid(UNSUPPORTED)
  const [left, ...rest] = condition.operands
  const values = rest.map((operand: Operand) => {
    if (operand.kind !== 'value') throw invalid(UNSUPPORTED)
    return scope.value(operand.name)
  })
  if (left?.kind !== 'path' || left.path.length > 1) throw invalid(UNSUPPORTED)
  const op = condition.kind === 'compare' ? condition.op : condition.kind === 'test' ? condition.test : condition.kind
  return { name: scope.attribute(String(left.path[0])), op, values }
}

const keyValue = (value: AttributeValue | undefined, name: string): string => {
  if (value?.S === undefined)
    throw invalid(`One or more parameter values were invalid: Condition parameter type does not match schema type`)
  return keyText(value, name)
}

const rangeOf = ({ op, values }: KeyPart, name: string, { order }: Scope): Range => {
  const [value = '', high = ''] = values.map((one) => keyValue(one, name))
  switch (op) {
    case '=':
      return { isBefore: (sort) => order(sort, value) < 0, isBehind: (sort) => order(sort, value) > 0 }
    case '<':
      return { ...EVERYTHING, isBehind: (sort) => order(sort, value) >= 0 }
    case '<=':
      return { ...EVERYTHING, isBehind: (sort) => order(sort, value) > 0 }
    case '>':
      return { ...EVERYTHING, isBefore: (sort) => order(sort, value) <= 0 }
    case '>=':
      return { ...EVERYTHING, isBefore: (sort) => order(sort, value) < 0 }
    case 'between':
      return { isBefore: (sort) => order(sort, value) < 0, isBehind: (sort) => order(sort, high) > 0 }
    case 'begins_with':
      return {
        isBefore: (sort) => order(sort, value) < 0,
        isBehind: (sort) => order(sort, value) > 0 && !sort.startsWith(value),
      }
    default:
      throw invalid(UNSUPPORTED)
  }
}

const INVALID_START = 'The provided starting key is invalid'

const startOf = ({ ExclusiveStartKey: given }: Asked, { table, index, keys }: Source): Place | undefined => {
  if (!given) return undefined
  const key = stored(given)
  const names = new Set([...namesOf(table.keys), ...namesOf(keys)])
  if (Object.keys(key).length !== names.size || [...names].some((name) => key[name] === undefined))
    throw invalid(INVALID_START)
  if (Object.values(key).some((value) => typeOf(value) !== 'S')) throw invalid(INVALID_START)
  const id = table.idOf(pick(key, namesOf(table.keys)))
  const [partition, sort] = namesOf((index ?? table).keys).map((name) => key[name]?.S ?? '')
  return { partition: partition ?? '', sort: sort ?? '', id }
}

const refuseStart = (start: Place, partition: string, range: Range): void => {
  if (start.partition !== partition)
    throw invalid('The provided starting key is outside query boundaries based on provided conditions')
  if (range.isBefore(start.sort) || range.isBehind(start.sort))
    throw invalid('The provided starting key does not match the range key predicate')
}

/** Reads until the limit or 1 MB is reached. */
const page = async (tables: Tables, input: Asked, wanted: Wanted): Promise<Page> => {
  const { source, filter, show } = wanted
  const { Limit: limit = Number.POSITIVE_INFINITY } = input
  const found: Item[] = []
  let [scanned, bytes] = [0, 0]
  let last: Entry | undefined
  for (;;) {
    const waits = tables.before('read', wanted.command, [wanted.where])
    if (waits) await waits
    const entry = wanted.next(last ?? wanted.start)
    last = entry ?? undefined
    if (!entry) break
    scanned += 1
    bytes += entry.size
    if (filter(entry.item)) found.push(entry.item)
    const counted = tables.has('limit-after-filter') ? found.length : scanned
    if (counted >= limit || bytes >= MOST_BYTES) break
  }
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: found.map(show) }),
    Count: found.length,
    ScannedCount: scanned,
    ...(last ? { LastEvaluatedKey: keyOf(last.item, source) } : {}),
    ...units(tables, input, { ...wanted, bytes }),
  }
}

const keyOf = (item: Item, { table, keys }: Source): Record<string, AttributeValue> => ({
  ...pick(item, [...namesOf(table.keys), ...namesOf(keys)]),
})

const units = (
  { onCharge }: Tables,
  { ReturnConsumedCapacity, ConsistentRead }: Asked,
  { source: { table, index }, partition = '', bytes }: Pick<Wanted, 'source' | 'partition'> & { bytes: number },
) => {
  const capacity = new Capacity(ReturnConsumedCapacity, onCharge)
  const charge = { table: table.name, id: `${partition}\u0000`, kind: 'read' } as const
  const used = readUnits(bytes, unitsPer4Kb(ConsistentRead))
  capacity.add({ ...charge, units: index ? 0 : used })
  if (index) capacity.add({ ...charge, index: index.name, units: used })
  return capacity.reportOne()
}
