// The webhook of Toss. Only the id is used: the payment is looked up, at most once in 10 seconds.

import type { AttemptItem, BillingItem } from '#domain/billing/items.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { allowsLookUp, compareSoon, LOOK_UP_INTERVAL_MS, recordLookUp } from '#domain/billing/schedule.ts'
import { PaymentId } from '#domain/billing/schema.ts'
import { lookNow } from '#flows/payment/reconcile.ts'
import { after } from '#kernel/data/time.ts'
import { saga } from '#kernel/http/saga.ts'
import { isId } from '#kernel/http/schema.ts'
import { billing } from './contract.ts'

export const handler = saga(billing.takeTossWebhook, async ({ body, commit, unanswered }) => {
  const [, billingId = '', no = ''] = /^((?:billing|topup)_\w+)-(\d+)$/.exec(body.data?.orderId ?? '') ?? []
  const target = isId(PaymentId, billingId)
    ? await commit<Heard | undefined>(async ({ read, now }) => {
        const found = await billingOf(read, billingId)
        const attempt = found && attemptIn(found, no)
        if (!found || !attempt) return { value: undefined }
        if (allowsLookUp(found, now)) return { writes: [recordLookUp(found, now)], value: { found, attempt, now } }
        return { writes: isPaid(found) && !isDueSoon(found, now) ? [compareSoon(found, now)] : [], value: undefined }
      })
    : undefined
  if (target) {
    const { found, attempt, now } = target
    // Answer 503 so that Toss retries.
    if (!(await lookNow(commit, found, attempt, now))) unanswered()
  }
  return () => ({ reply: { received: true as const } })
})

interface Heard {
  readonly found: BillingItem
  readonly attempt: AttemptItem
  readonly now: string
}

/** The attempt that a webhook names, if it can still change the billing. */
const attemptIn = (found: BillingItem, no: string): AttemptItem | undefined => {
  const { gateway, status, claimed, attempt, duePk } = found
  // An ended billing without debts is not due; a billing in review is the operator's task.
  const isEnded = ['EXPIRED', 'CANCELLED'].includes(status) && duePk === undefined
  if (gateway !== 'TOSS' || isEnded || status === 'REVIEW') return undefined
  return [...claimed, ...(attempt ? [attempt] : [])].findLast((one) => String(one.no) === no)
}

const isPaid = ({ status }: BillingItem): boolean => status === 'SUCCESS' || status === 'PARTIALLY_CANCELLED'

/** Whether the reconciler compares the billing within a minute anyway. */
const isDueSoon = ({ dueSk = '~' }: BillingItem, now: string): boolean => dueSk <= after(now, 6 * LOOK_UP_INTERVAL_MS)
