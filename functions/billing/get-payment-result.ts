// The page that a browser comes to from a gateway: what became of the payment, in words. A product shows its own instead.

import { lambda } from '../../shared/kernel/lambda.ts'
import { billing } from './contract.ts'

/** The page is the same for everybody and kept by browsers: it reads its own address. */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Payment</title>
<link rel="icon" href="data:,">
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;text-align:center}</style>
</head>
<body>
<main>
<h1 id="said">Payment</h1>
<p id="more">The status of the payment is in the address of this page.</p>
</main>
<script>
const said = {
  SUCCESS: ['Paid', 'Your places are confirmed.'],
  READY: ['Not paid', 'The payment was not made. Your places are held until the billing expires: try again.'],
  APPROVING: ['Almost there', 'The gateway has not answered yet. It will be settled within minutes.'],
  CANCELLING: ['On its way back', 'A match was cancelled meanwhile; the money goes back.'],
  REVIEW: ['Being looked at', 'Something did not add up. A person looks at it.'],
}[new URLSearchParams(location.search).get('status')]
if (said) [document.getElementById('said').textContent, document.getElementById('more').textContent] = said
</script>
</body>
</html>
`

export const handler = lambda(billing.getPaymentResult, () => ({ reply: page }))
