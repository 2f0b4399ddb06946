// The payment failed at the gateway, as a browser says; it is looked up before that is believed.

import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'
import { endedAttempt } from './saga/abandoned.ts'

export const handler = saga(billing.failPayment, (call) => endedAttempt(call))
