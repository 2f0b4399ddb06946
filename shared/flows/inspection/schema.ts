// The schemas of what operators see of users, accounts, billings and matches.

import * as z from 'zod/mini'
import { BillingId, Review, states, TopupId } from '#domain/billing/schema.ts'
import { Campaign } from '#domain/coupons/schema.ts'
import { Notification } from '#domain/events/schema.ts'
import { Application, Match } from '#domain/matches/schema.ts'
import { roles } from '#domain/users/schema.ts'
import { Account, Transaction } from '#domain/wallet/schema.ts'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, nameText } from '#kernel/http/schema.ts'

/** An id of any kind that belongs to a user, an email address, or the beginning of a username. */
export const search = documented(nameText(2, 254), {
  example: 'ki',
  description:
    'The id of a user, account, billing, top-up, payout, match or chatroom, a whole email address, or the beginning of a username.',
})

export const userStates = ['ACTIVE', 'LOCKED', 'DELETED', 'ERASED'] as const

const userId = idSchema('user')
const member = {
  userId,
  /** Null once the user is erased. */
  username: z.nullable(z.string()),
  displayName: z.nullable(z.string()),
}

export const FoundUser = named(
  'FoundUser',
  documented(
    z.object({
      ...member,
      email: z.nullable(z.string()),
      role: z.enum(roles),
      state: z.enum(userStates),
      createdAt: instant,
    }),
    { shows: { username: 'kim', displayName: 'Minji', email: 'kim@example.com' } },
  ),
)

/** A match as the line of a list names it. Null if it is not stored. */
const match = z.nullable(z.object({ title: z.string(), startsAt: instant, status: z.enum(['OPEN', 'CANCELLED']) }))

export const UserSeat = named('UserSeat', z.extend(Application, { billingId: z.nullable(z.string()), match }))

export const UserBilling = named(
  'UserBilling',
  z.object({
    billingId: z.string(),
    status: z.enum(states),
    /** Of its seats, in the order of its orders. */
    matchIds: z.array(z.string()),
    totalAmount: z.int(),
    payAmount: z.int(),
    refundedAmount: z.int(),
    gateway: z.nullable(z.string()),
    createdAt: instant,
  }),
)

export const InspectedUser = named(
  'InspectedUser',
  z.object({
    userId,
    state: z.enum(userStates),
    lockedAt: z.nullable(instant),
    deletedAt: z.nullable(instant),
    erasedAt: z.nullable(instant),
    /** Null once the user is erased. */
    profile: z.nullable(
      z.object({
        username: z.string(),
        email: z.string(),
        emailVerifiedAt: z.nullable(instant),
        /** A new address that is not verified yet. */
        pendingEmail: z.nullable(z.string()),
        firstName: z.string(),
        lastName: z.string(),
        displayName: z.string(),
        /** Whether an authenticator app is set up. */
        authenticator: z.boolean(),
      }),
    ),
    role: z.enum(roles),
    createdAt: instant,
    account: z.nullable(Account),
    friendCount: z.int(),
    groupCount: z.int(),
    blockCount: z.int(),
    /** The newest. */
    seats: z.array(UserSeat),
    billings: z.array(UserBilling),
    /** The newest notifications. */
    notifications: z.array(Notification),
    /** Sessions that have not ended. */
    sessions: z.array(
      z.object({
        sessionId: idSchema('session'),
        createdAt: instant,
        lastUsedAt: instant,
        expiresAt: instant,
        client: z.nullable(z.string()),
      }),
    ),
  }),
)

export const InspectedAccount = named(
  'InspectedAccount',
  z.extend(Account, {
    owner: z.object(member),
    /** When its owner asked for deletion. */
    closedAt: z.nullable(instant),
    /** What makes up `held`: by billing or payout. */
    holds: z.array(z.object({ id: z.string(), amount: z.int() })),
  }),
)

export const InspectedTransaction = named(
  'InspectedTransaction',
  z.extend(Transaction, {
    /** The user who caused it. */
    by: z.string(),
    /** The other account of a transfer. */
    counterparty: z.nullable(z.string()),
    transferId: z.nullable(z.string()),
    /** The billing or top-up. */
    billingId: z.nullable(z.string()),
  }),
)

export const Verification = named(
  'Verification',
  documented(
    z.object({
      accountId: idSchema('account'),
      ok: z.boolean(),
      /** The number of entries that were recomputed. */
      entries: z.int(),
      /** The first entry that does not fit the one before, or at which the account disagrees; null if all fit. */
      firstBroken: z.nullable(z.int()),
      /** SEQ: an entry is missing or surplus. HASH: it was changed. ACCOUNT: the account differs from its last entry. */
      because: z.nullable(z.enum(['SEQ', 'HASH', 'BALANCE', 'TIME', 'ACCOUNT'])),
      /** The entry to go on with, in a ledger that is too long for one call; null: the whole ledger is verified. */
      next: z.nullable(z.int()),
    }),
    { shows: { ok: true, entries: 12, firstBroken: null, because: null, next: null } },
  ),
)

const amounts = { orderId: z.string(), matchId: z.string(), price: z.int(), match }

export const InspectedBilling = named(
  'InspectedBilling',
  z.object({
    billingId: z.union([BillingId.schema, TopupId.schema]),
    kind: z.enum(['BILLING', 'TOPUP']),
    status: z.enum(states),
    user: z.object(member),
    accountId: z.nullable(z.string()),
    couponId: z.nullable(z.string()),
    gateway: z.nullable(z.string()),
    totalAmount: z.int(),
    couponDiscount: z.int(),
    cashAmount: z.int(),
    payAmount: z.int(),
    /** What the gateway has captured and refunded, and the cash that went back. */
    captured: z.int(),
    refundedPay: z.int(),
    refundedCash: z.int(),
    /** Won that the gateway held, when the last review was decided, beyond what the billing counts. The service does not refund it. */
    leftAtGateway: z.int(),
    createdAt: instant,
    expiresAt: instant,
    /** When the reconciler looks at it again; null: nothing is open. */
    nextLookAt: z.nullable(instant),
    orders: z.array(
      z.object({
        ...amounts,
        status: z.enum(['RESERVED', 'PAID', 'CANCELLED']),
        plateNumber: z.nullable(z.string()),
        /** What each source pays of the price. */
        share: z.object({ coupon: z.int(), cash: z.int(), pay: z.int() }),
      }),
    ),
    attempts: z.array(
      z.object({
        attempt: z.int(),
        startedAt: instant,
        expiresAt: instant,
        paymentId: z.nullable(z.string()),
        /** The last time when the gateway was asked to capture. */
        claimedAt: z.nullable(instant),
      }),
    ),
    cancellations: z.array(
      z.object({
        orderIds: z.array(z.string()),
        pay: z.int(),
        cash: z.int(),
        clawback: z.int(),
        reason: z.string(),
        startedAt: instant,
        /** Whether the gateway has not confirmed the refund yet. */
        open: z.boolean(),
      }),
    ),
    /** The last review; its decision is the last one of `decisions`, if it was decided. */
    review: z.nullable(Review),
    /** Oldest first, by the names of the state machine. Events of earlier editions have no time. */
    timeline: z.array(
      z.object({
        at: z.nullable(instant),
        event: z.string(),
        from: z.enum(states),
        to: z.enum(states),
        /** The call to the gateway that the event begins. */
        call: z.nullable(
          z.object({
            kind: z.enum(['START', 'CAPTURE', 'REFUND']),
            attempt: z.int(),
            amount: z.int(),
            paymentId: z.nullable(z.string()),
          }),
        ),
      }),
    ),
  }),
)

export const InspectedCampaign = named(
  'InspectedCampaign',
  documented(
    z.extend(Campaign, {
      /** The claims of each stripe, and how many coupons it has. */
      counts: z.array(z.object({ no: z.int(), cap: z.int(), taken: z.int() })),
    }),
    { shows: { counts: [{ no: 0, cap: 50, taken: 12 }] } },
  ),
)

export const InspectedMatch = named(
  'InspectedMatch',
  z.extend(Match, {
    host: z.object(member),
    createdAt: instant,
    cancelledAt: z.nullable(instant),
    /** Until this time, payers may cancel after a move of the start. */
    refundUntil: z.nullable(instant),
    seats: z.array(
      z.object({
        ...member,
        applicationId: z.string(),
        status: z.enum(['HELD', 'CONFIRMED']),
        heldUntil: z.nullable(instant),
        billingId: z.nullable(z.string()),
        plateNumber: z.nullable(z.string()),
        createdAt: instant,
      }),
    ),
    /** The waiting list, in its order. */
    waiting: z.array(z.object({ ...member, joinedAt: instant })),
    /** Ended applications of the last 90 days. */
    ended: z.array(
      z.object({
        ...member,
        applicationId: z.string(),
        by: z.enum(['APPLICANT', 'LAPSE', 'CANCELLATION', 'BILLING']),
        endedAt: instant,
        billingId: z.nullable(z.string()),
        /** What went back for the seat, in won by source; null: it was not paid. */
        returned: z.nullable(z.object({ pay: z.int(), cash: z.int(), coupon: z.int() })),
      }),
    ),
    /** What a cancellation now would give back for paid seats, by source. */
    refunds: z.object({ seats: z.int(), pay: z.int(), cash: z.int(), coupon: z.int() }),
  }),
)
