// Consumed capacity as DynamoDB counts it: units of a table and of its indexes.

import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'

const KILOBYTE = 1024

/** One unit reads 4 KB, strongly consistent. */
export const readUnits = (size: number, perUnit: number): number =>
  Math.max(1, Math.ceil(size / (4 * KILOBYTE))) * perUnit

/** What one item of a command costs. */
export interface Charge {
  readonly table: string
  /** Absent: the table itself. */
  readonly index?: string
  /** The partition key and the sort key in the table or the index, joined by NUL. */
  readonly id: string
  readonly kind: 'read' | 'write'
  readonly units: number
  /** Of a transaction that was cancelled. */
  readonly isCancelled?: true
}

/** The units that a command has used so far, by table. */
export class Capacity {
  readonly #asked: string | undefined
  readonly #onCharge: ((charge: Charge) => void) | undefined
  readonly #tables = new Map<string, { own: number; indexes: Map<string, number> }>()

  /** @param asked the value of ReturnConsumedCapacity @param onCharge hears of every item */
  constructor(asked: string | undefined, onCharge?: (charge: Charge) => void) {
    this.#asked = asked
    this.#onCharge = onCharge
  }

  add(charge: Charge): void {
    const { table, index, units } = charge
    const known = this.#tables.get(table) ?? { own: 0, indexes: new Map<string, number>() }
    this.#tables.set(table, known)
    if (index === undefined) known.own += units
    else known.indexes.set(index, (known.indexes.get(index) ?? 0) + units)
    this.#onCharge?.(charge)
  }

  /** @param kind in transactions, units are also reported by kind */
  report(kind?: 'ReadCapacityUnits' | 'WriteCapacityUnits'): { ConsumedCapacity?: ConsumedCapacity[] } {
    if (this.#asked !== 'TOTAL' && this.#asked !== 'INDEXES') return {}
    const counted = (units: number) => (kind ? { CapacityUnits: units, [kind]: units } : { CapacityUnits: units })
    return {
      ConsumedCapacity: [...this.#tables].map(([TableName, { own, indexes }]): ConsumedCapacity => {
        const total = [...indexes.values()].reduce((sum, units) => sum + units, own)
        if (this.#asked === 'TOTAL') return { TableName, ...counted(total) }
        const each = Object.fromEntries([...indexes].map(([name, units]) => [name, counted(units)]))
        return {
          TableName,
          ...counted(total),
          Table: counted(own),
          ...(indexes.size > 0 ? { GlobalSecondaryIndexes: each } : {}),
        }
      }),
    }
  }

  /** For a command with one table. */
  reportOne(): { ConsumedCapacity?: ConsumedCapacity } {
    const [one] = this.report().ConsumedCapacity ?? []
    return one ? { ConsumedCapacity: one } : {}
  }
}
