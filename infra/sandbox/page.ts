// The pay page of the sandbox, in English and Korean: item, amount, three buttons and a choice of faults. It uses no script.

import type { Language } from '#kernel/data/language.ts'
import { html, pageOf } from '#kernel/http/page.ts'
import { type Book, isExpired, type Payment } from './book.ts'
import { type Faults, type Mode, modes, type Step, steps } from './faults.ts'

export interface Page {
  readonly status: number
  readonly html?: string
  readonly location?: string
}

interface Visit {
  readonly tid: string
  readonly nowMs: number
  readonly language: Language
  /** The submitted form; undefined only shows the page. */
  readonly form?: URLSearchParams
}

export const payPage = (book: Book, faults: Faults, { tid, nowMs, language, form }: Visit): Page => {
  const says = words[language]
  const payment = book.payment(tid)
  if (!payment) return messagePage(404, says.gone, language)
  if (isExpired(payment, nowMs)) return messagePage(410, says.expired, language)
  if (payment.state !== 'OPEN' && payment.state !== 'AUTHENTICATED') return messagePage(409, says.complete, language)
  if (!form) return { status: 200, html: formPage(payment, language) }
  const decided = DECISIONS[form.get('action') ?? '']
  const fault = faultIn(form.get('fault') ?? '')
  if (!decided || fault === null) return messagePage(400, says.undecided, language)
  if (fault) faults.add({ orderId: payment.orderId, ...fault, times: 1, ms: 3000 })
  if (payment.state !== decided) book.write({ payment: { ...payment, state: decided } })
  return { status: 303, location: wayBack(payment, decided) }
}

/** Of the addresses without a payment. */
export const otherPage = (path: string, language: Language): Page =>
  path === '/'
    ? messagePage(200, words[language].sandbox, language)
    : messagePage(404, words[language].missing, language)

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

const words = {
  en: {
    gone: ['No such payment', 'The address is wrong, or the sandbox was restarted. Start the payment again.'],
    expired: ['Payment expired', 'A payment expires after 15 minutes. Start a new one.'],
    complete: ['Payment complete', 'This payment was already completed. Start a new one.'],
    sandbox: [
      'Payment sandbox',
      'It stands in for KakaoPay and Toss Payments. Start a payment in the service, and its pay page opens here.',
    ],
    missing: ['Page not found', 'No page is at this address. Start the payment in the service again.'],
    undecided: ['No action', 'Choose Approve, Quit or Fail.'],
    pay: (item: string) => `Pay ${item}`,
    kakaopay: 'KakaoPay in the sandbox. No real money moves.',
    toss: 'Toss Payments in the sandbox. No real money moves.',
    item: 'Item',
    amount: 'Amount',
    order: 'Order',
    fault: 'Simulated fault',
    nothing: 'nothing',
    approve: 'Approve',
    quit: 'Quit',
    fail: 'Fail',
    phases: { approve: 'At the approval', order: 'At the lookup', cancel: 'At the cancellation' },
    won: (amount: number) => `${amount.toLocaleString('en')} won`,
  },
  ko: {
    gone: ['결제를 찾을 수 없음', '주소가 틀렸거나 샌드박스가 다시 시작되었습니다. 결제를 다시 시작해 주십시오.'],
    expired: ['만료된 결제', '결제는 15분이 지나면 만료됩니다. 새로 시작해 주십시오.'],
    complete: ['이미 끝난 결제', '이미 끝난 결제입니다. 새로 시작해 주십시오.'],
    sandbox: [
      '결제 샌드박스',
      '카카오페이와 토스페이먼츠를 대신하는 연습용 결제사입니다. 서비스에서 결제를 시작하면 여기에서 결제 페이지가 열립니다.',
    ],
    missing: ['페이지를 찾을 수 없음', '이 주소에는 페이지가 없습니다. 서비스에서 결제를 다시 시작해 주십시오.'],
    undecided: ['선택하지 않음', '승인, 취소, 실패 중 하나를 선택해 주십시오.'],
    pay: (item: string) => `${item} 결제`,
    kakaopay: '카카오페이 샌드박스입니다. 실제 돈은 움직이지 않습니다.',
    toss: '토스페이먼츠 샌드박스입니다. 실제 돈은 움직이지 않습니다.',
    item: '상품',
    amount: '금액',
    order: '주문',
    fault: '오류 재현',
    nothing: '없음',
    approve: '승인',
    quit: '취소',
    fail: '실패',
    phases: { approve: '승인할 때', order: '조회할 때', cancel: '취소할 때' },
    won: (amount: number) => `${amount.toLocaleString('en')}원`,
  },
} as const

const formPage = ({ gateway, itemName, amount, orderId }: Payment, language: Language): string => {
  const says = words[language]
  const groups = Object.entries(says.phases).map(([step, label]) => {
    const options = Object.entries(modes).map(
      ([mode, text]) => html`<option value="${step} ${mode}">${text[language]}</option>`,
    )
    return html`<optgroup label="${label}">${options}</optgroup>`
  })
  const content = html`<p class="quiet">${gateway === 'TOSS' ? says.toss : says.kakaopay}</p>
<dl><dt>${says.item}</dt><dd>${itemName}</dd>
<dt>${says.order}</dt><dd><code>${orderId}</code></dd>
<dt class="sum">${says.amount}</dt><dd class="sum">${says.won(amount)}</dd></dl>
<form method="post">
<p><label for="fault">${says.fault}</label>
<select id="fault" name="fault"><option value="">${says.nothing}</option>${groups}</select></p>
<p class="row"><button class="main" name="action" value="approve">${says.approve}</button>
<button name="action" value="quit">${says.quit}</button>
<button name="action" value="fail">${says.fail}</button></p>
</form>`
  return pageOf({ language, title: says.pay(itemName), content })
}

const messagePage = (status: number, [title, text]: readonly [string, string], language: Language): Page => ({
  status,
  html: pageOf({ language, title, content: html`<p>${text}</p>` }),
})
