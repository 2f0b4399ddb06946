// One Lambda handler for each endpoint: it reads, and returns a plan.

import { endpoint } from 'holdfast/http'
import { stock } from './contract.ts'
import { add, guard, Reservation, release, reserve } from './stock.ts'

export const addProduct = endpoint(stock.addProduct, ({ body, id }) => {
  const productId = id('product')
  return { writes: [add({ ...body, productId, left: body.quantity })], reply: { ...body, productId } }
})

const reserveSome = endpoint(stock.reserve, ({ user, path, body, id }) => {
  const reservation = { ...path, ...body, reservationId: id('reservation') }
  return { writes: reserve({ ...reservation, userId: user.userId }), reply: reservation }
})

const releaseAll = endpoint(stock.release, async ({ user, path, read, require }) => {
  const stored = await read.get(Reservation.key(path.productId, path.reservationId))
  const reservation = require(stored, guard.reserved(), guard.own(user))
  return { writes: release(reservation, user.userId), reply: undefined }
})

export { releaseAll as release, reserveSome as reserve }
