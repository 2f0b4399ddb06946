// When the reconciler has to look at a billing again, where nothing else about it changes.

import { update } from '../../kernel/write.ts'
import { type BillingItem, billingKey } from './item.ts'
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

/** A billing that is over, once no late money can come any more. */
export const rest = (billing: BillingItem) =>
  update(
    'rest',
    billingKey(billing.billingId),
    { set: { version: billing.version + 1 }, add: { changes: 1 }, remove: ['duePk', 'dueSk'] },
    rule.asRead(billing.version),
  )
