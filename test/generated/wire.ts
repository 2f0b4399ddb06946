// The items in a command or its reply.

import { idOf } from '#kernel/data/key.ts'
import type { Answer } from '#test/support/faults.ts'

export interface Wired {
  readonly pk: string | { readonly S: string }
  readonly sk: string | { readonly S: string }
}

const plain = (part: Wired['pk']): string => (typeof part === 'string' ? part : part.S)
const wiredId = ({ pk, sk }: Wired): string => idOf({ pk: plain(pk), sk: plain(sk) })

interface Named {
  readonly Key?: Wired
  readonly Item?: Wired
}
interface Input extends Named {
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Wired[] }>>
  readonly TransactItems?: readonly Readonly<Record<string, Named>>[]
}

/** The items that a read names or finds. */
export const idsRead = (input: unknown, output: Answer['output']): string[] => {
  const { Key: key, RequestItems: wanted } = (input ?? {}) as Input
  if (key) return [wiredId(key)]
  if (wanted) return Object.values(wanted).flatMap(({ Keys }) => Keys.map(wiredId))
  const found: readonly Wired[] = output.Items ?? []
  return [...found.map(wiredId), ...idsWritten(input)]
}

/** The items that a transaction changes. */
export const idsChanged = (input: unknown): string[] =>
  ((input as Input).TransactItems ?? []).flatMap((member) =>
    Object.entries(member).flatMap(([action, { Key, Item }]) =>
      action !== 'ConditionCheck' && (Key ?? Item) ? [wiredId((Key ?? Item) as Wired)] : [],
    ),
  )

/** The items that a transaction names. */
export const idsWritten = (input: unknown): string[] =>
  ((input as Input).TransactItems ?? []).flatMap((member) =>
    Object.values(member).flatMap(({ Key, Item }) => ((Key ?? Item) ? [wiredId((Key ?? Item) as Wired)] : [])),
  )
