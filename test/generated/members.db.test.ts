// Transaction mutants, made from the endpoints' examples: leave out any one write of a plan and somebody must notice.

import { afterAll, describe, expect, inject, test } from 'vitest'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { type Endpoint, takesKey } from '#kernel/http/contract.ts'
import { examples } from '#test/examples/api.ts'
import type { Prepared, Scenarios, Shows, Unmissed } from '#test/examples/example.ts'
import { type Answer, cases, prepared, send } from '#test/support/call.ts'
import { makeWorld, type World } from '#test/support/people.ts'

interface Told {
  readonly scenarios?: Scenarios
  readonly unmissed?: Unmissed
}

/** What is done, once everything is prepared, and how one sees afterwards that it was done. */
interface Deed {
  readonly run: () => Promise<Pick<Answer, 'status' | 'body'> & Partial<Answer>>
  readonly shows: Shows | undefined
  readonly keyed: boolean
}

const call = (endpoint: Endpoint, prepares: Prepared, keyed: boolean): Deed => {
  const sent = { ...prepared(prepares), ...(keyed ? { key: 'once' } : {}) }
  return { run: () => send(endpoint, sent), keyed: keyed && takesKey(endpoint), shows: prepares.shows }
}

interface Scenario {
  readonly name: string
  readonly module: string
  readonly prepare: (world: World) => Promise<Deed>
}

/** Gateways send browsers to them, so they are read by their method alone. */
const redirects = ['billing.approvePayment', 'billing.abandonPayment', 'billing.failPayment']

const ofEndpoints: Scenario[] = cases
  .filter(({ name, endpoint }) => redirects.includes(name) || !endpoint.route.startsWith('GET '))
  // What it writes is what the redirect would have written; for a payment that is still open it is nothing.
  .filter(({ name }) => name !== 'billing.takeTossWebhook')
  .map(({ endpoint, example }) => ({
    name: endpoint.name,
    module: endpoint.module,
    prepare: async (world) => call(endpoint, await example(world), true),
  }))

const besides: Scenario[] = Object.entries<Told>(examples).flatMap(([module, { scenarios = {} }]) =>
  Object.entries(scenarios).map(([name, prepares]) => ({
    name,
    module,
    prepare: async (world: World): Promise<Deed> => {
      const scenario = await prepares(world)
      if ('endpoint' in scenario) return call(scenario.endpoint, scenario, !scenario.keyless)
      const run = async () => {
        await scenario.job()
        return { status: 200, body: {} }
      }
      return { run, keyed: false, shows: undefined }
    },
  })),
)

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

/** A client that loses the member at a place, counted over all of its transactions. @returns the labels of all members */
const losing = (endpoint: string, lost: number | undefined): { labels: string[]; end: () => void } => {
  const labels: string[] = []
  let over = false
  const client = documentClient(endpoint)
  const whole = client.send.bind(client)
  const cut = (command: { input: { TransactItems?: Record<string, Action>[] } }) => {
    const { TransactItems: members } = command.input
    if (!members || over) return whole(command as never)
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

/** Does it all with one member lost. @returns who noticed, and what the members were */
const without = async ({ prepare }: Scenario, lost: number | undefined, status?: number) => {
  const world = await makeWorld(inject('endpoint'))
  const { run, shows, keyed } = await prepare(world)
  const { labels, end } = losing(inject('endpoint'), lost)
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

/** What to do about a write that can be left out unnoticed. */
const missed = (module: string, name: string, label: string): string =>
  `${module}.${name} writes "${label}", but nothing notices when that write is missing. Either an invariant or companions in ` +
  `shared/domain/${module}/ hold it to the others, or the example in test/examples/${module}.ts says in \`shows\` how a later ` +
  `look finds it, or \`unmissed\` there says why nobody misses it: { '${name}': { '${label}': 'why' } }`

describe('without any one of its writes', () => {
  const met = new Set<string>()
  const given = new Map(Object.entries<Told>(examples).map(([module, { unmissed = {} }]) => [module, unmissed]))
  const all = [...ofEndpoints, ...besides].map((scenario) => [`${scenario.module}.${scenario.name}`, scenario] as const)
  test.each(all)('%s is found out', async (operation, scenario) => {
    const { module, name } = scenario
    const sound = await without(scenario, undefined)
    expect(sound.noticed, `${operation} with all of its writes: nobody has anything to say`).toEqual([])
    expect(sound.labels, `${operation} writes`).not.toEqual([])
    for (const [at, label] of sound.labels.entries()) {
      const { noticed } = await without(scenario, at, sound.status)
      met.add(`${operation} ${label}`)
      const reason = given.get(module)?.[name]?.[label]
      if (reason)
        expect(
          noticed,
          `"${label}" of ${operation} is missed: delete it from unmissed in test/examples/${module}.ts`,
        ).toEqual([])
      else expect(noticed, missed(module, name, label)).not.toEqual([])
      // Under the same key it would happen again.
      if (label.endsWith('Update RECEIPT/RECEIPT') && !reason) expect(noticed).toContain('a repeat')
    }
  })
  test('no reason is given for what does not exist', () => {
    const reasons = [...given].flatMap(([module, scenarios]) =>
      Object.entries(scenarios).flatMap(([name, labels]) =>
        Object.keys(labels).map((label) => `${module}.${name} ${label}`),
      ),
    )
    expect(
      reasons.filter((member) => !met.has(member)),
      'under unmissed in test/examples',
    ).toEqual([])
  })
  const { pause } = runtime()
  afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now, pause }))
})
