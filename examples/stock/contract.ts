// What the stock promises its callers, and what it tells them where it cannot keep it.

import { contract, Forbidden, idSchema, parameter, problem, text, whole } from 'holdfast/contract'
import * as z from 'zod/mini'

export const ProductNotFound = problem('product-not-found', 404, {
  en: { title: 'No such product', detail: 'No product has this id.' },
  ko: { title: '상품을 찾을 수 없음', detail: '이 ID의 상품이 없습니다.' },
})
export const ReservationNotFound = problem('reservation-not-found', 404, {
  en: { title: 'No such reservation', detail: 'It may be released.' },
  ko: { title: '예약을 찾을 수 없음', detail: '이미 해제된 예약일 수 있습니다.' },
})
export const OutOfStock = problem(
  'out-of-stock',
  409,
  {
    en: { title: 'Out of stock', detail: 'Reserve at most `left`.' },
    ko: { title: '재고 부족', detail: 'left 이하로 예약해 주십시오.' },
  },
  { left: z.int() },
)

const staff = {
  name: 'STAFF',
  holders: 'the staff',
  refusal: { en: 'This is for the staff.', ko: '직원만 할 수 있습니다.' },
} as const
const productId = idSchema('product')
const reservationId = idSchema('reservation')
const ProductId = parameter(productId, ProductNotFound)
const ReservationId = parameter(reservationId, ReservationNotFound)
const quantity = whole(1, 10_000)

export const stock = contract('stock', 'Stock: products, and what is reserved of them.', {
  addProduct: {
    route: 'POST /products',
    summary: 'Adds a product.',
    auth: staff,
    body: z.strictObject({ name: text(1, 100), quantity }),
    reply: [201, z.object({ productId, name: z.string(), quantity })],
    fails: [Forbidden],
    access: { stock: 'write' },
    budget: { trips: 1, read: 0, write: 2 },
  },
  reserve: {
    route: 'POST /products/{productId}/reservations',
    summary: 'Reserves some of a product.',
    auth: 'user',
    path: { productId: ProductId },
    body: z.strictObject({ quantity }),
    reply: [201, z.object({ productId, reservationId, quantity })],
    fails: [ProductNotFound, OutOfStock],
    access: { stock: 'write' },
    budget: { trips: 1, read: 0, write: 4 },
  },
  release: {
    route: 'DELETE /products/{productId}/reservations/{reservationId}',
    summary: 'Gives back what was reserved.',
    auth: 'owner',
    path: { productId: ProductId, reservationId: ReservationId },
    reply: [204, null],
    fails: [ProductNotFound, ReservationNotFound, Forbidden],
    access: { stock: 'write' },
    budget: { trips: 2, read: 1, write: 4 },
  },
})
