// Transaction mutants, made from the endpoints' examples: leave out any one write of a plan and somebody must notice.

import { afterAll, describe, expect, inject, test } from 'vitest'
import { deletedGroups } from '#domain/friends/item.ts'
import { HOLD_MS } from '#domain/matches/item.ts'
import { handler as sweepGroups } from '#functions/friends/sweep-groups.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { type Endpoint, takesKey } from '#kernel/http/contract.ts'
import { type Answer, cases, prepared, type Sent, send } from '#test/support/call.ts'
import { gathered } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { makeWorld, PASSWORD, type User, type World } from '#test/support/people.ts'
import { accountHolder, hosted } from '#test/support/prepared.ts'
import { unmissed } from './unmissed.ts'

/** What is done, once everything is prepared, and how one sees afterwards that it was done. */
interface Deed {
  readonly run: () => Promise<Pick<Answer, 'status' | 'body'> & Partial<Answer>>
  /** Whether a later look finds what the reply said. */
  readonly shows?: (body: Answer['body']) => Promise<boolean>
  readonly keyed: boolean
}
type Scenario = (world: World) => Promise<Deed>

const endpointOf = (operation: string): Endpoint => {
  const found = cases.find(({ name }) => name === operation)
  if (!found) throw new Error(`no endpoint ${operation}`)
  return found.endpoint
}
const deed = (endpoint: Endpoint, sent: Sent, shows?: Deed['shows']): Deed => ({
  run: () => send(endpoint, sent),
  keyed: takesKey(endpoint),
  ...(shows ? { shows } : {}),
})

const canRefresh = async (world: World, refreshToken: unknown): Promise<boolean> =>
  (await world.api.users.refreshTokens({ body: { refreshToken: String(refreshToken) } })).ok
const refreshed = async (world: World, refreshToken: string): Promise<string> =>
  ok(await world.api.users.refreshTokens({ body: { refreshToken } })).refreshToken
const showsMatch =
  (world: World) =>
  async (body: Answer['body']): Promise<boolean> => {
    const found = await world.api.matches.getMatch({ path: { matchId: String(body['matchId']) } })
    return found.ok && JSON.stringify(found.body) === JSON.stringify(body)
  }
const counted = async (world: World): Promise<boolean> => {
  const counts = (await world.table.items()).filter(({ pk }) => String(pk).startsWith('ATTEMPT#'))
  return counts.length === 2 && counts.every(({ count }) => count === 1)
}

/** For effects that stand alone, in one item: no audit can miss them, but a look can. */
const looks: Record<string, (world: World, sent: Sent) => Deed['shows']> = {
  'users.createTokens': (world) => (body) => canRefresh(world, body['refreshToken']),
  'users.refreshTokens': (world) => (body) => canRefresh(world, body['refreshToken']),
  'users.logout': (world, sent) => async () =>
    !(await canRefresh(world, (sent.body as { refreshToken: string }).refreshToken)),
  'users.updateMe': (_, sent) => async (body) =>
    (await send(endpointOf('users.getMe'), { token: sent.token })).text === JSON.stringify(body),
  'matches.openMatch': showsMatch,
  'matches.changeMatch': showsMatch,
  'matches.cancelMatch': showsMatch,
  'chat.openChatroom':
    (world, { token }) =>
    async (body) =>
      (await world.table.items()).some(({ rooms }) => rooms === 1) &&
      (await send(endpointOf('chat.getChatroom'), { token, path: { chatId: String(body['chatId']) } })).text ===
        JSON.stringify(body),
  'coupons.openCampaign': (world) => async (body) =>
    (await (await world.stranger()).api.coupons.claimCoupon({ path: { campaignId: String(body['campaignId']) } })).ok,
  'billing.beginPayment': (world) => async () =>
    (await world.table.items()).some(({ sk, attempt }) => sk === 'BILLING' && (attempt as { tid?: string })?.tid),
  'billing.approvePayment': () => async (body) => body['status'] === 'SUCCESS',
  'billing.cancelBilling': () => async (body) => body['status'] === 'CANCELLED',
  'billing.abandonPayment': () => async (body) => body['status'] === 'READY',
  'billing.failPayment': () => async (body) => body['status'] === 'READY',
  'friends.changeFriendship': (_, sent) => async (body) =>
    (await send(endpointOf('friends.listFriends'), { token: sent.token })).text.includes(JSON.stringify(body)),
  'friends.requestImageUpload': (world) => async () => {
    const items = await world.table.items()
    const kept = ['FORMS#', 'LEFTOVER#'].every((prefix) => items.some(({ sk }) => String(sk).startsWith(prefix)))
    return kept && items.some(({ uploadState }) => uploadState === 'AWAITED')
  },
  'ops.requestAudit': (world) => async () => (await world.table.items()).some(({ sk }) => sk === 'REQUEST'),
}

/** Gateways send browsers to them, so they are read by their method alone. */
const redirects = ['billing.approvePayment', 'billing.abandonPayment', 'billing.failPayment']

const scenarios: [name: string, Scenario][] = cases
  .filter(({ name, endpoint }) => redirects.includes(name) || !endpoint.route.startsWith('GET '))
  // What it writes is what the redirect would have written; for a payment that is still open it is nothing.
  .filter(({ name }) => name !== 'billing.takeTossWebhook')
  .map(({ name, endpoint, example }) => [
    name,
    async (world) => {
      const sent = { key: 'once', ...prepared(await example(world)) }
      return deed(endpoint, sent, looks[name]?.(world, sent))
    },
  ])

/** A seat whose hold has run out. */
const lapsed = async (world: World, seats = 18): Promise<{ as: User; path: { matchId: string } }> => {
  const { path } = await hosted(world, 1000, seats)
  const as = await world.stranger()
  await as.api.matches.applyToMatch({ path })
  world.passes(HOLD_MS + 1000)
  return { as, path }
}
const sweep = async (handler = sweepSeats) => {
  await handler({}, { awsRequestId: 'sweep' })
  return { status: 200, body: {} }
}

const besides: [name: string, Scenario][] = [
  [
    'users.updateMe of everything',
    async (world) => {
      const { token, refreshToken } = await world.register()
      const body = { firstName: 'Sora', email: 'sora@example.com', password: 'another one', currentPassword: PASSWORD }
      const sent = { token, key: 'once', body }
      const shows = looks['users.updateMe']?.(world, sent)
      return deed(endpointOf('users.updateMe'), sent, async (reply) =>
        [await shows?.(reply), await canRefresh(world, refreshToken)].every(Boolean),
      )
    },
  ],
  [
    'users.createTokens with a wrong password',
    async (world) => {
      const body = { username: 'nobody', password: 'wrong' }
      return deed(endpointOf('users.createTokens'), { body }, () => counted(world))
    },
  ],
  [
    'users.updateMe with a wrong password',
    async (world) => {
      const { token } = await world.register()
      const sent = { token, body: { email: 'sora@example.com', currentPassword: 'wrong' } }
      return { ...deed(endpointOf('users.updateMe'), sent, () => counted(world)), keyed: false }
    },
  ],
  [
    'users.refreshTokens in another tab',
    async (world) => {
      const { refreshToken } = await world.register()
      const given = await refreshed(world, refreshToken)
      return deed(
        endpointOf('users.refreshTokens'),
        { body: { refreshToken } },
        async (body) => body['refreshToken'] !== given && (await canRefresh(world, body['refreshToken'])),
      )
    },
  ],
  [
    'users.refreshTokens of a sibling',
    async (world) => {
      const { refreshToken } = await world.register()
      const older = await refreshed(world, refreshToken)
      const retired = await refreshed(world, refreshToken)
      return deed(endpointOf('users.refreshTokens'), { body: { refreshToken: older } }, async (body) => {
        // A retired token ends nothing; one that was spent two generations ago ends the session.
        if (await canRefresh(world, retired)) return false
        const next = await world.api.users.refreshTokens({ body: { refreshToken: String(body['refreshToken']) } })
        if (!next.ok || (await canRefresh(world, older))) return false
        return !(await canRefresh(world, next.body.refreshToken))
      })
    },
  ],
  [
    'matches.applyToMatch after a hold ran out',
    async (world) => {
      const { as, path } = await lapsed(world)
      return deed(endpointOf('matches.applyToMatch'), { token: as.token, path, key: 'once' })
    },
  ],
  [
    'matches.applyToMatch in place of a lapsed hold',
    async (world) => {
      const { path } = await lapsed(world, 1)
      return deed(endpointOf('matches.applyToMatch'), { token: (await world.stranger()).token, path, key: 'once' })
    },
  ],
  [
    'wallet.withdraw of what a lapsed billing held',
    async (world) => {
      const { as, path } = await accountHolder(world, 1000)
      const orders = [(await hosted(world, 1000)).path]
      await as.api.billing.createBilling({ key: 'held', body: { orders, cashAmount: 1000 } })
      world.passes(HOLD_MS + 1000)
      const body = { amount: 1000, information: 'all of it' }
      return deed(endpointOf('wallet.withdraw'), { token: as.token, path, body, key: 'once' })
    },
  ],
  [
    'friends.deleteGroup of a large one',
    async (world) => {
      const { as, path } = await gathered(world, 31)
      return deed(endpointOf('friends.deleteGroup'), { token: as.token, path, key: 'once' })
    },
  ],
  [
    'friends.sweepGroups',
    async (world) => {
      const due = { duePk: deletedGroups.partition.pk, dueSk: world.now() }
      await gathered(world, 2, { deletedAt: world.now(), ...due })
      return { run: () => sweep(sweepGroups), keyed: false }
    },
  ],
  [
    'matches.sweepSeats of a lapsed hold',
    async (world) => {
      await lapsed(world)
      return { run: () => sweep(), keyed: false }
    },
  ],
  [
    'matches.sweepSeats of a cancelled match',
    async (world) => {
      const { as, path } = await hosted(world)
      await (await world.stranger()).api.matches.applyToMatch({ path })
      await as.api.matches.cancelMatch({ path })
      return { run: () => sweep(), keyed: false }
    },
  ],
]

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
const without = async (scenario: Scenario, lost: number | undefined, status?: number) => {
  const world = await makeWorld(inject('endpoint'))
  const { run, shows, keyed } = await scenario(world)
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

describe('without any one of its writes', () => {
  const met = new Set<string>()
  test.each([...scenarios, ...besides])('%s is found out', async (name, scenario) => {
    const sound = await without(scenario, undefined)
    expect(sound.noticed, 'with all of its writes nobody has anything to say').toEqual([])
    expect(sound.labels, 'it writes').not.toEqual([])
    for (const [at, label] of sound.labels.entries()) {
      const { noticed } = await without(scenario, at, sound.status)
      const member = `${name} ${label}`
      met.add(member)
      if (unmissed[member]) expect(noticed, `${member} is missed after all`).toEqual([])
      else expect(noticed, `nobody misses ${member}`).not.toEqual([])
      // Under the same key it would happen again.
      if (label.endsWith('Update RECEIPT/RECEIPT') && !unmissed[member]) expect(noticed).toContain('a repeat')
    }
  })
  test('no reason is given for what does not exist', () => {
    expect(Object.keys(unmissed).filter((member) => !met.has(member))).toEqual([])
  })
  const { pause } = runtime()
  afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now, pause }))
})
