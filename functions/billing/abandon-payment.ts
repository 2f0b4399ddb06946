// Handles the redirect after a cancelled payment. The redirect proves nothing, so the payment is looked up.

import { saga } from '#kernel/http/saga.ts'
import { billing } from './contract.ts'
import { endedAttempt } from './saga/abandoned.ts'
import { refusedPage } from './saga/callback.ts'

export const handler = saga(billing.abandonPayment, (call) => endedAttempt(call), refusedPage)
