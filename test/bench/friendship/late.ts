// The view of each model right after an acknowledged write, while the indexes lag.

import { randomUUID } from 'node:crypto'
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { friendOf, ME, seeded } from './measure.ts'
import { type Model, turn } from './model.ts'
import { type Asked, CountedTable, type Item } from './table.ts'

export interface Shown {
  readonly model: string
  readonly write: string
  readonly read: string
  /** Whether the friend's id is the lower one of the two. */
  readonly lower: boolean
  readonly right: boolean
}

/**
 * An emulation: the embedded engine's indexes never lag, DynamoDB's may. Once it lags, every index answers what it answered
 * before; the table answers what is.
 */
class LaggingTable extends CountedTable {
  readonly #before = new Map<string, Item[]>()
  lags = false

  override async query(asked: Asked): Promise<Item[]> {
    if (!asked.index) return super.query(asked)
    const key = JSON.stringify(asked)
    if (!this.lags) this.#before.set(key, await super.query(asked))
    return this.#before.get(key) ?? []
  }
}

const FRIENDS = 10
const NOW = '2026-11-23T00:00:00.000Z'
const writes = [
  { write: 'I add', mine: false, turns: { me: true, added: true } },
  { write: 'they add back', mine: true, turns: { me: false, added: true } },
  { write: 'I end', mine: true, turns: { me: true, added: false } },
]

const readsOf = (model: Model, other: string) => ({
  'are we friends': (table: CountedTable) => model.look(table, ME, other),
  'whole list': (table: CountedTable) => model.all(table, ME),
  'page by time': (table: CountedTable) => model.page(table, ME, 2 * FRIENDS),
})

/** The indexes stand where they did before the write: an emulation of what DynamoDB may do and the embedded engine does not. */
export const shown = async (client: DynamoDBDocumentClient, model: Model): Promise<Shown[]> => {
  const found: Shown[] = []
  for (const { write, mine, turns } of writes)
    for (const other of [friendOf(FRIENDS), friendOf(FRIENDS + 1)]) {
      const table = await seeded(new LaggingTable(client, `friendship-${randomUUID()}`), model, FRIENDS)
      const reads = Object.entries(readsOf(model, other))
      const all = (): Promise<string[]> => Promise.all(reads.map(async ([, look]) => JSON.stringify(await look(table))))
      if (mine) await turn(model, table, { me: ME, other, added: true, now: NOW })
      await all()
      const [me, them] = turns.me ? [ME, other] : [other, ME]
      await turn(model, table, { me, other: them, added: turns.added, now: NOW })
      table.lags = true
      const behind = await all()
      table.lags = false
      const truth = await all()
      for (const [at, [read]] of reads.entries())
        found.push({ model: model.name, write, read, lower: other < ME, right: behind[at] === truth[at] })
    }
  return found
}

/** How a consistent read of an index is answered. */
export const refusal = async (client: DynamoDBDocumentClient, model: Model): Promise<string> => {
  const table = await seeded(new LaggingTable(client, `friendship-${randomUUID()}`), model, 1)
  const [index] = model.indexes
  if (!index) throw new Error(`${model.name} has no index`)
  const query = new QueryCommand({ ...table.inputOf({ index, pk: `FRIENDSHIP#${ME}` }), ConsistentRead: true })
  return client.send(query).then(
    () => 'answered',
    ({ name, message }: Error) => `${name}: ${message}`,
  )
}
