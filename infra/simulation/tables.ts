// All tables of one process, with hooks by which a scheduler orders steps.

import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { Charge } from './capacity.ts'
import { inUse, invalid, notFound } from './failure.ts'
import { type Follow, Table } from './table.ts'
import { compareTexts, type Order } from './value.ts'

/** A step of a command before which other commands can run. */
export interface Step {
  /**
   * `prepare`: a transaction is about to lock its items. `commit`: writes are about to apply.
   * `read`: items are about to be read. `index`: after the reply, an index is about to apply a write.
   */
  readonly kind: 'prepare' | 'commit' | 'read' | 'index'
  /** Such as TransactWriteItems. */
  readonly command: string
  /** The items as keys joined by NUL; for a query, the table or index and the partition. */
  readonly items: readonly string[]
  /** Of the commit of a transaction: the partitions of indexes that it changes, as long as it waits. */
  readonly places?: () => readonly string[]
}

/** @returns a promise that delays the step; undefined: it runs at once */
export type OnStep = (step: Step) => Promise<unknown> | undefined

/** Faults that conformance tests enable on purpose. */
export const faults = [
  'conflict-forgotten',
  'plain-write-ignores-locks',
  'transact-get-ignores-locks',
  'reasons-reversed',
  'old-item-left-out',
  'utf16-order',
  'index-never-late',
  'token-forgotten',
  'token-unchecked',
  'commit-in-parts',
  'failed-transaction-writes',
  'limit-after-filter',
  'units-of-plain-writes',
  'expired-at-once',
] as const
export type Fault = (typeof faults)[number]

export interface Options {
  /** Milliseconds since 1970. Tokens are remembered for 10 minutes. */
  readonly clock?: () => number
  readonly onStep?: OnStep
  /** The attribute with the expiry time in seconds. */
  readonly timeToLive?: string
  readonly fault?: Fault
}

const TOKEN_MS = 10 * 60_000

/** The stored result of a transaction with a token. */
export interface Remembered {
  readonly at: number
  /** The members of the transaction. */
  readonly asked: unknown
  isDone: boolean
}

export class Tables {
  onStep: OnStep | undefined
  /** Hears what each item of a command costs, in the table and in its indexes. */
  onCharge: ((charge: Charge) => void) | undefined
  readonly clock: () => number
  readonly #timeToLive: string
  readonly #fault: Fault | undefined
  readonly #tables = new Map<string, Table>()
  readonly #tokens = new Map<string, Remembered>()
  #saved: ReadonlyMap<string, Remembered> = new Map()

  constructor({ clock = Date.now, onStep, timeToLive = 'ttl', fault }: Options = {}) {
    this.clock = clock
    this.onStep = onStep
    this.#timeToLive = timeToLive
    this.#fault = fault
  }

  has(fault: Fault): boolean {
    return this.#fault === fault
  }

  get order(): Order {
    return this.has('utf16-order') ? (left, right) => (left < right ? -1 : left > right ? 1 : 0) : compareTexts
  }

  get names(): string[] {
    return [...this.#tables.keys()].sort()
  }

  create(input: CreateTableCommandInput): Table {
    const { TableName: name = '' } = input
    if (!/^[\w.-]{3,255}$/.test(name))
      throw invalid(
        'TableName must be at least 3 characters long and at most 255 characters long, of letters, digits, "_", "-" and "."',
      )
    if (this.#tables.has(name)) throw inUse(name)
    const table = new Table(input, this.clock(), this.order)
    this.#tables.set(name, table)
    return table
  }

  delete(name: string): Table {
    const table = this.table(name)
    this.#tables.delete(name)
    return table
  }

  table(name: string | undefined): Table {
    const table = this.#tables.get(name ?? '')
    if (!table) throw notFound()
    return table
  }

  token(token: string): Remembered | undefined {
    const known = this.#tokens.get(token)
    return known && this.clock() - known.at < TOKEN_MS ? known : undefined
  }

  remember(token: string, asked: unknown): Remembered {
    const known = { at: this.clock(), asked, isDone: false }
    this.#tokens.set(token, known)
    // Tokens are in the order of their times: those that have passed are in front.
    for (const [old, { at }] of this.#tokens) {
      if (known.at - at < TOKEN_MS) break
      this.#tokens.delete(old)
    }
    return known
  }

  /** The tokens that were remembered since the tables were saved or put back, and whether their transactions are done. */
  get newTokens(): (readonly [string, boolean])[] {
    return [...this.#tokens].flatMap(([token, { isDone }]) =>
      this.#saved.has(token) ? [] : [[token, isDone] as const],
    )
  }

  forget(token: string): void {
    this.#tokens.delete(token)
  }

  /** @returns what puts all tables, and the memory of tokens, back as they are now; no command may be under way then */
  save(): () => void {
    const saved = [...this.#tables].map(([name, table]) => ({ name, table, putBack: table.save() }))
    const tokens = new Map([...this.#tokens].map(([token, known]) => [token, { ...known }]))
    this.#saved = tokens
    return () => {
      this.#saved = tokens
      this.#tables.clear()
      for (const { name, table, putBack } of saved) {
        this.#tables.set(name, table)
        putBack()
      }
      this.#tokens.clear()
      for (const [token, known] of tokens) this.#tokens.set(token, { ...known })
    }
  }

  /** Deletes all expired items, which DynamoDB does with a delay. @returns their number */
  expire(now: number): number {
    let count = 0
    for (const table of this.#tables.values())
      for (const { id, item } of [...table.items.entries()]) {
        const until = item[this.#timeToLive]?.N
        const isLeft = until === undefined || (Number(until) * 1000 >= now && !this.has('expired-at-once'))
        if (isLeft || table.held.has(id)) continue
        table.write(id, undefined, this.follow('TimeToLive'))
        count += 1
      }
    return count
  }

  /** @returns a promise that delays the step; undefined: it runs at once */
  before(kind: Step['kind'], command: string, items: readonly string[]): Promise<unknown> | undefined {
    return this.onStep?.({ kind, command, items })
  }

  /** The same for the commit of a transaction. */
  beforeCommit(
    command: string,
    items: readonly string[],
    places: () => readonly string[],
  ): Promise<unknown> | undefined {
    return this.onStep?.({ kind: 'commit', command, items, places })
  }

  /** @returns the hook that delays an index update of the command */
  follow(command: string): Follow {
    return (index, id) => (this.has('index-never-late') ? undefined : this.before('index', command, [`${index} ${id}`]))
  }
}
