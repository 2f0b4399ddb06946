// A storm: a population lives while everything fails, then everything is let through, and the result is judged.

import { createHash } from 'node:crypto'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { dueBillings, reviews } from '#domain/billing/items.ts'
import type { Event } from '#domain/events/event.ts'
import { dueDeliveriesOf, Endpoint, type EndpointItem, Lane, Registry } from '#domain/events/items.ts'
import { waiting } from '#domain/events/reads.ts'
import { newSecret } from '#domain/events/signature.ts'
import { dueMatches, dueSeats } from '#domain/matches/items.ts'
import { LastAudit } from '#domain/ops/items.ts'
import { invariants } from '#functions/rulebook.ts'
import type { Handlers } from '#infra/local/launch.ts'
import { pick, seededBy, weighted } from '#infra/simulation/seeded.ts'
import { CALM, Chance, type Strike, type Weather } from '#infra/simulation/weather.ts'
import { due } from '#kernel/commit/due.ts'
import { Store } from '#kernel/commit/store.ts'
import { audit } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import { canonicalJson } from '#kernel/data/json.ts'
import type { Partition } from '#kernel/data/key.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { unfair } from '#test/support/fair.ts'
import { contradictions } from './calls.ts'
import { type Judged, judge } from './models/judge.ts'
import { type Action, kinds, Life, resolve } from './population.ts'
import { Stage } from './stage.ts'

export interface Plan {
  readonly seed: number
  readonly actions: number
  /** The actions that take place; undefined: all. */
  readonly only?: readonly number[]
  /** The places where something strikes; undefined: everywhere. */
  readonly strikes?: readonly string[]
}

export interface Outcome {
  /** What went wrong, in words; nothing: the storm was weathered. */
  readonly failures: readonly string[]
  /** What happened, one line each. */
  readonly history: readonly string[]
  /** A digest of all that happened and of all that was left. */
  readonly hash: string
  readonly strikes: readonly Strike[]
  /** The actions that took place. */
  readonly actions: readonly number[]
  readonly requests: number
  readonly events: number
  /** The histories of objects that were judged. */
  readonly judged: Judged
  /** The number of replies by status and code. */
  readonly replies: ReadonlyMap<string, number>
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Fine days and foul ones. */
const weatherOf = (seed: number): Weather => {
  const random = seededBy(seed, 'weather')
  return {
    fault: pick(random, [0.01, 0.04, 0.1, 0.25]),
    death: pick(random, [0, 0.002, 0.01]),
    deafness: pick(random, [0, 0.02, 0.1]),
    slowness: pick(random, [0, 0.02, 0.1]),
    skewMs: pick(random, [0, 2 * SECOND_MS, 150 * SECOND_MS]),
  }
}

const JOBS = {
  'matches.sweepSeats': 3,
  'billing.reconcileBillings': 5,
  'friends.sweepGroups': 0.7,
  'friends.sweepImages': 0.7,
  'events.relayEvents': 3,
  'events.deliverEvents': 2,
  'ops.auditTable': 0.25,
} as const
const ACTS = Object.fromEntries(Object.entries(kinds).map(([name, [weight]]) => [name, weight]))
/** What is no person's doing. */
const WHAT = { ...ACTS, job: 9, 'the store deletes': 1 }

/** The milliseconds between two actions. */
const gapOf = (random: () => number): number => {
  const dice = random()
  const size = random()
  if (dice < 0.5) return size * 6
  if (dice < 0.8) return size * 60
  if (dice < 0.92) return size * 3 * SECOND_MS
  if (dice < 0.97) return size * 2 * MINUTE_MS
  if (dice < 0.997) return size * 20 * MINUTE_MS
  return size * 3 * DAY_MS
}

interface Part {
  readonly what: string
  /** Which of the people. */
  readonly who: number
}

/** What an action is about. Now and then people do what the one before them did, at once. */
const partOf = (seed: number, id: number): Part => {
  const random = seededBy(seed, `part ${id}`)
  const own = { what: weighted(random, WHAT), who: random() }
  const [crowd, same] = [random(), random()]
  if (id === 0 || crowd > 0.25) return own
  const before = partOf(seed, id - 1)
  return { what: before.what, who: same < 0.4 ? before.who : own.who }
}

/** An action's part does not depend on the other actions. */
const begin = (life: Life, id: number, seed: number, delayMs: number): void => {
  const { stage } = life
  const random = seededBy(seed, `action ${id}`)
  const { what, who } = partOf(seed, id)
  if (what === 'the store deletes') {
    const until = stage.now - pick(random, [0, HOUR_MS, 2 * DAY_MS])
    stage.says(`${stage.world.nowMs} ${id} the store deletes ${stage.tables.expire(until)}`)
  } else if (what === 'job') {
    const job = weighted(random, JOBS)
    stage.run(`${id} ${job}`, delayMs, job, (done) => noteAudit(stage, `${id} ${job}`, done))
  } else {
    const me = pick(() => who, life.people)
    const action: Action = { id, random }
    let deed: Awaited<ReturnType<(typeof kinds)[string][1]>>
    const [, does] = kinds[what] ?? []
    stage.ask(
      `${id} ${me.name} ${what}`,
      delayMs,
      async () => {
        deed = await does?.(life, me, action)
        return deed?.request
      },
      (answer) => {
        if (answer && answer.status < 400) deed?.learns?.(answer.body)
        else deed?.fails?.(answer)
      },
    )
  }
}

/** Holds that the sweeper has not released for minutes: in a storm it runs as rarely as it happens to. */
const LATE = 'matches.heldUntil'

/** An audit while others write finds nothing either. */
const noteAudit = (stage: Stage, name: string, done: unknown): void => {
  const { violations: count = 0 } = done as { violations?: number }
  if (count === 0) return
  const { violations = [] } = all(stage).find((item) => LastAudit.is(item)) ?? {}
  for (const { module, rule, where } of violations.filter((one) => `${one.module}.${one.rule}` !== LATE))
    stage.failures.push(`${name}, while others wrote: ${module}.${rule} at ${where}`)
}

export const storm = async (plan: Plan, handlers: Handlers): Promise<Outcome> => {
  const { seed, actions, only, strikes } = plan
  const chance = new Chance(seed, weatherOf(seed), strikes && new Set(strikes))
  const stage = await Stage.open(seed, chance, handlers)
  try {
    await subscribe(stage)
    const life = await Life.of(stage)
    const times = seededBy(seed, 'times')
    const wanted = only && new Set(only)
    let at = 0
    for (let id = 0; id < actions; id += 1) {
      at += Math.round(gapOf(times))
      if (wanted && !wanted.has(id)) continue
      await stage.passes(at)
      begin(life, id, seed, 0)
    }
    await stage.passes()
    const items = await settle(life)
    const judged = judge(stage.calls, items)
    const failures = [
      ...stage.failures,
      ...stage.calls.flatMap(contradictions),
      ...(await audited(stage)),
      ...unfair(items, stage.gateways.ledger()),
      ...untold(items, stage.taken),
      ...judged.failures,
    ]
    const history = stage.world.history
    const hash = createHash('sha256')
      .update(history.join('\n'))
      .update(canonicalJson([items, stage.gateways.ledger()]))
    const answers = stage.calls.flatMap(({ attempts }) => attempts.map(({ answer }) => answer))
    const replies = new Map<string, number>()
    for (const answer of answers) {
      const name = answer ? `${answer.status} ${answer.status < 400 ? '' : answer.body.code}`.trim() : 'none'
      replies.set(name, (replies.get(name) ?? 0) + 1)
    }
    return {
      failures,
      history,
      hash: hash.digest('hex').slice(0, 16),
      strikes: chance.strikes,
      actions: only ?? Array.from({ length: actions }, (_, id) => id),
      requests: answers.length,
      events: history.length,
      judged,
      replies,
    }
  } finally {
    stage.close()
  }
}

const ENDPOINT_ID = 'endpoint_00000000000000000000000000'

/** A consumer gets all events from the first one on. */
const subscribe = async ({ world, now }: Stage): Promise<void> => {
  const { stored: secret } = newSecret(ENDPOINT_ID, (bytes) => new Uint8Array(bytes))
  const endpoint: EndpointItem = {
    ...{ endpointId: ENDPOINT_ID, url: 'https://consumer.test', types: ['*'], enabled: true, secret },
    ...{ createdAt: new Date(now).toISOString(), version: 0 },
  }
  for (const item of [stored(Endpoint.key(ENDPOINT_ID), endpoint), stored(Registry.key(), { count: 1 })])
    await world.client.send(new PutCommand({ TableName: 'simulation', Item: item }))
}

/** Whether the consumer has taken every event of each subject, in order; doubles are allowed. */
const untold = (items: readonly Item[], taken: readonly Event[]): string[] => {
  const bySubject = Map.groupBy(taken, ({ subject }) => subject)
  return items.flatMap((item) => {
    if (!Lane.is(item)) return []
    const seen = [...new Set(bySubject.get(item.subject)?.map(({ seq }) => seq))]
    const isWhole = seen.length === item.tail && seen.every((seq, at) => seq === at + 1)
    return isWhole ? [] : [`of ${item.tail} events of ${item.subject} the consumer got ${seen}`]
  })
}

/** Jobs run until nothing is left for them; then everybody looks at everything. @returns all that is stored */
const settle = async (life: Life): Promise<Item[]> => {
  const { stage } = life
  stage.chance.weather = CALM
  const store = new Store(stage.world.client, 'simulation')
  const found = async <T>(partition: Partition<string, T>): Promise<readonly T[]> =>
    (await store.list({ partition, index: 'due', from: ' ', to: '~', limit: 100, after: undefined })).items
  for (let round = 0; ; round += 1) {
    for (const job of Object.keys(JOBS)) if (job !== 'ops.auditTable') stage.run(`end ${round} ${job}`, 0, job)
    await stage.passes()
    for (const { billingId } of await found(reviews)) {
      const { request } = resolve(life, billingId)
      stage.ask(
        `end ${round} the operator resolves ${billingId}`,
        0,
        async () => request,
        () => {},
      )
    }
    await stage.passes()
    const left = [
      ...(await due(store, dueBillings, { limit: 100 })),
      ...(await due(store, dueSeats, { limit: 100 })),
      ...(await due(store, dueMatches, { limit: 100 })),
      ...(await found(dueDeliveriesOf(ENDPOINT_ID))),
      ...(await waiting(store)),
      ...(await found(reviews)),
    ]
    if (left.length === 0) break
    if (round === 40) {
      stage.failures.push(`the jobs find no end: ${left.length} are due, such as ${JSON.stringify(left[0])}`)
      break
    }
    stage.world.nowMs += (round % 3 === 2 ? 21 : 2) * MINUTE_MS
  }
  await look(life)
  return all(stage)
}

/** All that is stored, by key. */
const all = ({ tables }: Stage): Item[] =>
  [...tables.table('simulation').items.entries()].map(({ item }) => unmarshall(item))

/** Looks at the end, which must agree with all that was told before. */
const look = async (life: Life): Promise<void> => {
  const { stage } = life
  const asks = async (operation: string, path: Readonly<Record<string, string>>, userId?: string, by?: string) => {
    const token = userId === undefined ? undefined : await tokenFor(userId, 'USER')
    stage.ask(
      `end: ${operation} ${Object.values(path)}`,
      0,
      async () => ({ operation, path, token, ...(by ? { by } : {}) }),
      () => {},
    )
  }
  for (const item of all(stage)) {
    const { sk, accountId, ownerId, matchId, chatId } = item as Readonly<Record<string, string>>
    if (sk === 'ACCOUNT' && accountId) await asks('wallet.getAccount', { accountId }, ownerId)
    if (sk === 'MATCH' && matchId) await asks('matches.getMatch', { matchId })
    if (sk === 'ROOM' && chatId) await asks('chat.getChatroom', { chatId }, ownerId)
  }
  await stage.passes()
}

const audited = async (stage: Stage): Promise<string[]> => {
  const { client } = stage.world
  const report = await audit({
    client,
    tableName: 'simulation',
    invariants,
    clock: () => stage.now,
    pause: async () => {},
  })
  const found = report.violations.map(({ module, rule, where }) => `the audit: ${module}.${rule} at ${where}`)
  return report.unsettled > 0 ? [...found, `the audit: ${report.unsettled} unsettled`] : found
}
