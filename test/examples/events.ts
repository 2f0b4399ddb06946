// Calls of events, one that succeeds for every endpoint.

import { DELAYS_MS } from '#domain/events/attempts.ts'
import { MAX_ENDPOINTS } from '#domain/events/items.ts'
import { events } from '#functions/events/contract.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import type { Shows } from '#kit/testing/call.ts'
import { deliver, relay } from '#test/support/hooks.ts'
import { ok } from '#test/support/ok.ts'
import type { User, World } from '#test/support/people.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { isRecorded } from '#test/support/recorded.ts'
import { type Examples, OPERATOR, type Scenarios, type Unmissed } from './example.ts'

/** A user with notifications. */
const notified = async (world: World) => {
  const { as } = await accountHolder(world)
  await relay()
  return { as }
}
/** What operators say. */
const WHY = 'The partner has moved.'
/** A name that no network knows. */
const body = { url: 'https://hooks.invalid/holdfast', types: ['*'] as const }
/** A webhook endpoint, with an operator. */
export const endpointOf = async (world: World, url = body.url) => {
  const as = await world.stranger('OPERATOR')
  // Tests of one file share a world, which has room for twenty.
  const { items } = ok(await as.api.events.listEndpoints({ query: { limit: '100' } }))
  if (items.length >= MAX_ENDPOINTS - 1)
    for (const { endpointId } of items) ok(await as.api.events.deleteEndpoint({ path: { endpointId } }))
  const { endpointId, secret } = ok(await as.api.events.createEndpoint({ body: { types: [...body.types], url } }))
  return { as, path: { endpointId }, secret }
}
/** No address is reached. The resolver of a machine may take seconds to say so; in its place this process says it at once. */
const deliverInVain = async (): Promise<void> => {
  const { outside } = runtime()
  const unreached = Object.assign(new Error('getaddrinfo ENOTFOUND hooks.invalid'), { code: 'ENOTFOUND' })
  bindRuntime({ outside: () => Promise.reject(unreached) })
  try {
    await deliver()
  } finally {
    bindRuntime({ outside })
  }
}
/** An endpoint with deliveries that wait. */
const delivering = async (world: World) => {
  const { as, path } = await endpointOf(world)
  await accountHolder(world)
  await relay()
  const { items } = ok(await as.api.events.listDeliveries({ path }))
  const { deliveryId } = items.find(({ nextAttemptAt }) => nextAttemptAt !== null) ?? { deliveryId: '' }
  world.passes(1000)
  return { as, path: { ...path, deliveryId } }
}

/** A delivery that was given up. */
const failed = async (world: World) => {
  const { as, path } = await delivering(world)
  await deliverInVain()
  for (const delayMs of DELAYS_MS) {
    world.passes(delayMs)
    await deliverInVain()
  }
  // The first token has expired.
  return { as: await world.speaks(as.userId, 'OPERATOR'), path }
}

/** The list shows the next attempt as the reply does, and the request is on record. */
const retried =
  (world: World, { api }: User, path: { endpointId: string; deliveryId: string }): Shows =>
  async ({ nextAttemptAt }) => {
    const { items } = ok(await api.events.listDeliveries({ path }))
    const found = items.find(({ deliveryId }) => deliveryId === path.deliveryId)
    return found?.nextAttemptAt === nextAttemptAt && isRecorded(world, 'ops.webhook.retried', path.deliveryId)
  }

export const examples: Examples<typeof events> = {
  listNotifications: notified,
  readNotifications: async (world) => {
    const { as } = await notified(world)
    return {
      ...{ as, body: { upTo: 1 } },
      shows: async () => ok(await as.api.events.listNotifications({})).items.some(({ read }) => read),
    }
  },
  createEndpoint: async (world) => {
    const { as, path } = await endpointOf(world)
    ok(await as.api.events.deleteEndpoint({ path }))
    return {
      ...{ as, body: { url: body.url, types: [...body.types] } },
      shows: async ({ endpointId }) =>
        ok(await as.api.events.listEndpoints({})).items.length > 0 &&
        (await isRecorded(world, 'ops.webhook.created', String(endpointId))),
    }
  },
  listEndpoints: async (world) => ({ as: (await endpointOf(world)).as }),
  getEndpoint: async (world) => {
    const { as, path } = await endpointOf(world)
    return { as, path }
  },
  changeEndpoint: async (world) => {
    const { as, path } = await endpointOf(world)
    return {
      ...{ as, path, body: { enabled: false, reason: WHY } },
      shows: async () =>
        !ok(await as.api.events.getEndpoint({ path })).enabled &&
        (await isRecorded(world, 'ops.webhook.changed', path.endpointId)),
    }
  },
  deleteEndpoint: async (world) => {
    // What waits is found by the mark of the endpoint, and dropped.
    const { as, path: found } = await delivering(world)
    const path = { endpointId: found.endpointId }
    return {
      ...{ as, path, body: { reason: WHY } },
      shows: async () =>
        (await as.api.events.getEndpoint({ path })).status === 404 &&
        (await isRecorded(world, 'ops.webhook.deleted', path.endpointId)),
    }
  },
  replaceSecret: async (world) => {
    const { as, path } = await endpointOf(world)
    const stored = async () =>
      (await world.table.items()).find(({ endpointId, url }) => endpointId === path.endpointId && url)
    return {
      ...{ as, path, body: { reason: WHY } },
      shows: async () =>
        (await stored())?.['previous'] !== undefined &&
        (await isRecorded(world, 'ops.webhook.secret.replaced', path.endpointId)),
    }
  },
  listDeliveries: async (world) => {
    const { as, path } = await delivering(world)
    return { as, path: { endpointId: path.endpointId } }
  },
  retryDelivery: async (world) => {
    const { as, path } = await delivering(world)
    return { as, path, shows: retried(world, as, path) }
  },
}

export const scenarios: Scenarios = {
  'relayEvents of a new account': async (world) => {
    await endpointOf(world)
    await accountHolder(world)
    return { job: relay }
  },
  'deliverEvents to an address that is not reached': async (world) => {
    await delivering(world)
    return { job: deliverInVain }
  },
  'retryDelivery of a failed delivery': async (world) => {
    const { as, path } = await failed(world)
    return { as, path, endpoint: events.retryDelivery, shows: retried(world, as, path) }
  },
}

/** As after a process that died. */
const AGAIN = 'The attempt is made again: a message may come twice, and has the same id.'
const ENABLED = {
  'ConditionCheck WEBHOOKS#ALL/ENDPOINT':
    'It matters if the endpoint is disabled meanwhile: test/explore walks that pair.',
}
export const unmissed: Unmissed = {
  createEndpoint: OPERATOR,
  changeEndpoint: OPERATOR,
  deleteEndpoint: OPERATOR,
  replaceSecret: OPERATOR,
  retryDelivery: { ...OPERATOR, ...ENABLED },
  'retryDelivery of a failed delivery': { ...OPERATOR, ...ENABLED },
  'deliverEvents to an address that is not reached': {
    'Update LANE/DELIVERY': AGAIN,
    'then Update LANE/DELIVERY': AGAIN,
    'then Update WEBHOOKS#ALL/ENDPOINT': 'The endpoint fails since its next failure: five days begin a little later.',
  },
}
