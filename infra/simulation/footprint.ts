// What a command touches: commands that touch nothing in common can change places.

import type { Members } from '#kernel/commit/document.ts'
import { SEPARATOR } from './table.ts'

/** Ids of items are joined as a table joins them. `*` at an end stands for all that begin so. */
export interface Footprint {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

/** @returns what makes a value when it is first asked for */
export const once = <T extends object>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

interface Keyed {
  readonly Key?: WiredKey
  readonly Item?: WiredKey
}
type WiredKey = Readonly<Record<'pk' | 'sk', { readonly S: string }>>

interface Input extends Keyed {
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly WiredKey[] }>>
  readonly TransactItems?: readonly Readonly<Record<string, Keyed>>[]
  readonly IndexName?: string
  readonly KeyConditionExpression?: string
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>
}

const idOf = ({ pk, sk }: WiredKey): string => pk.S + SEPARATOR + sk.S
const idsOf = (members: readonly Keyed[]): string[] =>
  members.flatMap(({ Key, Item }) => [Key, Item].filter((key) => key !== undefined).map(idOf))

/** @param input as it goes over the wire */
export const footprintOf = (command: string, input: Members): Footprint => {
  const { TransactItems: members = [], RequestItems: wanted = {}, ...plain } = input as Input
  switch (command) {
    case 'Query':
      return { reads: [queried(plain)], writes: [] }
    case 'Scan':
      return { reads: ['*'], writes: [] }
    case 'BatchGetItem':
      return { reads: Object.values(wanted).flatMap(({ Keys }) => Keys.map(idOf)), writes: [] }
    case 'TransactGetItems':
      return { reads: idsOf(members.flatMap((member) => Object.values(member))), writes: [] }
    case 'TransactWriteItems': {
      const named = members.flatMap((member) => Object.entries(member))
      return {
        reads: idsOf(named.flatMap(([verb, one]) => (verb === 'ConditionCheck' ? [one] : []))),
        writes: idsOf(named.flatMap(([verb, one]) => (verb === 'ConditionCheck' ? [] : [one]))),
      }
    }
    case 'GetItem':
      return { reads: idsOf([plain]), writes: [] }
    default:
      return { reads: [], writes: idsOf([plain]) }
  }
}

/** All items of a partition of the table, or a place in an index: the first value of a key condition is the partition. */
const queried = ({ IndexName: index, KeyConditionExpression: text = '', ...input }: Input): string => {
  const [value = ''] = /:\w+/.exec(text) ?? []
  const partition = input.ExpressionAttributeValues?.[value]?.S ?? ''
  return index ? `${index} ${partition}` : `${partition}${SEPARATOR}*`
}
