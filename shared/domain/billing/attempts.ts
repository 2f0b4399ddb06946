// How a billing is paid at a gateway, step by step: what is about to be asked is stored before it is asked.

import { after } from '#kernel/data/time.ts'
import { change } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { type AttemptItem, Billing, type BillingItem } from './items.ts'
import { advance, earlier, inTime, LOOK_AFTER_MS, takes } from './writes.ts'

const MOST_MS = 15 * 60 * 1000

/** A begun payment has fifteen minutes since the billing was made, however often it is begun. */
export const endOnceBegun = ({ payBy, createdAt, expiresAt, attempt }: BillingItem): string => {
  // The first edition fixed no end: what was begun then keeps the end that it has.
  const end = payBy ?? (attempt ? expiresAt : after(createdAt, MOST_MS))
  return end > expiresAt ? end : expiresAt
}

/** What is fixed when a billing is made: both ends, none after the first match has started. */
export const endsOf = (now: string, holdMs: number, starts: readonly string[]) => {
  const bounded = (end: string): string => starts.reduce((first, start) => (start < first ? start : first), end)
  return { expiresAt: bounded(after(now, holdMs)), payBy: bounded(after(now, MOST_MS)) }
}

/** Before the gateway is asked to begin. */
export const begin = (billing: BillingItem, attempt: AttemptItem, userId: string, now: string) => {
  const { expiresAt } = attempt
  return advance(
    billing,
    'begin',
    { set: { attempt, claimed: earlier(billing), expiresAt }, lookAt: expiresAt },
    ...inTime('begin', userId, now),
    guard.fixedEnd({ expiresAt }),
  )
}

/** What the gateway answered. No event: it is only known where to pay. */
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

/** How long a claim of the state lasts. A request ends sooner, so after the lease no capture is under way. */
const LEASE_MS = 30_000

/** Whether a request may still be asking the gateway to capture. */
export const isLeased = ({ status, attempt }: BillingItem, now: string): boolean =>
  status === 'APPROVING' && Date.parse(now) - Date.parse(attempt?.claimedAt ?? now) < LEASE_MS

/** The payment was not made. */
export const abandon = (billing: BillingItem) => advance(billing, 'abandon', { lookAt: billing.expiresAt })

/** Before the gateway is asked to capture. Once it was asked in time, it may be asked again. */
export const approve = (billing: BillingItem, now: string) => {
  const { attempt, status } = billing
  if (!attempt) throw new Error('The billing has no payment attempt to capture.')
  return advance(
    billing,
    'approve',
    { set: { attempt: { ...attempt, claimedAt: now } }, lookAt: after(now, LOOK_AFTER_MS) },
    takes('approve'),
    ...(status === 'PAYING' ? [guard.unexpired({ now })] : []),
  )
}

/** The gateway did not capture. */
export const decline = (billing: BillingItem) => advance(billing, 'decline', { lookAt: billing.expiresAt })
