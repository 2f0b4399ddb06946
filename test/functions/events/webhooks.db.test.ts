// Webhooks: nothing is lost, the order of each subject is kept, doubles are recognised, signatures verify elsewhere.

import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { DELAYS_MS } from '#domain/events/attempts.ts'
import { Deleted, Delivery, Endpoint, earlierDueDeliveries } from '#domain/events/items.ts'
import { enqueue } from '#domain/events/writes.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { endpointOf } from '#test/examples/events.ts'
import { deliver, type Got, hookOf, pass, relay, useLoopback } from '#test/support/hooks.ts'
import { ok } from '#test/support/ok.ts'
import { IN_LAMBDA, outputOf } from '#test/support/output.ts'
import { accountHolder, matchBody } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
useLoopback()

const sound = async () => expect((await world.table.audit()).violations).toEqual([])
/** The messages about a subject. */
const about = (got: readonly Got[], subject: string) => got.filter(({ event }) => event.subject === subject)
const deposit = async ({ as, path }: Awaited<ReturnType<typeof accountHolder>>, amount: number) =>
  ok(await as.api.wallet.deposit({ path, key: `d${amount}`, body: { amount, information: '' } }))
/** The independent implementation checks a message by its secret. */
const verify = (secret: string, { headers, body }: Got) => {
  // It compares the time with its own clock; the clock of these tests is ahead.
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.parse(world.now()))
  try {
    return new Webhook(secret).verify(body, { ...headers })
  } finally {
    now.mockRestore()
  }
}
/** As the operator, once the first token has expired. */
const deliveriesAt = async (endpointId: string, userId: string) =>
  ok(
    await (await world.speaks(userId, 'OPERATOR')).api.events.listDeliveries({
      path: { endpointId },
      query: { limit: '100' },
    }),
  ).items

test('a message has the event, its id, the time and a signature that the reference library verifies', async () => {
  const hook = await hookOf()
  const { secret } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  await pass()
  const [message] = about(hook.got, account.path.accountId)
  if (!message) throw new Error('nothing was delivered')
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(verify(secret, message)).toEqual(message.event)
  expect(message.headers['webhook-id']).toBe(message.event.eventId)
  expect(message.event).toMatchObject({
    ...{ type: 'wallet.entry.created', subject: account.path.accountId, seq: 1 },
    data: { accountId: account.path.accountId, amount: 1000, balance: 1000, type: 'DEPOSIT' },
  })
  expect(message.event.eventId).toMatch(/^event_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
  expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, message)).toThrow()
  expect(() => verify(secret, { ...message, body: message.body.replace('1000', '9000') })).toThrow()
  // The secret is stored encrypted.
  expect(JSON.stringify(await world.table.items())).not.toContain(secret.slice('whsec_'.length))
  await sound()
})

test('an endpoint that fails, hangs up, answers 500 after it has stored, and comes back: nothing is lost, each subject in order', {
  timeout: 120_000,
}, async () => {
  const hook = await hookOf()
  const { as, path } = await endpointOf(world, hook.url)
  const accounts = [await accountHolder(world), await accountHolder(world), await accountHolder(world)]
  /** What the consumer has stored: each event once, by its id. */
  const stored = new Map<string, Got>()
  hook.receive((reply, message, got) => {
    const id = String(message.headers['webhook-id'])
    const turn = got.filter(({ headers }) => headers['webhook-id'] === id).length
    if (turn === 1) return reply.writeHead(503).end()
    if (turn === 2) return reply.socket?.destroy()
    stored.set(id, message)
    return reply.writeHead(turn === 3 ? 500 : 204).end('x'.repeat(100_000))
  })
  for (let amount = 1; amount <= 6; amount += 1) {
    for (const account of accounts) await deposit(account, amount)
    await pass()
    world.passes(1000)
  }
  // Each event fails three times before it is taken.
  for (let wave = 0; wave < 40; wave += 1) {
    world.passes(35 * 60_000)
    await pass()
  }
  for (const {
    path: { accountId },
  } of accounts) {
    const seqs = [...stored.values()].filter(({ event }) => event.subject === accountId).map(({ event }) => event.seq)
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7])
    // What came first never came after what came later.
    const heard = about(hook.got, accountId).map(({ event }) => event.seq)
    expect(heard).toEqual(heard.toSorted((a, b) => a - b))
    // A double has the same id and the same body.
    for (const [id, all] of Map.groupBy(about(hook.got, accountId), ({ headers }) => String(headers['webhook-id'])))
      expect([id, new Set(all.map(({ body }) => body)).size]).toEqual([id, 1])
  }
  const all = await deliveriesAt(path.endpointId, as.userId)
  expect(all.every(({ status }) => status === 'DELIVERED')).toBe(true)
  await sound()
})

test('a delivery that fails for more than half an hour is a metric; one that fails for less is none', async () => {
  const hook = await hookOf()
  hook.receive((reply) => reply.writeHead(503).end())
  const { as, path } = await endpointOf(world, hook.url)
  await accountHolder(world)
  await relay()
  const counted: unknown[] = []
  for (const delayMs of [1000, ...DELAYS_MS.slice(0, 4)]) {
    world.passes(delayMs)
    const { metrics } = await outputOf(deliver, IN_LAMBDA)
    counted.push(metrics.find((line) => 'LateDeliveries' in line)?.['LateDeliveries'] ?? 0)
  }
  expect(counted.slice(0, 3)).toEqual([0, 0, 0])
  // Of each subject the first message is tried, and the others wait for it.
  for (const late of counted.slice(3)) expect(late).toBeGreaterThan(0)
  const operator = await world.speaks(as.userId, 'OPERATOR')
  ok(await operator.api.events.deleteEndpoint({ path }))
})

test('an endpoint that hangs delays its own messages only', { timeout: 60_000 }, async () => {
  const [slow, quick] = [await hookOf(), await hookOf()]
  slow.receive(() => {})
  await endpointOf(world, slow.url)
  await endpointOf(world, quick.url)
  const account = await accountHolder(world)
  await relay()
  const run = pass()
  await expect.poll(() => about(quick.got, account.path.accountId).length, { timeout: 10_000 }).toBe(1)
  await slow.close()
  await run
  await sound()
})

test('three endpoints that hang with many subjects take no place of a healthy one, whose new events are found meanwhile', {
  timeout: 120_000,
}, async () => {
  const hanging = await Promise.all([hookOf(), hookOf(), hookOf()])
  const healthy = await hookOf()
  const operator = await world.stranger('OPERATOR')
  const listens = async (url: string, ...types: ('match.opened' | 'wallet.entry.created')[]) =>
    ok(await operator.api.events.createEndpoint({ body: { url, types } }))
  for (const hook of hanging) {
    hook.receive(() => {})
    await listens(hook.url, 'match.opened')
  }
  await listens(healthy.url, 'wallet.entry.created')
  const host = await world.stranger()
  for (let at = 0; at < 40; at += 1) ok(await host.api.matches.openMatch({ body: matchBody(world) }))
  await relay()
  let laterMs = 0
  bindRuntime({ elapsed: () => performance.now() / 4 + laterMs })
  const run = deliver()
  const asked = () => hanging.map(({ got }) => got.length)
  await expect.poll(asked, { timeout: 60_000 }).toEqual([8, 8, 8])
  const account = await accountHolder(world)
  const { accountId } = account.path
  for (let amount = 1; amount <= 3; amount += 1) {
    await deposit(account, amount)
    await relay()
    // It is time for the next look.
    laterMs += 1000
    await expect.poll(() => about(healthy.got, accountId).length, { timeout: 60_000 }).toBe(amount + 1)
  }
  // All this time no attempt of the others has ended.
  expect(asked()).toEqual([8, 8, 8])
  for (const hook of hanging) await hook.close()
  expect(await run).toMatchObject({ delivered: 4 })
  await sound()
})

test('ever so many subjects that wait for an endpoint that hangs hide no newer ones of a healthy endpoint', {
  timeout: 120_000,
}, async () => {
  const [hanging, healthy] = [await hookOf(), await hookOf()]
  hanging.receive(() => {})
  const operator = await world.stranger('OPERATOR')
  const listens = async (url: string, ...types: ('match.opened' | 'wallet.entry.created')[]) =>
    ok(await operator.api.events.createEndpoint({ body: { url, types } })).endpointId
  const hangingId = await listens(hanging.url, 'match.opened')
  const healthyId = await listens(healthy.url, 'wallet.entry.created')
  // As the relay writes them.
  const waits = Array.from({ length: 1500 }, (_, no) => {
    const eventId = typeId('event', Date.parse(world.now()), Buffer.alloc(10, no))
    const event = { eventId, type: 'match.opened', subject: `match_${no}`, seq: 1, at: world.now(), data: {} }
    return enqueue(hangingId, undefined, [event], { now: world.now(), id: (prefix) => `${prefix}_${no}` })
  })
  await world.table.store(waits.flat().map(({ key: { pk, sk }, after }) => ({ ...after, pk, sk })))
  world.passes(1000)
  const account = await accountHolder(world)
  await relay()
  const run = deliver()
  await expect.poll(() => about(healthy.got, account.path.accountId).length, { timeout: 60_000 }).toBe(1)
  await expect.poll(() => hanging.got.length, { timeout: 60_000 }).toBe(8)
  // What waits for a deleted endpoint is dropped.
  const again = await world.speaks(operator.userId, 'OPERATOR')
  for (const endpointId of [hangingId, healthyId]) ok(await again.api.events.deleteEndpoint({ path: { endpointId } }))
  await hanging.close()
  await run
  world.passes(10 * 60_000)
  await deliver()
  const left = (await world.table.items()).filter((item) => Delivery.is(item) && item.status === 'PENDING')
  expect(left.filter(({ endpointId }) => endpointId === hangingId)).toEqual([])
  await sound()
})

test('a delivery in the queue of an earlier edition is attempted, and leaves it', { timeout: 60_000 }, async () => {
  const hook = await hookOf()
  await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  await relay()
  const { accountId } = account.path
  const found = (await world.table.items()).find((item) => Delivery.is(item) && item.subject === accountId)
  const { duePk } = earlierDueDeliveries.entry(String(found?.['deliveryId']), '')
  await world.table.store([{ ...found, duePk }])
  await deliver()
  expect(about(hook.got, accountId)).toHaveLength(1)
  await deposit(account, 1)
  await pass()
  expect(about(hook.got, accountId).map(({ event }) => event.seq)).toEqual([1, 2])
  await sound()
})

test('what an earlier edition left for an endpoint that it deleted is dropped, with what waits behind it', async () => {
  const events = [1, 2, 3].map((seq) => {
    const eventId = typeId('event', Date.parse(world.now()), Buffer.alloc(10, seq))
    return { eventId, type: 'match.opened', subject: 'match_0', seq, at: world.now(), data: {} }
  })
  const id = (prefix: string) => typeId(prefix, Date.parse(world.now()), randomBytes(10))
  const waits = enqueue('endpoint_deleted', undefined, events, { now: world.now(), id })
  // It had one queue for all endpoints, and left no mark.
  const entry = earlierDueDeliveries.entry('delivery', world.now())
  await world.table.store(
    waits.map(({ key: { pk, sk }, after }) => ({ ...after, ...('duePk' in after ? entry : {}), pk, sk })),
  )
  world.passes(1000)
  for (const _ of events) await deliver()
  expect((await world.table.items()).filter((item) => Delivery.is(item))).toEqual([])
  await sound()
})

test('the reason of an operator is on record, beside what was done', async () => {
  const { as, path } = await endpointOf(world, 'https://hooks.invalid/one')
  const reason = 'The partner has moved.'
  world.passes(1)
  ok(await as.api.events.changeEndpoint({ path, body: { enabled: false, reason } }))
  world.passes(1)
  ok(await as.api.events.changeEndpoint({ path, body: { enabled: true } }))
  world.passes(1)
  const { previousUntil } = ok(await as.api.events.replaceSecret({ path, body: { reason } }))
  world.passes(1)
  ok(await as.api.events.deleteEndpoint({ path, body: { reason } }))
  const { items } = ok(await as.api.ops.listActions({ query: { subject: path.endpointId, kind: 'DEED' } }))
  expect(items.slice(0, 4).map(({ what, reason }) => [what.replace('ops.webhook.', ''), reason])).toEqual([
    ['deleted', `${reason} (hooks.invalid)`],
    ['secret.replaced', `${reason} (until ${previousUntil})`],
    ['changed', '{"enabled":true}'],
    ['changed', `${reason} ({"enabled":false})`],
  ])
})

test('of many deleted endpoints, each has its turn to be drained', { timeout: 60_000 }, async () => {
  const ids = Array.from({ length: 250 }, (_, at) => typeId('endpoint', at, randomBytes(10)))
  const ttl = Math.ceil(Date.parse(world.now()) / 1000) + 3600
  const id = (prefix: string) => typeId(prefix, Date.parse(world.now()), randomBytes(10))
  const event = { eventId: id('event'), type: 'match.opened', subject: 'match_0', seq: 1, at: world.now(), data: {} }
  await world.table.store(
    ids.flatMap((endpointId) => [
      { ...Deleted.key(endpointId), endpointId, ttl },
      ...enqueue(endpointId, undefined, [event], { now: world.now(), id }).map(({ key, after }) => ({
        ...after,
        ...key,
      })),
    ]),
  )
  for (let minute = 0; minute < 3; minute += 1) {
    world.passes(60_000)
    await deliver()
  }
  expect((await world.table.items()).filter((item) => Delivery.is(item))).toEqual([])
  await sound()
})

test('a delivery that throws stops no other one', { timeout: 60_000 }, async () => {
  const [broken, healthy] = [await hookOf(), await hookOf()]
  const { path } = await endpointOf(world, broken.url)
  await endpointOf(world, healthy.url)
  const accounts = await Promise.all(Array.from({ length: 30 }, () => accountHolder(world)))
  await relay()
  const endpoint = (await world.table.items()).find(
    (item) => item['endpointId'] === path.endpointId && Endpoint.is(item),
  )
  await world.table.store([{ ...endpoint, secret: 'not sealed' }])
  await deliver()
  for (const account of accounts) expect(about(healthy.got, account.path.accountId)).toHaveLength(1)
  expect(broken.got).toEqual([])
  await world.table.store([{ ...endpoint }])
  world.passes(60_000)
  await deliver()
  for (const account of accounts) expect(about(broken.got, account.path.accountId)).toHaveLength(1)
  await sound()
})

test('the attempts follow the schedule, then the delivery has failed, and the next event of the subject goes on', async () => {
  const hook = await hookOf()
  hook.receive((reply, { event }) => reply.writeHead(event.seq === 1 ? 400 : 200).end())
  const { as, path } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  await deposit(account, 1)
  const { accountId } = account.path
  await pass()
  for (const [at, delayMs] of DELAYS_MS.entries()) {
    expect(about(hook.got, accountId)).toHaveLength(at + 1)
    world.passes(delayMs - 1000)
    await pass()
    expect(about(hook.got, accountId)).toHaveLength(at + 1)
    world.passes(1000)
    await pass()
  }
  expect(about(hook.got, accountId).map(({ event }) => event.seq)).toEqual([...Array(10).fill(1), 2])
  const ofAccount = (await deliveriesAt(path.endpointId, as.userId)).filter(({ subject }) => subject === accountId)
  const [first, second] = ofAccount.sort((one, other) => one.seq - other.seq)
  expect(first).toMatchObject({ seq: 1, status: 'FAILED', attempts: 10, lastStatus: 400, nextAttemptAt: null })
  expect(second).toMatchObject({ seq: 2, status: 'DELIVERED', attempts: 1, lastStatus: 200 })
  await sound()

  // Once the consumer is mended, the operator sends the first one again.
  hook.receive(undefined)
  const operator = await world.speaks(as.userId, 'OPERATOR')
  const again = { ...path, deliveryId: first?.deliveryId ?? '' }
  const asked = await operator.api.events.retryDelivery({ path: again })
  expect([asked.status, asked.ok && asked.body.status]).toEqual([202, 'PENDING'])
  await pass()
  expect(about(hook.got, accountId).at(-1)?.event.seq).toBe(1)
  expect(
    (await deliveriesAt(path.endpointId, as.userId)).find(({ seq, subject }) => seq === 1 && subject === accountId),
  ).toMatchObject({
    ...{ status: 'DELIVERED', attempts: 1 },
  })
  await sound()
})

test('an event behind another one waits, and is not retried by itself', async () => {
  const hook = await hookOf()
  hook.receive((reply) => reply.writeHead(500).end())
  const { as, path } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  await deposit(account, 1)
  await pass()
  const { items } = ok(await as.api.events.listDeliveries({ path, query: { status: 'PENDING' } }))
  const ofAccount = items.filter(({ subject }) => subject === account.path.accountId)
  const [head, behind] = ofAccount.sort((one, other) => one.seq - other.seq)
  expect(behind).toMatchObject({ seq: 2, attempts: 0, nextAttemptAt: null })
  expect(head).toMatchObject({ seq: 1, attempts: 1, lastStatus: 500 })
  const retried = ok(await as.api.events.listDeliveries({ path, query: { status: 'RETRIED' } })).items
  expect(retried.filter(({ subject }) => subject === account.path.accountId)).toEqual([head])
  const { failedDeliveries } = ok(await as.api.ops.getOverview())
  expect(failedDeliveries).toEqual({ count: retried.length, more: false })
  // An earlier edition had one queue for all endpoints. What failed there is counted until its next attempt moves it.
  const stored = (await world.table.items()).find((item) => item['deliveryId'] === head?.deliveryId)
  const { duePk } = earlierDueDeliveries.entry(head?.deliveryId ?? '', '')
  await world.table.store([{ ...stored, duePk }])
  expect(ok(await as.api.ops.getOverview()).failedDeliveries).toEqual(failedDeliveries)
  await world.table.store([{ ...stored }])
  const retry = (deliveryId = '') => as.api.events.retryDelivery({ path: { ...path, deliveryId } })
  expect(await retry(behind?.deliveryId)).toMatchObject({ status: 409, code: 'delivery-waits' })
  hook.receive(undefined)
  expect((await retry(head?.deliveryId)).status).toBe(202)
  await pass()
  expect(about(hook.got, account.path.accountId).map(({ event }) => event.seq)).toEqual([1, 1, 2])
  expect(await retry('delivery_00000000000000000000000000')).toMatchObject({ status: 404, code: 'delivery-not-found' })
  await sound()
})

test('a retry that is asked for while an attempt is under way follows it at once', { timeout: 60_000 }, async () => {
  const hook = await hookOf()
  const { as, path } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  const messages = () => about(hook.got, account.path.accountId).length
  let answer = (): void => {}
  hook.receive((reply, { event }) => {
    if (event.subject !== account.path.accountId || messages() > 1) return reply.writeHead(204).end()
    answer = () => reply.writeHead(500).end()
  })
  await relay()
  const run = deliver()
  await expect.poll(messages, { timeout: 10_000 }).toBe(1)
  const { items } = ok(await as.api.events.listDeliveries({ path, query: { status: 'PENDING' } }))
  const under = items.find(({ subject }) => subject === account.path.accountId)
  const deliveryId = under?.deliveryId ?? ''
  // It has not failed.
  expect(ok(await as.api.events.listDeliveries({ path, query: { status: 'RETRIED' } })).items).toEqual([])
  expect(ok(await as.api.ops.getOverview()).failedDeliveries).toEqual({ count: 0, more: false })
  expect((await as.api.events.retryDelivery({ path: { ...path, deliveryId } })).status).toBe(202)
  answer()
  await run
  await deliver()
  expect(messages()).toBe(2)
  await sound()
})

test('after five days of failures an endpoint is disabled; enabled again, it gets what waited', async () => {
  const hook = await hookOf()
  hook.receive((reply) => reply.writeHead(500).end())
  const { as, path } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  await pass()
  const endpoint = async () =>
    (await world.table.items()).find((item) => Endpoint.is(item) && item.endpointId === path.endpointId)
  expect(await endpoint()).toMatchObject({ enabled: true, failingSince: expect.any(String) })
  // Something happens each day, so there is always an attempt.
  for (let day = 0; day < 6; day += 1) {
    await deposit({ ...account, as: await world.speaks(account.as.userId) }, day + 1)
    await pass()
    world.passes(DAY_MS)
    await pass()
  }
  expect(await endpoint()).toMatchObject({ enabled: false, disabledAt: expect.any(String) })
  const before = hook.got.length
  world.passes(DAY_MS)
  await pass()
  expect(hook.got.length).toBe(before)
  hook.receive(undefined)
  const operator = await world.speaks(as.userId, 'OPERATOR')
  const enabled = ok(await operator.api.events.changeEndpoint({ path, body: { enabled: true } }))
  expect(enabled).toMatchObject({ enabled: true, failingSince: null, disabledAt: null })
  world.passes(60 * 60_000)
  await pass()
  const left = (await world.table.items()).filter(
    (item) => Delivery.is(item) && item.status === 'PENDING' && item.endpointId === path.endpointId,
  )
  expect(left).toEqual([])
  await sound()
})

test('while a secret is replaced, a message verifies by the old one and by the new one; after a day only by the new one', async () => {
  const hook = await hookOf()
  const { as, path, secret } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  const replaced = ok(await as.api.events.replaceSecret({ path }))
  expect(replaced.secret).not.toBe(secret)
  await pass()
  const [message] = about(hook.got, account.path.accountId)
  if (!message) throw new Error('nothing was delivered')
  expect(verify(secret, message)).toEqual(message.event)
  expect(verify(replaced.secret, message)).toEqual(message.event)
  world.passes(DAY_MS)
  await deposit({ ...account, as: await world.speaks(account.as.userId) }, 5)
  await pass()
  const later = about(hook.got, account.path.accountId).at(-1)
  expect(later?.event.seq).toBe(2)
  expect(later?.headers['webhook-signature']?.split(' ')).toHaveLength(1)
})

test('secrets that are replaced one after the other sign until their own times, five at most', async () => {
  const hook = await hookOf()
  const { as, path, secret } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  const secrets = [secret]
  const lastMessage = async () => {
    await pass()
    return about(hook.got, account.path.accountId).at(-1) ?? expect.fail('nothing was delivered')
  }
  const replace = async () => (await world.speaks(as.userId, 'OPERATOR')).api.events.replaceSecret({ path })
  // At once, as after a reply that was lost: none of them is void.
  for (const replaced of await Promise.all([replace(), replace(), replace()])) secrets.push(ok(replaced).secret)
  const message = await lastMessage()
  for (const one of secrets) expect(verify(one, message)).toEqual(message.event)
  world.passes(DAY_MS / 2)
  for (let more = 0; more < 2; more += 1) secrets.push(ok(await replace()).secret)
  expect(await replace()).toMatchObject({ status: 409, code: 'too-many-secrets' })
  await deposit({ ...account, as: await world.speaks(account.as.userId) }, 1)
  const all = await lastMessage()
  for (const one of secrets) expect(verify(one, all)).toEqual(all.event)
  // The three that were replaced first have ended.
  world.passes(DAY_MS / 2)
  secrets.push(ok(await replace()).secret)
  await deposit({ ...account, as: await world.speaks(account.as.userId) }, 2)
  const late = await lastMessage()
  expect(late.event.seq).toBe(3)
  expect(late.headers['webhook-signature']?.split(' ')).toHaveLength(4)
  expect(() => verify(secret, late)).toThrow()
  expect(verify(secrets.at(-1) ?? '', late)).toEqual(late.event)
  await sound()
})

test('the one replaced secret of an earlier edition signs, too', async () => {
  const hook = await hookOf()
  const { as, path, secret } = await endpointOf(world, hook.url)
  const { secret: later } = ok(await as.api.events.replaceSecret({ path }))
  const key = Endpoint.key(path.endpointId)
  const stored = (await world.table.items()).find((item) => item['pk'] === key.pk && item['sk'] === key.sk)
  const [previous] = (stored?.['previous'] ?? []) as readonly object[]
  await world.table.store([{ ...stored, previous }])
  const account = await accountHolder(world)
  await pass()
  const [message] = about(hook.got, account.path.accountId)
  if (!message) throw new Error('nothing was delivered')
  for (const one of [secret, later]) expect(verify(one, message)).toEqual(message.event)
  const { secret: latest } = ok(await as.api.events.replaceSecret({ path }))
  await deposit(account, 5)
  await pass()
  const next = about(hook.got, account.path.accountId).at(-1) ?? message
  for (const one of [secret, later, latest]) expect(verify(one, next)).toEqual(next.event)
})

test('under another HMAC key nothing goes out unsigned: the delivery says so, and goes on with a new secret', async () => {
  const hook = await hookOf()
  const { as, path } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  const { HMAC_KEY: key } = process.env
  onTestFinished(() => {
    process.env['HMAC_KEY'] = key
  })
  process.env['HMAC_KEY'] = 'another key'
  await pass()
  expect(hook.got).toEqual([])
  const { secret } = ok(await as.api.events.replaceSecret({ path }))
  world.passes(5000)
  await pass()
  const [message] = about(hook.got, account.path.accountId)
  if (!message) throw new Error('nothing was delivered')
  expect(verify(secret, message)).toEqual(message.event)
})

test('an endpoint gets the types that it asks for, and once it is deleted nothing', async () => {
  const hook = await hookOf()
  const as = await world.stranger('OPERATOR')
  const { endpointId } = ok(await as.api.events.createEndpoint({ body: { url: hook.url, types: ['match.opened'] } }))
  const path = { endpointId }
  const account = await accountHolder(world)
  await pass()
  expect(hook.got).toEqual([])
  ok(await as.api.events.changeEndpoint({ path, body: { types: ['wallet.entry.created'] } }))
  hook.receive((reply) => reply.writeHead(500).end())
  await deposit(account, 1)
  await deposit(account, 2)
  await pass()
  expect(hook.got.map(({ event }) => event.seq)).toEqual([2])
  ok(await as.api.events.deleteEndpoint({ path }))
  expect(await as.api.events.listDeliveries({ path })).toMatchObject({
    status: 404,
    code: 'webhook-endpoint-not-found',
  })
  world.passes(60_000)
  await pass()
  await pass()
  expect(hook.got).toHaveLength(1)
  expect((await world.table.items()).filter((item) => Delivery.is(item) && item.endpointId === endpointId)).toEqual([])
  await sound()
})

test('an endpoint that answers 410 is disabled at once, and takes no retry until it is enabled', async () => {
  const hook = await hookOf()
  const { as, path } = await endpointOf(world, hook.url)
  const account = await accountHolder(world)
  hook.receive((reply) => reply.writeHead(410).end())
  await pass()
  expect(ok(await as.api.events.getEndpoint({ path }))).toMatchObject({
    enabled: false,
    disabledAt: expect.any(String),
  })
  const found = (await deliveriesAt(path.endpointId, as.userId)).find(
    ({ subject }) => subject === account.path.accountId,
  )
  const retry = () => as.api.events.retryDelivery({ path: { ...path, deliveryId: found?.deliveryId ?? '' } })
  expect(await retry()).toMatchObject({ status: 409, code: 'webhook-endpoint-disabled' })
  hook.receive(undefined)
  ok(await as.api.events.changeEndpoint({ path, body: { enabled: true } }))
  expect((await retry()).status).toBe(202)
  await pass()
  expect(about(hook.got, account.path.accountId).map(({ event }) => event.seq)).toEqual([1, 1])
  await sound()
})

test('the status counts once it has come, and why a connection failed is told by its code', {
  timeout: 120_000,
}, async () => {
  const [drips, refuses] = [await hookOf(), await hookOf()]
  drips.receive((reply) => reply.writeHead(200).write('a reply without an end'))
  await refuses.close()
  const { as, path } = await endpointOf(world, drips.url)
  const { path: other } = await endpointOf(world, refuses.url)
  const account = await accountHolder(world)
  await pass()
  const of = async (endpointId: string) =>
    (await deliveriesAt(endpointId, as.userId)).find(({ subject }) => subject === account.path.accountId)
  expect(await of(path.endpointId)).toMatchObject({ status: 'DELIVERED', lastStatus: 200 })
  expect(await of(other.endpointId)).toMatchObject({ lastError: 'The connection failed: ECONNREFUSED.' })
})

test('an address is shown as it is called', async () => {
  const as = await world.stranger('OPERATOR')
  const made = ok(await as.api.events.createEndpoint({ body: { url: ' HTTPS://Example.com\\a ', types: ['*'] } }))
  expect(made.url).toBe('https://example.com/a')
  expect(await as.api.events.createEndpoint({ body: { url: 'https://example.com:0/', types: ['*'] } })).toMatchObject({
    code: 'invalid-request',
  })
})

test('only operators have endpoints, twenty at most, with types that there are', async () => {
  const user = await world.stranger()
  const body = { url: 'https://example.com/hook', types: ['match.opened' as const] }
  expect((await user.api.events.createEndpoint({ body })).status).toBe(403)
  expect((await user.api.events.listEndpoints({})).status).toBe(403)
  const { api } = await world.stranger('OPERATOR')
  for (const types of [[], ['match.unknown'], ['match.opened', 'match.opened']])
    expect(await api.events.createEndpoint({ body: { ...body, types } as never })).toMatchObject({
      code: 'invalid-request',
    })
  const made = await Promise.all(Array.from({ length: 25 }, () => api.events.createEndpoint({ body })))
  const there = (await world.table.items()).filter((item) => Endpoint.is(item)).length
  expect(there).toBe(20)
  expect(made.filter((answer) => answer.code === 'quota-exceeded').length).toBeGreaterThanOrEqual(5)
  await sound()
})
