// Something happened to a payment at Toss: which one is all that is believed, and the payment is looked up.

import { billing as billingOf } from '../../shared/domain/billing/reads.ts'
import { BillingId } from '../../shared/domain/billing/schema.ts'
import { lookUp } from '../../shared/flows/payment/payments.ts'
import { reconcile } from '../../shared/flows/payment/reconcile.ts'
import { saga } from '../../shared/kernel/saga.ts'
import { isId } from '../../shared/kernel/schema.ts'
import { billing } from './contract.ts'

export const handler = saga(billing.takeTossWebhook, async ({ body, commit, busy }) => {
  const [, billingId = '', no = ''] = /^(billing_\w+)-(\d+)$/.exec(body.data?.orderId ?? '') ?? []
  const heard = isId(BillingId, billingId)
    ? await commit(async ({ read, now }) => {
        const found = await billingOf(read, billingId)
        const attempts = found ? [...found.claimed, ...(found.attempt ? [found.attempt] : [])] : []
        const attempt = attempts.findLast((one) => String(one.no) === no)
        return { result: found?.gateway === 'TOSS' && attempt ? { found, attempt, now } : undefined }
      })
    : undefined
  if (heard) {
    const { found, attempt, now } = heard
    const isWaiting = found.status === 'APPROVING' || found.status === 'CANCELLING'
    if (isWaiting) await reconcile(commit, found, now)
    // Not to be told again of what could not be looked up would lose it until the reconciler comes by.
    else if ((await lookUp(commit, found, attempt, now)) === 'unknown') busy()
  }
  return () => ({ reply: { received: true as const } })
})
