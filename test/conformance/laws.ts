// What holds of transactions that overlap, of late indexes, of tokens and of expiry: no engine here can be made to show it.

import { setImmediate as turn } from 'node:timers/promises'
import { GetCommand, PutCommand, QueryCommand, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { createTable } from '#infra/local/table.ts'
import { memoryClient } from '#infra/simulation/client.ts'
import { type Options, type Step, Tables } from '#infra/simulation/tables.ts'

const TableName = 'laws'
const key = (sk: string) => ({ pk: 'p', sk })

/** Steps that wait until they are let go. */
class Held {
  readonly #waiting: { readonly step: Step; readonly go: () => void }[] = []
  #holds: (step: Step) => boolean = () => false

  readonly onStep = (step: Step): Promise<void> | undefined =>
    this.#holds(step) ? new Promise((go) => this.#waiting.push({ step, go })) : undefined

  /** From now on these steps wait. */
  hold(...kinds: Step['kind'][]): void {
    this.#holds = ({ kind }) => kinds.includes(kind)
  }

  get count(): number {
    return this.#waiting.length
  }

  /** Lets the step go that has waited longest, or the one at a place. */
  async release(at = 0): Promise<void> {
    this.#waiting.splice(at, 1)[0]?.go()
    await turn()
  }

  /** Lets everything go, and holds nothing any more. */
  async end(): Promise<void> {
    this.#holds = () => false
    while (this.count > 0) await this.release()
  }
}

const stage = async (options: Options) => {
  const held = new Held()
  let now = Date.parse('2026-11-26T00:00:00Z')
  const tables = new Tables({ clock: () => now, ...options, onStep: held.onStep })
  const client = memoryClient(tables)
  await createTable(client, TableName)
  const put = (sk: string, value: number, more = {}) => ({ Put: { TableName, Item: { ...key(sk), value, ...more } } })
  return {
    held,
    tables,
    passes: (ms: number) => {
      now += ms
    },
    put,
    transact: (TransactItems: object[], ClientRequestToken?: string) =>
      client.send(new TransactWriteCommand({ TransactItems, ...(ClientRequestToken ? { ClientRequestToken } : {}) })),
    write: (sk: string, value: number, more = {}) =>
      client.send(new PutCommand({ TableName, Item: { ...key(sk), value, ...more } })),
    value: async (sk: string): Promise<number | undefined> =>
      (await client.send(new GetCommand({ TableName, Key: key(sk), ConsistentRead: true }))).Item?.['value'],
    together: async (...sks: string[]): Promise<(number | undefined)[]> => {
      const members = sks.map((sk) => ({ Get: { TableName, Key: key(sk) } }))
      const { Responses = [] } = await client.send(new TransactGetCommand({ TransactItems: members }))
      return Responses.map(({ Item }) => Item?.['value'])
    },
    listed: async (index?: string): Promise<string[]> => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          ...{ TableName, KeyConditionExpression: '#p = :p', ExpressionAttributeValues: { ':p': index ? 'l' : 'p' } },
          ExpressionAttributeNames: { '#p': index ? 'listPk' : 'pk' },
          ...(index ? { IndexName: index } : { ConsistentRead: true }),
        }),
      )
      return Items.map(({ sk, value, listSk }) => `${sk} ${index ? listSk : value}`)
    },
  }
}

type Stage = Awaited<ReturnType<typeof stage>>

/** What became of a call: `done`, or the error's name and the codes of its reasons. */
const outcome = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
    return 'done'
  } catch (error) {
    const { name, CancellationReasons: reasons } = error as { name: string; CancellationReasons?: { Code: string }[] }
    return [name, ...(reasons ?? []).map(({ Code }) => Code)].join(' ')
  }
}

/** By its sentence. @returns what it found, beside what it must find */
export const laws: Record<string, (stage: Stage) => Promise<readonly [found: unknown, wanted: unknown]>> = {
  'a transaction that meets items of another is cancelled, and the reason names them': async (s) => {
    s.held.hold('commit')
    const first = outcome(s.transact([s.put('a', 1), s.put('b', 1)]))
    await turn()
    const second = await outcome(Promise.race([s.transact([s.put('c', 2), s.put('b', 2)]), turn('waits')]))
    const before = await s.value('b')
    await s.held.end()
    return [
      [second, before, await first, await s.value('a'), await s.value('b'), await s.value('c')],
      ['TransactionCanceledException None TransactionConflict', undefined, 'done', 1, 1, undefined],
    ]
  },
  'a plain write that meets items of a transaction fails': async (s) => {
    s.held.hold('commit')
    const first = outcome(s.transact([s.put('a', 1)]))
    await turn()
    const plain = outcome(s.write('a', 2))
    await turn()
    await s.held.release(1)
    const second = await plain
    await s.held.end()
    return [
      [second, await first, await s.value('a')],
      ['TransactionConflictException', 'done', 1],
    ]
  },
  'a cancelled transaction holds nothing': async (s) => {
    await s.write('a', 1)
    const check = { ConditionCheck: { TableName, Key: key('none'), ConditionExpression: 'attribute_exists(pk)' } }
    const first = await outcome(s.transact([s.put('a', 2), check]))
    return [
      [first, await s.value('a'), await outcome(s.transact([s.put('a', 3)])), await s.value('a')],
      ['TransactionCanceledException None ConditionalCheckFailed', 1, 'done', 3],
    ]
  },
  'a reading transaction conflicts with one that is prepared': async (s) => {
    s.held.hold('commit')
    const first = outcome(s.transact([s.put('a', 1), s.put('b', 1)]))
    await turn()
    const read = await outcome(s.together('c', 'a'))
    await s.held.end()
    return [
      [read, await first, await s.together('a', 'b')],
      ['TransactionCanceledException None TransactionConflict', 'done', [1, 1]],
    ]
  },
  'a reading transaction conflicts with one that commits while it reads': async (s) => {
    s.held.hold('read')
    const read = outcome(s.together('a', 'b'))
    await s.held.release()
    await s.transact([s.put('b', 1)])
    await s.held.end()
    return [await read, 'TransactionCanceledException None TransactionConflict']
  },
  'reads of single items see all of a transaction or nothing': async (s) => {
    s.held.hold('commit')
    const first = s.transact([s.put('a', 1), s.put('b', 1)])
    const seen = new Set<string>()
    await turn()
    while (s.held.count > 0) {
      seen.add(`${await s.value('a')} ${await s.value('b')}`)
      await s.held.release()
    }
    await first
    seen.add(`${await s.value('a')} ${await s.value('b')}`)
    return [[...seen], ['undefined undefined', '1 1']]
  },
  'a query may see half of a transaction': async (s) => {
    await s.transact([s.put('a', 1), s.put('b', 1)])
    s.held.hold('read')
    const listed = s.listed()
    await turn()
    await s.held.release()
    await s.transact([s.put('a', 2), s.put('b', 2)])
    await s.held.end()
    return [await listed, ['a 1', 'b 2']]
  },
  'an index follows when it is let, and the table at once': async (s) => {
    s.held.hold('index')
    await s.write('a', 1, { listPk: 'l', listSk: '1' })
    const before = [await s.value('a'), await s.listed('list')]
    await s.held.end()
    return [
      [before, await s.listed('list')],
      [[1, []], ['a 1']],
    ]
  },
  'an index ends with the last write, in whatever order it hears of them': async (s) => {
    s.held.hold('index')
    await s.write('a', 1, { listPk: 'l', listSk: '1' })
    await s.write('a', 2, { listPk: 'l', listSk: '2' })
    await s.held.release(1)
    const between = await s.listed('list')
    await s.held.end()
    return [
      [between, await s.listed('list')],
      [['a 2'], ['a 2']],
    ]
  },
  'a token repeats nothing for ten minutes': async (s) => {
    const again = async () => outcome(s.transact([add('n')], 'token'))
    const first = await again()
    s.passes(10 * 60_000 - 1)
    const second = await again()
    const other = await outcome(s.transact([add('m')], 'token'))
    const before = await s.value('n')
    s.passes(2)
    return [
      [first, second, other, before, await again(), await s.value('n')],
      ['done', 'done', 'IdempotentParameterMismatchException', 1, 'done', 2],
    ]
  },
  'a token of a transaction that is under way is refused': async (s) => {
    s.held.hold('commit')
    const first = outcome(s.transact([add('n')], 'token'))
    await turn()
    const second = await outcome(s.transact([add('n')], 'token'))
    await s.held.end()
    return [
      [second, await first, await s.value('n')],
      ['TransactionInProgressException', 'done', 1],
    ]
  },
  'the token of a cancelled transaction may be used again': async (s) => {
    const exists = { ConditionExpression: 'attribute_exists(pk)' }
    const again = () => outcome(s.transact([{ Put: { ...s.put('a', 2).Put, ...exists } }], 'token'))
    const first = await again()
    await s.write('a', 1)
    return [
      [first, await again(), await s.value('a')],
      ['TransactionCanceledException ConditionalCheckFailed', 'done', 2],
    ]
  },
  'what was saved is put back, and what came later never happened': async (s) => {
    const index = (listSk: string) => ({ listPk: 'l', listSk })
    await s.write('a', 1, index('1'))
    const once = () => outcome(s.transact([add('n')], 'token'))
    const putBack = s.tables.save()
    const first = [await once(), await s.value('n')]
    s.held.hold('index')
    await s.write('a', 2, index('2'))
    await s.write('b', 2, index('3'))
    putBack()
    await s.held.end()
    return [
      [first, await s.listed(), await s.listed('list'), await once(), await s.value('n')],
      [['done', 1], ['a 1'], ['a 1'], 'done', 1],
    ]
  },
  'expiry deletes what has expired, of the indexes, too': async (s) => {
    const now = s.tables.clock()
    const second = Math.floor(now / 1000)
    const index = { listPk: 'l' }
    await s.write('old', 1, { ...index, listSk: '1', ttl: second - 1 })
    await s.write('new', 1, { ...index, listSk: '2', ttl: second + 1 })
    await s.write('kept', 1, { ...index, listSk: '3' })
    const before = await s.listed('list')
    const count = s.tables.expire(now)
    return [
      [before, count, await s.listed(), await s.listed('list')],
      [['old 1', 'new 2', 'kept 3'], 1, ['kept 1', 'new 1'], ['new 2', 'kept 3']],
    ]
  },
}

const add = (sk: string) => ({
  Update: {
    ...{ TableName, Key: key(sk), UpdateExpression: 'ADD #v :one' },
    ...{ ExpressionAttributeNames: { '#v': 'value' }, ExpressionAttributeValues: { ':one': 1 } },
  },
})

/** @returns the laws that tables with these options break */
export const brokenLaws = async (options: Options): Promise<string[]> => {
  const broken: string[] = []
  for (const [name, law] of Object.entries(laws)) {
    const [found, wanted] = await law(await stage(options)).catch((error: unknown) => [error, undefined])
    if (JSON.stringify(found) !== JSON.stringify(wanted)) broken.push(name)
  }
  return broken
}

export const holds = async (name: string): Promise<readonly [found: unknown, wanted: unknown]> => {
  const law = laws[name]
  if (!law) throw new Error(`there is no law "${name}"`)
  return law(await stage({}))
}
