// The result page of a payment, in English or Korean. A product can show its own page instead.

import { noResult, type State } from '#domain/billing/schema.ts'
import type { Language } from '#kernel/data/language.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { html, type Notice, pageOf } from '#kernel/http/page.ts'
import { billing } from './contract.ts'
import { isResult } from './saga/callback.ts'

type Result = Readonly<Record<Language, Notice>>

const results: Readonly<Record<string, Result>> = {
  SUCCESS: {
    en: { title: 'Paid', text: 'Your seats are confirmed.' },
    ko: { title: '결제 완료', text: '자리가 확정됐어요.' },
  },
  READY: {
    en: {
      title: 'Not paid',
      text: 'The payment was not made. Your seats are held until the billing expires, so you can try again.',
    },
    ko: {
      title: '결제되지 않음',
      text: '결제가 이뤄지지 않았어요. 청구가 만료될 때까지 자리를 잡아 두니 다시 시도할 수 있어요.',
    },
  },
  PAYING: {
    en: { title: 'Not paid yet', text: 'The payment is not complete. You can complete it until the billing expires.' },
    ko: { title: '결제 진행 중', text: '결제가 아직 끝나지 않았어요. 청구가 만료되기 전까지 마칠 수 있어요.' },
  },
  APPROVING: {
    en: {
      title: 'Payment pending',
      text: 'The gateway has not confirmed the payment yet. The result is known within a few minutes.',
    },
    ko: { title: '결제 확인 중', text: '결제사가 아직 결제를 확인하지 않았어요. 몇 분 안에 결과를 알 수 있어요.' },
  },
  CANCELLING: {
    en: { title: 'Cancelled', text: 'The billing was cancelled in the meantime. Your money will be refunded.' },
    ko: { title: '취소됨', text: '그사이 청구가 취소됐어요. 결제한 금액은 환불돼요.' },
  },
  PARTIALLY_CANCELLED: {
    en: { title: 'Partially cancelled', text: 'Some of the seats were cancelled in the meantime.' },
    ko: { title: '일부 취소됨', text: '그사이 자리 일부가 취소됐어요.' },
  },
  CANCELLED: {
    en: { title: 'Cancelled', text: 'The billing was cancelled. Any payment will be refunded.' },
    ko: { title: '취소됨', text: '청구가 취소됐어요. 결제한 금액이 있으면 환불돼요.' },
  },
  EXPIRED: {
    en: { title: 'Expired', text: 'The billing expired before it was paid. Any payment will be refunded.' },
    ko: { title: '만료됨', text: '결제하기 전에 청구가 만료됐어요. 결제한 금액이 있으면 환불돼요.' },
  },
  REVIEW: {
    en: { title: 'Under review', text: 'Our staff is checking this payment.' },
    ko: { title: '확인 중', text: '담당자가 이 결제를 확인하고 있어요.' },
  },
} satisfies Partial<Record<State, Result>>

const since: Readonly<Record<Language, string>> = {
  en: 'This was the status when you returned from the payment page. The billing shows the current status.',
  ko: '결제 화면에서 돌아왔을 때의 상태예요. 지금 상태는 청구에서 볼 수 있어요.',
}

export const handler = endpoint(billing.getPaymentResult, ({ query, language }) => {
  const result = isResult(query) ? results[query.status ?? ''] : undefined
  const { title, text } = (result ?? noResult)[language]
  const content = html`<p>${text}</p>
${result ? html`<p>${since[language]}</p>` : ''}`
  return { reply: pageOf({ language, title, content }) }
})
