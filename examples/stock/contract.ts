// What the stock promises its callers, and what it tells them where it cannot keep it.

import { contract, Forbidden, idSchema, parameter, problem, text, whole } from 'holdfast/contract'
import * as z from 'zod/mini'

export const ProductNotFound = problem('product-not-found', 404, 'No such product', 'No product has this id.')
export const ReservationNotFound = problem('reservation-not-found', 404, 'No such reservation', 'It may be released.')
export const OutOfStock = problem('out-of-stock', 409, 'Out of stock', 'Reserve at most `left`.', { left: z.int() })

const staff = { name: 'STAFF', holders: 'the staff', refusal: 'This is for the staff.' } as const
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
