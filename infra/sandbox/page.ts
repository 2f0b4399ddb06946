// The pay page of the sandbox: item, amount, three buttons and a choice of faults. It uses no script.

import { type Book, isExpired, type Payment } from './book.ts'
import { type Faults, type Mode, modes, type Step, steps } from './faults.ts'

export interface Page {
  readonly status: number
  readonly html?: string
  readonly location?: string
}

/** @param form the submitted form; undefined only shows the page */
export const payPage = (book: Book, faults: Faults, nowMs: number, tid: string, form?: URLSearchParams): Page => {
  const payment = book.payment(tid)
  if (!payment)
    return messagePage(
      404,
      'No such payment',
      'The address is wrong, or the sandbox was restarted. Start the payment again.',
    )
  if (isExpired(payment, nowMs))
    return messagePage(410, 'Payment expired', 'A payment expires after 15 minutes. Start a new one.')
  if (payment.state !== 'OPEN' && payment.state !== 'AUTHENTICATED')
    return messagePage(409, 'Payment complete', 'This payment was already completed. Start a new one.')
  if (!form) return { status: 200, html: document(`Pay ${payment.itemName}`, formOf(payment)) }
  const decided = DECISIONS[form.get('action') ?? '']
  const fault = faultIn(form.get('fault') ?? '')
  if (!decided || fault === null) return messagePage(400, 'No action', 'Choose Approve, Quit or Fail.')
  if (fault) faults.add({ orderId: payment.orderId, ...fault, times: 1, ms: 3000 })
  if (payment.state !== decided) book.write({ payment: { ...payment, state: decided } })
  return { status: 303, location: wayBack(payment, decided) }
}

type Decision = 'AUTHENTICATED' | 'QUIT' | 'FAILED'
const DECISIONS: Readonly<Record<string, Decision>> = { approve: 'AUTHENTICATED', quit: 'QUIT', fail: 'FAILED' }

const wayBack = (payment: Payment, decided: Decision): string => {
  const { gateway, tid, orderId, amount, approvalUrl, cancelUrl, failUrl, token } = payment
  if (decided === 'AUTHENTICATED') {
    const proof = gateway === 'TOSS' ? { paymentKey: tid, orderId, amount: String(amount) } : { pg_token: token }
    return withQuery(approvalUrl, proof)
  }
  const quit = decided === 'QUIT'
  if (gateway === 'KAKAOPAY') return quit ? cancelUrl : failUrl
  const code = quit ? 'PAY_PROCESS_CANCELED' : 'PAY_PROCESS_ABORTED'
  return withQuery(failUrl, {
    code,
    message: quit ? 'The buyer cancelled the payment.' : 'The payment failed.',
    orderId,
  })
}

/** Keeps the query of the shop's URL unchanged. */
const withQuery = (address: string, more: Readonly<Record<string, string>>): string => {
  const url = new URL(address)
  url.search = `${url.search ? `${url.search}&` : '?'}${new URLSearchParams(more)}`
  return url.href
}

/** @returns undefined for no fault, null for an unknown one */
const faultIn = (value: string): { step: Step; mode: Mode } | null | undefined => {
  if (value === '') return undefined
  const [step, mode] = value.split(' ')
  return Object.hasOwn(modes, mode ?? '') && steps.includes(step as Step)
    ? { step: step as Step, mode: mode as Mode }
    : null
}

const PHASES = {
  approve: 'At the approval',
  order: 'At the lookup',
  cancel: 'At the cancellation',
} as const

const formOf = ({ gateway, itemName, amount, orderId }: Payment): string => {
  const groups = Object.entries(PHASES).map(([step, label]) => {
    const options = Object.entries(modes).map(([mode, says]) => `<option value="${step} ${mode}">${says}</option>`)
    return `<optgroup label="${label}">${options.join('')}</optgroup>`
  })
  return `<p>${gateway === 'TOSS' ? 'Toss Payments' : 'KakaoPay'} in the sandbox. No real money moves.</p>
<dl><dt>Item</dt><dd>${escaped(itemName)}</dd><dt>Amount</dt><dd>${amount.toLocaleString('en')} won</dd>
<dt>Order</dt><dd>${escaped(orderId)}</dd></dl>
<form method="post">
<p><label for="fault">Simulated fault</label>
<select id="fault" name="fault"><option value="">nothing</option>${groups.join('')}</select></p>
<p><button name="action" value="approve">Approve</button>
<button name="action" value="quit">Quit</button>
<button name="action" value="fail">Fail</button></p>
</form>`
}

const messagePage = (status: number, title: string, says: string): Page => ({
  status,
  html: document(title, `<p>${says}</p>`),
})

const document = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 30rem; margin: 2rem auto; padding: 0 1rem }
dt { font-weight: bold } dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
button, select { font: inherit; min-height: 2.75rem; max-width: 100%; padding: 0 1rem; margin-block: .25rem }
</style></head>
<body><main><h1>${escaped(title)}</h1>
${body}
</main></body></html>
`

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
