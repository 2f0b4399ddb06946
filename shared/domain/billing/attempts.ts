// Payment attempts of a billing. Each step is stored before the gateway is called.

import { after } from '#kernel/data/time.ts'
import { change } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { type AttemptItem, Billing, type BillingItem } from './items.ts'
import { advance, earlier, inTime, LOOK_AFTER_MS, takes } from './writes.ts'

const MOST_MS = 15 * 60 * 1000

/** A started payment must end within 15 minutes after the creation of the billing, however often it starts. */
export const endOnceBegun = ({ payBy, createdAt, expiresAt, attempt }: BillingItem): string => {
  // The first edition fixed no end; its started payments keep their expiry.
  const end = payBy ?? (attempt ? expiresAt : after(createdAt, MOST_MS))
  return end > expiresAt ? end : expiresAt
}

/** The two ends fixed at creation; neither is after the start of the first match. */
export const endsOf = (now: string, holdMs: number, starts: readonly string[]) => {
  const bounded = (end: string): string => starts.reduce((first, start) => (start < first ? start : first), end)
  return { expiresAt: bounded(after(now, holdMs)), payBy: bounded(after(now, MOST_MS)) }
}

/** Stored before the gateway is asked to start the payment. */
export const begin = (billing: BillingItem, attempt: AttemptItem, userId: string, now: string) => {
  const { expiresAt } = attempt
  return advance(
    billing,
    'begin',
    { now, set: { attempt, claimed: earlier(billing), expiresAt }, lookAt: expiresAt },
    ...inTime('begin', userId, now),
    guard.fixedEnd({ expiresAt }),
  )
}

/** Stores the gateway's answer. It is no event: it only adds where to pay. */
export const begun = (billing: BillingItem, answer: Required<Pick<AttemptItem, 'tid' | 'redirectUrl'>>) => {
  const { attempt, billingId, version } = billing
  if (!attempt) throw new Error('The billing has no payment attempt to answer.')
  return change(
    'begun',
    Billing.key(billingId),
    { of: billing, set: { attempt: { ...attempt, ...answer }, version: version + 1 } },
    guard.unchanged({ version }),
  )
}

/** The lease of an approval. A request ends sooner, so after the lease no capture is in progress. */
const LEASE_MS = 30_000

/** Whether a request may still be asking the gateway to capture. */
export const isLeased = ({ status, attempt }: BillingItem, now: string): boolean =>
  status === 'APPROVING' && Date.parse(now) - Date.parse(attempt?.claimedAt ?? now) < LEASE_MS

/** The payment was not made. */
export const abandon = (billing: BillingItem, now: string) =>
  advance(billing, 'abandon', { now, lookAt: billing.expiresAt })

/** Stored before the gateway is asked to capture. After a first call in time, it may be called again. */
export const approve = (billing: BillingItem, now: string) => {
  const { attempt, status } = billing
  if (!attempt) throw new Error('The billing has no payment attempt to capture.')
  return advance(
    billing,
    'approve',
    { now, set: { attempt: { ...attempt, claimedAt: now } }, lookAt: after(now, LOOK_AFTER_MS) },
    takes('approve'),
    ...(status === 'PAYING' ? [guard.unexpired({ now })] : []),
  )
}

/** The gateway did not capture. */
export const decline = (billing: BillingItem, now: string) =>
  advance(billing, 'decline', { now, lookAt: billing.expiresAt })
