// A gateway's own console: money is taken back there, and the gateway sends no message.

import { expect } from 'vitest'
import type { Till } from './till.ts'

const CID = 'TC0ONETIME'

/** Gives back some of what the billing's last attempt captured. */
export const takesBack = async (till: Till, billingId: string, amount: number): Promise<void> => {
  const { gateway, attempt, payAmount, refundedPay } = await till.billing(billingId)
  const isToss = gateway === 'TOSS'
  const kakaopay = { cid: CID, tid: attempt?.tid, cancel_amount: amount, cancel_tax_free_amount: 0 }
  const { status } = await fetch(
    `${till.sandbox.url}${isToss ? `/v1/payments/${attempt?.tid}/cancel` : '/online/v1/payment/cancel'}`,
    {
      method: 'POST',
      headers: {
        authorization: isToss ? `Basic ${Buffer.from('sandbox:').toString('base64')}` : 'SECRET_KEY sandbox',
        'content-type': 'application/json',
      },
      body: JSON.stringify(
        isToss
          ? { cancelReason: 'by hand', cancelAmount: amount }
          : { ...kakaopay, cancel_available_amount: payAmount - refundedPay },
      ),
    },
  )
  expect(status).toBe(200)
}
