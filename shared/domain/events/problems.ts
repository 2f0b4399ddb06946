// The problems of events.

import { problem } from '#kernel/data/problem.ts'

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
