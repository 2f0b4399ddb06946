// The outlets of events: webhook endpoints, and a bus of Amazon EventBridge.

import type { Runtime } from '#kernel/commit/runtime.ts'
import { secondsOf } from '#kernel/data/time.ts'
import { callAws, domainIn } from '#kernel/http/aws.ts'
import { postOutside, type Reach } from '#kernel/http/outside.ts'
import { BUS, type DeliveryItem, type EndpointItem } from './items.ts'
import { everyType } from './schema.ts'
import { earlierSecrets, signatureOf } from './signature.ts'
import type { Outcome } from './writes.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The bus takes all events. @returns nothing if there is none */
export const busIn = ({ EVENT_BUS: bus }: Env) => (bus ? [{ endpointId: BUS, types: [everyType] }] : [])

/** Whether endpoints may be on this machine: a setting of `npm start`. */
export const reachIn = ({ WEBHOOK_REACH: reach }: Env): Reach => (reach === 'loopback' ? 'loopback' : 'public')

/** An event as consumers get it. */
const bodyOf = ({ eventId, type, subject, seq, at, data }: DeliveryItem): string =>
  JSON.stringify({ eventId, type, subject, seq, at, data })

const TIMEOUT_MS = 15_000
const MOST_BYTES = 64 * 1024

export const sendWebhook = async (
  delivery: DeliveryItem,
  endpoint: EndpointItem,
  now: string,
  { outside }: Pick<Runtime, 'outside'>,
): Promise<Outcome> => {
  const { endpointId, url, secret } = endpoint
  const body = bodyOf(delivery)
  const id = delivery.eventId
  const timestamp = Math.floor(Date.parse(now) / 1000)
  const secrets = [secret, ...earlierSecrets(endpoint, now).map((earlier) => earlier.secret)]
  const signature = signatureOf(endpointId, secrets, { id, timestamp, body })
  if (signature === '') return { error: 'Another HMAC key sealed the secret of this endpoint. Replace the secret.' }
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'holdfast-webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  }
  const limits = { reach: reachIn(process.env), timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES }
  const message = { url, headers, body }
  return attempted(async () => ({ status: await (outside?.(message) ?? postOutside(message, limits)) }))
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const sendToBus = (delivery: DeliveryItem, { client: { config } }: Pick<Runtime, 'client'>): Promise<Outcome> =>
  attempted(async () => {
    const region = await config.region()
    const { subject, type, at } = delivery
    const entry = {
      EventBusName: process.env['EVENT_BUS'],
      Source: 'holdfast',
      DetailType: type,
      Detail: bodyOf(delivery),
      Resources: [subject],
      Time: secondsOf(at),
    }
    const { FailedEntryCount: failed, Entries: [first] = [] } = (await callAws(config, {
      service: 'events',
      url: process.env['AWS_ENDPOINT_URL_EVENTBRIDGE'] || `https://events.${region}.${domainIn(region)}/`,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      body: { Entries: [entry] },
    })) as { FailedEntryCount?: number; Entries?: { ErrorCode?: string }[] }
    return failed ? { error: first?.ErrorCode ?? 'The bus refused the event.' } : { status: 200 }
  })

const MOST_ERROR = 200

const attempted = async (attempt: () => Promise<Outcome>): Promise<Outcome> => {
  try {
    return await attempt()
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException
    if (name === 'TimeoutError' || name === 'AbortError') return { error: 'No reply in time.' }
    // Messages of libraries have places in their sources; codes are stable and can be looked up.
    return { error: code === undefined ? message.slice(0, MOST_ERROR) : `The connection failed: ${code}.` }
  }
}
