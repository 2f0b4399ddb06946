// The person quit at the gateway. A browser says so, which proves nothing: the payment is looked up before it is believed.

import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'
import { endedAttempt } from './saga/abandoned.ts'

export const handler = saga(billing.abandonPayment, (call) => endedAttempt(call))
