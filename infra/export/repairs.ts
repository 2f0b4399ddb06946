// The list for the repair of a restored table: each violation with the items that were judged.

import type { Violation } from '#kernel/data/audit.ts'
import type { Source } from '#kernel/data/audit-source.ts'
import type { Item } from '#kernel/data/condition.ts'

export interface Repair {
  readonly invariant: string
  readonly says: string
  readonly where: string
  /** By partition. An empty partition is one that another partition refers to. */
  readonly items: Readonly<Record<string, readonly Item[]>>
}

export const repairsOf = async (
  source: Pick<Source, 'partition'>,
  violations: readonly Violation[],
): Promise<Repair[]> => {
  const repairs: Repair[] = []
  for (const { module, rule, says, where, partitions = [] } of violations) {
    const contents: [string, readonly Item[]][] = []
    for (const pk of partitions) contents.push([pk, await source.partition(pk)])
    repairs.push({ invariant: `${module}.${rule}`, says, where, items: Object.fromEntries(contents) })
  }
  return repairs
}
