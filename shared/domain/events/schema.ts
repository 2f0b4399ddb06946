// The schemas of events: notifications, webhook endpoints and deliveries.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { distinct, idSchema, instant, named, parameter, text } from '#kernel/http/schema.ts'
import { inSpoken, says } from '#kernel/http/spoken.ts'
import { DeliveryNotFound, WebhookEndpointNotFound } from './problems.ts'
import { eventTypes } from './types.ts'

const endpointIdSchema = idSchema('endpoint')
const deliveryIdSchema = idSchema('delivery')
const eventIdSchema = idSchema('event')
export const EndpointId = parameter(endpointIdSchema, WebhookEndpointNotFound)
export const DeliveryId = parameter(deliveryIdSchema, DeliveryNotFound)

/** `*` stands for all types. */
export const everyType = '*'
const type = z.enum([everyType, ...eventTypes], {
  error: ({ input }) =>
    inSpoken({
      en: `must be a type of events or "*", but ${JSON.stringify(input)} is none`,
      ko: `이벤트 유형이나 "*"여야 합니다. ${JSON.stringify(input)}은(는) 이벤트 유형이 아닙니다.`,
    }),
})
export const types = documented(
  z
    .array(type)
    .check(
      z.minLength(1, says({ en: 'must name at least one type', ko: '유형을 하나 이상 보내 주십시오.' })),
      distinct({ en: 'must name each type once', ko: '같은 유형을 두 번 넣을 수 없습니다.' }),
    ),
  { example: ['billing.succeeded', 'billing.cancelled'] },
)
export const url = documented(text(1, 2000), { example: 'https://example.com/webhooks' })

const seq = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER))
export const upTo = documented(seq, { example: 1 })
/** Lists notifications with a larger number. */
export const after = documented(
  z.pipe(
    z.string().check(
      z.regex(
        /^(0|[1-9][0-9]{0,14})$/,
        says({
          en: 'must be an integer from 0 to 999999999999999',
          ko: '0부터 999999999999999까지의 정수여야 합니다.',
        }),
      ),
    ),
    z.pipe(
      z.transform((value: string) => Number(value)),
      seq,
    ),
  ),
  { example: '0', description: 'Only notifications with a larger `seq`.' },
)

/** The fields of the data depend on the type: see docs/events.md. */
const data = z.looseObject({})

export const Notification = named(
  'Notification',
  documented(
    z.object({
      seq: z.int(),
      type: z.string(),
      at: instant,
      data,
      read: z.boolean(),
    }),
    {
      shows: {
        seq: 1,
        type: 'match.cancelled',
        data: { matchId: 'match_01m817qnm0f8namaha58n2maha', startsAt: '2030-06-07T10:30:00.000Z' },
        read: false,
      },
    },
  ),
)

export const WebhookEndpoint = named(
  'WebhookEndpoint',
  documented(
    z.object({
      endpointId: endpointIdSchema,
      url: z.string(),
      types: z.array(z.string()),
      enabled: z.boolean(),
      /** The time of the first failure since the last success. */
      failingSince: z.nullable(instant),
      /** The time at which the service disabled it, after 5 days of failures. */
      disabledAt: z.nullable(instant),
      createdAt: instant,
    }),
    {
      shows: {
        url: 'https://example.com/webhooks',
        types: ['billing.succeeded', 'billing.cancelled'],
        enabled: true,
        failingSince: null,
        disabledAt: null,
      },
    },
  ),
)

/** The secret is shown only here. */
const secret = documented(z.string(), { example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
export const NewWebhookEndpoint = named(
  'NewWebhookEndpoint',
  documented(z.extend(WebhookEndpoint, { secret }), {
    shows: {
      url: 'https://example.com/webhooks',
      types: ['billing.succeeded', 'billing.cancelled'],
      enabled: true,
      failingSince: null,
      disabledAt: null,
    },
  }),
)
/** previousUntil: messages are signed with the earlier secret, too, until then. */
export const NewWebhookSecret = named(
  'NewWebhookSecret',
  z.object({ endpointId: endpointIdSchema, secret, previousUntil: instant }),
)

export const deliveryStatuses = ['PENDING', 'DELIVERED', 'FAILED'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]
/** RETRIED: pending ones whose last attempt failed. */
export const deliveryChoices = [...deliveryStatuses, 'RETRIED'] as const

export const Delivery = named(
  'Delivery',
  documented(
    z.object({
      deliveryId: deliveryIdSchema,
      eventId: eventIdSchema,
      type: z.string(),
      subject: z.string(),
      seq: z.int(),
      attempts: z.int(),
      status: z.enum(deliveryStatuses),
      /** The status of the last reply; null if there was none. */
      lastStatus: z.nullable(z.int()),
      /** Why the last attempt had no reply. */
      lastError: z.nullable(z.string()),
      /** Null at the end, and while an earlier event of the same subject is delivered. */
      nextAttemptAt: z.nullable(instant),
      createdAt: instant,
    }),
    {
      shows: {
        type: 'billing.succeeded',
        subject: 'billing_01m817qnm0f8namaha58n2maha',
        seq: 2,
        attempts: 1,
        status: 'DELIVERED',
        lastStatus: 200,
        lastError: null,
        nextAttemptAt: null,
      },
    },
  ),
)
