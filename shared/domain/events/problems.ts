// The problems of events.

import { problem } from '#kernel/data/problem.ts'

/** The maximum number of replaced secrets that still sign. */
export const MAX_EARLIER_SECRETS = 5

export const WebhookEndpointNotFound = problem('webhook-endpoint-not-found', 404, {
  en: { title: 'Webhook endpoint not found', detail: 'There is no webhook endpoint with this id.' },
  ko: { title: '웹훅 엔드포인트를 찾을 수 없음', detail: '이 ID의 웹훅 엔드포인트가 없습니다.' },
})
export const DeliveryNotFound = problem('delivery-not-found', 404, {
  en: {
    title: 'Delivery not found',
    detail: 'The endpoint has no delivery with this id. Deliveries are kept for 30 days.',
  },
  ko: {
    title: '전송을 찾을 수 없음',
    detail: '이 엔드포인트에 이 ID의 전송이 없습니다. 전송 기록은 30일 동안 보관됩니다.',
  },
})
export const DeliveryWaits = problem('delivery-waits', 409, {
  en: {
    title: 'Delivery waits',
    detail: 'An earlier event of the same subject is delivered first. Retry that delivery.',
  },
  ko: {
    title: '앞선 전송을 기다리는 중',
    detail: '같은 대상의 앞선 이벤트를 먼저 전송합니다. 그 전송을 다시 시도해 주십시오.',
  },
})
export const TooManySecrets = problem('too-many-secrets', 409, {
  en: {
    title: 'Too many secrets',
    detail: `The secret was replaced ${MAX_EARLIER_SECRETS} times within 24 hours, and each replaced one still signs. Replace it again once the first of them has ended, or create another endpoint.`,
  },
  ko: {
    title: '비밀값을 너무 자주 교체함',
    detail: `24시간 안에 비밀값을 ${MAX_EARLIER_SECRETS}번 교체했으며, 교체된 키도 아직 서명에 쓰입니다. 가장 먼저 교체된 키의 기한이 지난 뒤 다시 교체하거나 새 엔드포인트를 만들어 주십시오.`,
  },
})
export const EndpointDisabled = problem('webhook-endpoint-disabled', 409, {
  en: {
    title: 'Webhook endpoint disabled',
    detail: 'Nothing is sent to a disabled endpoint. Enable it first.',
  },
  ko: {
    title: '비활성화된 웹훅 엔드포인트',
    detail: '비활성화된 엔드포인트에는 전송하지 않습니다. 엔드포인트를 먼저 활성화해 주십시오.',
  },
})
