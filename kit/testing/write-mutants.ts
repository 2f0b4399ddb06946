// Write mutants: leave out any one write of a transaction, and the audit, a reply, a look or a repeat must notice.

import assert from 'node:assert/strict'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { type Endpoint, takesKey } from '#kernel/http/contract.ts'
import { type Answer, type Prepared, prepared, type Shows, send } from './call.ts'
import type { Case } from './case.ts'
import type { Exemplified } from './example.ts'
import type { World } from './world.ts'

/** What is done, once everything is prepared, and how one sees afterwards that it was done. */
export interface Deed {
  readonly run: () => Promise<Pick<Answer, 'status' | 'body'> & Partial<Answer>>
  readonly shows: Shows | undefined
  /** The call has an Idempotency-Key: its repeat must be a replay. */
  readonly keyed: boolean
}

export interface Scenario<W> {
  readonly module: string
  readonly name: string
  readonly prepare: (world: W) => Promise<Deed>
  /** Why nothing notices that a write is missing, by the write's label, such as `Put MATCH/SEAT`. */
  readonly unmissed: Readonly<Record<string, string>>
  /** Where the example is, for the message of a failure. */
  readonly file: string
}

/** Writes whose absence no check notices, and why they are there: by scenario, then by the write's label. */
export type Unmissed = Readonly<Record<string, Readonly<Record<string, string>>>>

/** A call as what is done. @param key the Idempotency-Key, if any; @param via reaches the API */
export const deedOf = (endpoint: Endpoint, call: Prepared, key: string | undefined, via: typeof fetch): Deed => {
  const sent = { ...prepared(call), ...(key ? { key } : {}) }
  return { run: () => send(endpoint, sent, via), keyed: key !== undefined && takesKey(endpoint), shows: call.shows }
}

/** The example of every endpoint that writes. */
export const scenarios = <W extends World>(all: readonly Exemplified<W>[], unmissed: Unmissed): Scenario<W>[] =>
  all
    .filter(({ endpoint }) => Object.values(endpoint.access).includes('write'))
    .map(({ endpoint, example, file }) => ({
      module: endpoint.module,
      name: endpoint.name,
      unmissed: unmissed[endpoint.name] ?? {},
      file,
      prepare: async (world) => deedOf(endpoint, await example(world), 'once', world.fetch),
    }))

/** @param newWorld makes a world of its own, to which the runtime is bound */
export const writeMutants = <W extends World>(scenarios: readonly Scenario<W>[], newWorld: () => Promise<W>): Case[] =>
  scenarios.map((scenario) => ({
    group: 'without any one of its writes',
    name: `${scenario.module}.${scenario.name} is found out`,
    run: async () => {
      const kept = { ...runtime() }
      try {
        await prove(scenario, newWorld)
      } finally {
        bindRuntime(kept)
      }
    },
  }))

const prove = async <W extends World>(scenario: Scenario<W>, newWorld: () => Promise<W>): Promise<void> => {
  const { module, name, unmissed, file } = scenario
  const operation = `${module}.${name}`
  const sound = await without(scenario, await newWorld(), undefined)
  assert.deepEqual(sound.noticed, [], `${operation} with all of its writes must be sound`)
  assert.notDeepEqual(sound.labels, [], `${operation} writes nothing`)
  const idle = Object.keys(unmissed).filter((label) => !sound.labels.includes(label))
  assert.deepEqual(idle, [], `delete from \`unmissed\` of ${operation} in ${file} what it does not write`)
  for (const [at, label] of sound.labels.entries()) {
    const { noticed } = await without(scenario, await newWorld(), at, sound.status)
    if (unmissed[label])
      assert.deepEqual(noticed, [], `"${label}" of ${operation} is missed: delete it from \`unmissed\` in ${file}`)
    else assert.notDeepEqual(noticed, [], missed(scenario, label))
    // Under the same key it would happen again.
    if (label.endsWith('Update RECEIPT/RECEIPT') && !unmissed[label]) assert.ok(noticed.includes('a repeat'))
  }
}

/** What to do about a write that can be left out unnoticed. */
const missed = <W>({ module, name, file }: Scenario<W>, label: string): string =>
  `${module}.${name} writes "${label}", but nothing notices when that write is missing. Either an invariant or companions of ` +
  `${module} hold it to the others, or the example in ${file} says in \`shows\` how a later look finds it, or \`unmissed\` ` +
  `there says why no check notices it: { '${name}': { '${label}': 'why' } }`

interface Action {
  readonly Key?: { pk: string; sk: string }
  readonly Item?: { pk: string; sk: string }
}
/** Such as `Put MATCH/SEAT`. */
const labelOf = (member: Readonly<Record<string, Action>>): string => {
  const [[kind, { Key, Item }] = ['', {} as Action]] = Object.entries(member)
  const { pk = '', sk = '' } = Key ?? Item ?? {}
  return `${kind} ${/^[A-Z_]+(#[A-Z]{2,})?/.exec(pk)?.[0]}/${/^[A-Z]+/.exec(sk)?.[0]}`
}

/** Binds a client that loses the write at a place, counted over all of its transactions. @returns the labels of all writes */
const lose = (world: World, lost: number | undefined): { labels: string[]; end: () => void } => {
  const labels: string[] = []
  let over = false
  const client = world.newClient()
  const whole = client.send.bind(client)
  const cut = (command: { input: { TransactItems?: Record<string, Action>[] } }) => {
    const { TransactItems: members } = command.input
    // A transaction of reads has members, too.
    if (!members || over || members.some((member) => 'Get' in member)) return whole(command as never)
    const first = labels.length
    labels.push(...members.map((member) => (first > 0 ? 'then ' : '') + labelOf(member)))
    command.input.TransactItems = members.filter((_, at) => first + at !== lost)
    return command.input.TransactItems.length > 0 ? whole(command as never) : Promise.resolve({})
  }
  bindRuntime({ client: Object.assign(client, { send: cut }) })
  return {
    labels,
    end: () => {
      over = true
    },
  }
}

/** Does it all with one write lost. @returns what noticed, and what the writes were */
const without = async <W extends World>(
  { prepare }: Scenario<W>,
  world: W,
  lost: number | undefined,
  status?: number,
) => {
  const { run, shows, keyed } = await prepare(world)
  const { labels, end } = lose(world, lost)
  // Pauses take no time, and move all that is measured.
  let waitedMs = 0
  bindRuntime({
    pause: async (ms) => {
      waitedMs += ms + 50
      world.passes(ms + 50)
    },
    elapsed: () => performance.now() / 4 + waitedMs,
  })
  const answer = await run()
  end()
  const noticed = status !== undefined && answer.status !== status ? [`the reply: ${answer.status}`] : []
  noticed.push(...(await world.table.audit()).violations.map(({ module, rule }) => `the audit: ${module}.${rule}`))
  if (shows && !(await shows(answer.body))) noticed.push('a look')
  // A replay outranks what a look has changed, so the same call may be made again.
  const repeats = async () => (await run()).headers?.get('idempotency-replayed') === 'true'
  if (keyed && noticed.length === 0 && !(await repeats())) noticed.push('a repeat')
  return { labels, noticed, status: answer.status }
}
