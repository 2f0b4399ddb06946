// The result page of a payment. A product can show its own page instead.

import type { State } from '#domain/billing/schema.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'
import { isResult } from './saga/callback.ts'

interface ResultText {
  readonly title: string
  readonly text: string
}

/** The address has no status signed by this service, so the page claims nothing. */
const unknown: ResultText = {
  title: 'Payment',
  text: 'This address does not contain the result of the payment. Check the billing where you started the payment.',
}

const results: Readonly<Record<string, ResultText>> = {
  SUCCESS: { title: 'Paid', text: 'Your seats are confirmed.' },
  READY: {
    title: 'Not paid',
    text: 'The payment was not made. Your seats are held until the billing expires, so you can try again.',
  },
  PAYING: {
    title: 'Not paid yet',
    text: 'The payment is not complete. You can complete it until the billing expires.',
  },
  APPROVING: {
    title: 'Payment pending',
    text: 'The gateway has not confirmed the payment yet. The result is known within a few minutes.',
  },
  CANCELLING: { title: 'Cancelled', text: 'The billing was cancelled in the meantime. Your money will be refunded.' },
  PARTIALLY_CANCELLED: { title: 'Partially cancelled', text: 'Some of the seats were cancelled in the meantime.' },
  CANCELLED: { title: 'Cancelled', text: 'The billing was cancelled. Any payment will be refunded.' },
  EXPIRED: { title: 'Expired', text: 'The billing expired before it was paid. Any payment will be refunded.' },
  REVIEW: { title: 'Under review', text: 'Our staff is checking this payment.' },
} satisfies Partial<Record<State, ResultText>>

const SINCE = 'This was the status when you returned from the payment page. The billing shows the current status.'

const pageOf = ({ title, text }: ResultText, since = ''): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;text-align:center}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p>${since}</p>
</main>
</body>
</html>
`

export const handler = endpoint(billing.getPaymentResult, ({ query }) => {
  const result = isResult(query) ? results[query.status ?? ''] : undefined
  return { reply: result ? pageOf(result, SINCE) : pageOf(unknown) }
})
