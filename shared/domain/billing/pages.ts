// The page on which a payment ends: its result, what was bought, and the way back. In English and Korean.

import { wonText } from '#domain/money.ts'
import type { Language } from '#kernel/data/language.ts'
import { type Html, html, pageOf } from '#kernel/http/page.ts'
import type { BillingItem } from './items.ts'
import type { State } from './schema.ts'

interface Notice {
  readonly title: string
  readonly text: string
}

type Result = Readonly<Record<Language, Notice>>

/** The address has no result signed by this service, or its request was refused: the page claims nothing. */
const noResult: Result = {
  en: {
    title: 'Payment',
    text: 'This address does not contain the result of the payment. Look at your payments where you started this one.',
  },
  ko: {
    title: '결제',
    text: '이 주소로는 결제 결과를 알 수 없어요. 결제를 시작한 곳에서 결제 내역을 확인해 주세요.',
  },
}

const results: Readonly<Record<string, Result>> = {
  SUCCESS: {
    en: { title: 'Paid', text: 'Your seats are confirmed.' },
    ko: { title: '결제 완료', text: '자리가 확정되었어요.' },
  },
  READY: {
    en: {
      title: 'Not paid',
      text: 'The payment was not made. Your seats are held until the time to pay is over, so you can try again.',
    },
    ko: {
      title: '결제되지 않음',
      text: '결제가 이루어지지 않았어요. 결제 기한까지 자리를 잡아 두니 다시 시도할 수 있어요.',
    },
  },
  PAYING: {
    en: {
      title: 'Not paid yet',
      text: 'The payment is not complete. You can complete it until the time to pay is over.',
    },
    ko: { title: '결제 진행 중', text: '결제가 아직 끝나지 않았어요. 결제 기한까지 마칠 수 있어요.' },
  },
  APPROVING: {
    en: {
      title: 'Payment pending',
      text: 'The payment provider has not confirmed the payment yet. The result is known within a few minutes.',
    },
    ko: { title: '결제 확인 중', text: '결제사가 아직 결제를 확인하지 않았어요. 몇 분 안에 결과를 알 수 있어요.' },
  },
  CANCELLING: {
    en: { title: 'Cancelled', text: 'The order was cancelled in the meantime. Your money will be refunded.' },
    ko: { title: '취소됨', text: '그사이 주문이 취소되었어요. 결제한 금액은 환불돼요.' },
  },
  PARTIALLY_CANCELLED: {
    en: { title: 'Partially cancelled', text: 'Some of the seats were cancelled in the meantime.' },
    ko: { title: '일부 취소됨', text: '그사이 자리 일부가 취소되었어요.' },
  },
  CANCELLED: {
    en: { title: 'Cancelled', text: 'The order was cancelled. Any payment will be refunded.' },
    ko: { title: '취소됨', text: '주문이 취소되었어요. 결제한 금액이 있으면 환불돼요.' },
  },
  EXPIRED: {
    en: {
      title: 'Expired',
      text: 'The time to pay was over before the payment was made. Any payment will be refunded.',
    },
    ko: { title: '만료됨', text: '결제하기 전에 결제 기한이 지났어요. 결제한 금액이 있으면 환불돼요.' },
  },
  REVIEW: {
    en: { title: 'Under review', text: 'Our staff is checking this payment.' },
    ko: { title: '확인 중', text: '담당자가 이 결제를 확인하고 있어요.' },
  },
} satisfies Record<State, Result>

const since: Readonly<Record<Language, string>> = {
  en: 'This was the status when you returned from the payment page. Your payments in the service show the current status.',
  ko: '결제 화면에서 돌아왔을 때의 상태예요. 지금 상태는 서비스의 결제 내역에서 볼 수 있어요.',
}

const labels = {
  en: {
    bought: 'Your order',
    topup: 'Top-up of your account',
    coupon: 'Coupon',
    cash: 'Cash',
    sum: 'Payment',
    back: 'Back to the service',
    again: 'Continue the payment',
    zone: 'Times in Seoul',
  },
  ko: {
    bought: '결제 내역',
    topup: '계좌 충전',
    coupon: '쿠폰 할인',
    cash: '캐시',
    sum: '결제 금액',
    back: '서비스로 돌아가기',
    again: '결제 계속하기',
    zone: '서울 시각 기준',
  },
} as const

const gateways: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { KAKAOPAY: 'KakaoPay', TOSS: 'Toss Payments' },
  ko: { KAKAOPAY: '카카오페이', TOSS: '토스페이먼츠' },
}

/** A billing, with the match of each order. */
export interface Bought {
  readonly billing: BillingItem
  readonly matches: readonly ({ readonly title: string; readonly startsAt: string } | undefined)[]
}

interface Ended {
  readonly language: Language
  /** The address of the product. */
  readonly back: string
}

/** Of a signed result. @param bought undefined: the billing is not stored */
export const resultPage = (
  status: string,
  bought: Bought | undefined,
  { language, back }: Ended,
  now: string,
): string => {
  const result: Result | undefined = Object.hasOwn(results, status) ? results[status as State] : undefined
  if (!result) return noResultPage({ language, back })
  const { title, text } = result[language]
  const again = bought && status === 'PAYING' ? openPayment(bought.billing, now) : undefined
  const content = html`<p>${text}</p>
${bought ? order(bought, language) : ''}
<p class="quiet">${since[language]}</p>
<p class="row">${again ? html`<a class="button main" href="${again}">${labels[language].again}</a>` : ''}
<a class="button" href="${back}">${labels[language].back}</a></p>`
  return pageOf({ language, title, content })
}

export const noResultPage = ({ language, back }: Ended): string => {
  const { title, text } = noResult[language]
  const content = html`<p>${text}</p>
<p><a class="button" href="${back}">${labels[language].back}</a></p>`
  return pageOf({ language, title, content })
}

/** The gateway's page, while the buyer can still pay there. */
const openPayment = ({ status, attempt }: BillingItem, now: string): string | undefined =>
  status === 'PAYING' && attempt && attempt.expiresAt > now ? attempt.redirectUrl : undefined

const order = ({ billing, matches }: Bought, language: Language): Html => {
  const { coupon, cash, sum, bought, topup, zone } = labels[language]
  const won = (amount: number): string => wonText(amount, language)
  const lines = billing.orders.map(({ price }, at) => {
    const { title = '', startsAt } = matches[at] ?? {}
    const when = startsAt ? html`<br><small>${timeText(startsAt, language)}</small>` : ''
    return html`<dt>${title}${when}</dt><dd>${won(price)}</dd>\n`
  })
  const { couponDiscount, cashAmount, payAmount, gateway = '' } = billing
  return html`<h2>${bought}</h2>
<dl>
${billing.topup ? html`<dt>${topup}</dt><dd>${won(payAmount)}</dd>\n` : lines}
${couponDiscount > 0 ? html`<dt>${coupon}</dt><dd>-${won(couponDiscount)}</dd>` : ''}
${cashAmount > 0 ? html`<dt>${cash}</dt><dd>-${won(cashAmount)}</dd>` : ''}
<dt class="sum">${sum} ${gateways[language][gateway] ?? ''}</dt><dd class="sum">${won(payAmount)}</dd>
</dl>
${billing.topup ? '' : html`<p class="quiet">${zone}</p>`}`
}

const timeText = (at: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Seoul' }).format(
    Date.parse(at),
  )
