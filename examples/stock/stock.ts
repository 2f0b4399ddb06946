// What the stock stores, what is true of it, what keeps it true, and every way in which it changes.

import { Forbidden } from 'holdfast/contract'
import {
  access,
  companions,
  each,
  either,
  invariants,
  keepers,
  partition,
  put,
  remove,
  rooted,
  space,
  update,
} from 'holdfast/kernel'
import { OutOfStock, ProductNotFound, ReservationNotFound } from './contract.ts'

export interface ProductItem {
  productId: string
  name: string
  /** How many came in. */
  quantity: number
  /** How many of them are not reserved. */
  left: number
}

export interface ReservationItem {
  productId: string
  reservationId: string
  quantity: number
  userId: string
}

const stock = space('stock', 'PRODUCT')
export const Product = stock.item<ProductItem>()('PRODUCT', 'PRODUCT', (productId: string) => productId)
export const Reservation = stock.items<ReservationItem>()(
  'PRODUCT',
  'RESERVATION',
  (productId: string, reservationId: string) => [productId, reservationId],
)

export const invariant = invariants('stock', {
  added: { says: 'Reservations belong to a product that was added.', audit: rooted(Product, 'name') },
  neverBelowZero: { says: 'What is left is never below zero.', audit: each(Product, ({ left }) => left >= 0) },
  balanced: {
    says: 'What came in of a product is what is left and what is reserved.',
    audit: partition(Product, { reservations: Reservation }, ({ quantity, left }, { reservations }) => {
      const reserved = reservations.reduce((sum, reservation) => sum + reservation.quantity, 0)
      return quantity === left + reserved
    }),
  },
})

export const guard = keepers('stock', {
  added: Product.guard({ when: (product) => product.exists('name'), fails: ProductNotFound, keeps: [invariant.added] }),
  enough: Product.guard({
    when: (product, { quantity }: { quantity: number }) => either(product.missing(), product.atLeast('left', quantity)),
    fails: OutOfStock,
    tells: ({ left = 0 }) => ({ left }),
    keeps: [invariant.neverBelowZero],
  }),
  reserved: Reservation.guard({
    when: (reservation) => reservation.exists('userId'),
    fails: ReservationNotFound,
    keeps: [invariant.balanced],
  }),
  own: Reservation.guard({
    when: (reservation, { userId }: { userId: string }) =>
      either(reservation.missing(), reservation.equals('userId', userId)),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
  together: companions({
    with: ({ productId, reservationId }: ReservationItem) => [
      Product.key(productId),
      Reservation.key(productId, reservationId),
    ],
    keeps: [invariant.balanced],
  }),
})

export const add = (product: ProductItem) => put('add', Product.key(product.productId), product)

export const reserve = (reservation: ReservationItem) => {
  const { productId, reservationId, quantity } = reservation
  const whole = guard.together(reservation)
  return [
    update(
      'take',
      Product.key(productId),
      { add: { left: -quantity } },
      guard.added(),
      guard.enough({ quantity }),
      whole,
    ),
    put('reserve', Reservation.key(productId, reservationId), reservation, whole),
  ]
}

export const release = (reservation: ReservationItem, userId: string) => {
  const { productId, reservationId, quantity } = reservation
  const whole = guard.together(reservation)
  return [
    update('give', Product.key(productId), { add: { left: quantity } }, whole),
    remove('release', Reservation.key(productId, reservationId), guard.reserved(), guard.own({ userId }), whole),
  ]
}
