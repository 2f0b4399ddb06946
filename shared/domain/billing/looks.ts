// When the reconciler has to look at a billing again, where nothing else about it changes.

import { update } from '#kernel/data/write.ts'
import { type BillingItem, billingKey, settledBillings } from './item.ts'
import { rule } from './rules.ts'
import { after, due, LOOK_AFTER_MS } from './writes.ts'

/** The same billing, to be looked at again later: one that may still be paid, once its time has run out. */
export const lookAgain = (billing: BillingItem, now: string) =>
  update(
    'lookAgain',
    billingKey(billing.billingId),
    { set: { ...due(billing, lookAfter(billing, now)), version: billing.version + 1 }, add: { changes: 1 } },
    rule.asRead(billing.version),
  )

const lookAfter = ({ status, expiresAt }: BillingItem, now: string): string => {
  const soon = after(now, LOOK_AFTER_MS)
  return (status === 'READY' || status === 'PAYING') && expiresAt > soon ? expiresAt : soon
}

/** A payment is looked up for a webhook at most once in this time. */
export const HEAR_MS = 10_000

/** Whether a webhook may have the gateway looked up. */
export const isHeard = ({ heardAt = '' }: BillingItem, now: string): boolean => heardAt <= after(now, -HEAR_MS)

/** Stored before the look-up that a webhook asks for. The version stays: nothing about the billing changes. */
export const hear = ({ billingId, heardAt, version }: BillingItem, now: string) =>
  update(
    'hear',
    billingKey(billingId),
    { set: { heardAt: now, heardBefore: heardAt } },
    rule.asRead(version),
    rule.rarelyHeard(after(now, -HEAR_MS)),
  )

const compareAt = (billing: BillingItem, at: string) =>
  update(
    'compareAt',
    billingKey(billing.billingId),
    {
      set: { duePk: settledBillings.pk, dueSk: `${at}#${billing.billingId}`, version: billing.version + 1 },
      add: { changes: 1 },
    },
    rule.asRead(billing.version),
  )

/** A paid billing, to be compared with the gateway's account soon: a webhook came too early to be followed. */
export const checkSoon = (billing: BillingItem, now: string) => compareAt(billing, after(now, HEAR_MS))
/** The same, because the gateway did not answer. */
export const checkAgain = (billing: BillingItem, now: string) => compareAt(billing, after(now, CHECK_AGAIN_MS))
const CHECK_AGAIN_MS = 60 * 60_000

/** A billing that is over, once no late money can come any more. */
export const rest = (billing: BillingItem) =>
  update(
    'rest',
    billingKey(billing.billingId),
    { set: { version: billing.version + 1 }, add: { changes: 1 }, remove: ['duePk', 'dueSk'] },
    rule.asRead(billing.version),
  )
