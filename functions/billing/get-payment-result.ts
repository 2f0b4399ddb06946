// The page that a browser comes to from a gateway: how the payment went, in words. A product may show its own page instead.

import type { State } from '#domain/billing/schema.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'
import { isResult } from './saga/callback.ts'

interface Said {
  readonly title: string
  readonly text: string
}

/** The address carries no status that this service signed, so the page claims nothing. */
const unknown: Said = {
  title: 'Payment',
  text: 'This address does not tell how the payment went. Look at the billing where you began the payment.',
}

const results: Readonly<Record<string, Said>> = {
  SUCCESS: { title: 'Paid', text: 'Your places are confirmed.' },
  READY: {
    title: 'Not paid',
    text: 'The payment was not made. Your places are held until the billing expires: try again.',
  },
  PAYING: { title: 'Not paid yet', text: 'The payment is not finished. It can be made until the billing expires.' },
  APPROVING: {
    title: 'Almost there',
    text: 'The gateway has not answered yet. The payment is settled within minutes.',
  },
  CANCELLING: { title: 'Cancelled', text: 'The billing was cancelled meanwhile. The money goes back.' },
  PARTIALLY_CANCELLED: { title: 'Partly cancelled', text: 'Some of the places were cancelled meanwhile.' },
  CANCELLED: { title: 'Cancelled', text: 'The billing was cancelled. What was paid goes back.' },
  EXPIRED: { title: 'Expired', text: 'The billing expired before it was paid. What was paid goes back.' },
  REVIEW: { title: 'Under review', text: 'A person checks this payment.' },
} satisfies Partial<Record<State, Said>>

const SINCE = 'This was the status when you came back from the payment. The billing shows the status as it is now.'

const pageOf = ({ title, text }: Said, since = ''): string => `<!doctype html>
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
