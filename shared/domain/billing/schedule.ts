// The schedule of the reconciler for billings without other changes.

import { after } from '#kernel/data/time.ts'
import { type Change, change } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Billing, type BillingItem, settledBillings } from './items.ts'
import { due, LOOK_AFTER_MS } from './writes.ts'

/** Changes only the due time. */
const reschedule = (name: string, billing: BillingItem, how: Change<BillingItem>) => {
  const { billingId, version } = billing
  const set = { ...how.set, version: version + 1 }
  return change(name, Billing.key(billingId), { ...how, of: billing, set }, guard.unchanged({ version }))
}

/** Postpones the next look at a payable billing to its expiry. */
export const lookAgain = (billing: BillingItem, now: string) =>
  reschedule('lookAgain', billing, { set: due(billing, lookAfter(billing, now)) })

const lookAfter = ({ status, expiresAt }: BillingItem, now: string): string => {
  const soon = after(now, LOOK_AFTER_MS)
  return (status === 'READY' || status === 'PAYING') && expiresAt > soon ? expiresAt : soon
}

/** The minimum time between two look-ups caused by webhooks. */
export const LOOK_UP_INTERVAL_MS = 10_000

/** Whether a webhook may cause a look-up. */
export const allowsLookUp = ({ heardAt = '' }: BillingItem, now: string): boolean =>
  heardAt <= after(now, -LOOK_UP_INTERVAL_MS)

/** Stored before the look-up of a webhook. The version stays, because nothing else changes. */
export const recordLookUp = (billing: BillingItem, now: string) =>
  change(
    'recordLookUp',
    Billing.key(billing.billingId),
    { of: billing, set: { heardAt: now } },
    guard.unchanged({ version: billing.version }),
    guard.lookUpInterval({ before: after(now, -LOOK_UP_INTERVAL_MS) }),
  )

const compareAt = (billing: BillingItem, at: string) =>
  reschedule('compareAt', billing, { set: settledBillings.entry(billing.billingId, at) })

/** Compares a paid billing with the gateway soon: its webhook came within the interval. */
export const compareSoon = (billing: BillingItem, now: string) => compareAt(billing, after(now, LOOK_UP_INTERVAL_MS))
/** Compares a paid billing with the gateway later: the gateway did not answer. */
export const compareLater = (billing: BillingItem, now: string) => compareAt(billing, after(now, COMPARE_LATER_MS))
const COMPARE_LATER_MS = 60 * 60_000

/** Removes the billing from the reconciler: it is compared, or no late money is possible. */
export const unschedule = (billing: BillingItem) => reschedule('unschedule', billing, { remove: ['duePk', 'dueSk'] })
