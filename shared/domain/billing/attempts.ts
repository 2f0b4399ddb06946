// How a billing is paid at a gateway, step by step: what is about to be asked is stored before it is asked.

import { update } from '../../kernel/write.ts'
import { type AttemptItem, type BillingItem, billingKey } from './item.ts'
import { rule } from './rules.ts'
import { advance, after, earlier, inTime, LOOK_AFTER_MS } from './writes.ts'

/** Before the gateway is asked to begin. */
export const begin = (billing: BillingItem, attempt: AttemptItem, userId: string, now: string) => {
  const { set, asks } = inTime(billing, 'begin', userId, now)
  const { expiresAt } = attempt
  return advance(
    billing,
    'begin',
    { set: { ...set, attempt, claimed: earlier(billing), expiresAt }, lookAt: expiresAt },
    ...asks,
  )
}

/** What the gateway answered; no event, because nothing has happened but that it is known where to pay. */
export const begun = (billing: BillingItem, answer: Required<Pick<AttemptItem, 'tid' | 'redirectUrl'>>) =>
  update(
    'begun',
    billingKey(billing.billingId),
    { set: { attempt: { ...billing.attempt, ...answer }, version: billing.version + 1 }, add: { changes: 1 } },
    rule.asRead(billing.version),
  )

/** The payment was not made. */
export const abandon = (billing: BillingItem) => advance(billing, 'abandon', { lookAt: billing.expiresAt })

/** Before the gateway is asked to capture. Once it was asked in time, it may be asked again. */
export const approve = (billing: BillingItem, now: string) =>
  advance(
    billing,
    'approve',
    { set: { attempt: { ...billing.attempt, claimedAt: now } }, lookAt: after(now, LOOK_AFTER_MS) },
    rule.state('approve'),
    ...(billing.status === 'PAYING' ? [rule.unexpired(now)] : []),
  )

/** The gateway did not capture. */
export const decline = (billing: BillingItem) => advance(billing, 'decline', { lookAt: billing.expiresAt })
