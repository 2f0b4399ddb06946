// The proof: one call that succeeds for each endpoint, and for each guard writes that it alone refuses.

import { describe, test } from 'node:test'
import { client } from 'holdfast/client'
import {
  type Counterexamples,
  type Examples,
  moduleSuite,
  type Person,
  runCases,
  stored,
  type World,
} from 'holdfast/testing'
import { stock } from './contract.ts'
import * as handlers from './handlers.ts'
import { guard, invariant, Product, Reservation, release, reserve } from './stock.ts'

const apple = { productId: 'apple', name: 'Apple', quantity: 10, left: 7 }
const anns = { productId: 'apple', reservationId: 'first', quantity: 3, userId: 'ann' }
const bobs = { productId: 'apple', reservationId: 'second', quantity: 5, userId: 'bob' }
const given = [stored(Product.key('apple'), apple), stored(Reservation.key('apple', 'first'), anns)]

const counterexamples: Counterexamples<typeof guard> = {
  added: { given: [], writes: () => reserve(bobs) },
  enough: { given, writes: () => reserve({ ...bobs, quantity: 8 }) },
  reserved: { given, writes: () => release(bobs, 'bob') },
  own: { given, writes: () => release(anns, 'bob') },
  together: { given, writes: () => reserve(bobs).slice(0, 1) },
}

const shop = (world: World, { token }: Person) =>
  client(stock, { baseUrl: 'http://shop.test', fetch: world.fetch, token })

const product = async (world: World) => {
  const added = await shop(world, await world.stranger('STAFF')).addProduct({ body: { name: 'Apple', quantity: 10 } })
  if (!added.ok) throw new Error(added.body.detail)
  return { productId: added.body.productId }
}

const examples: Examples<typeof stock, World> = {
  addProduct: async (world) => ({
    as: await world.stranger('STAFF'),
    body: { name: 'Apple', quantity: 10 },
    shows: async ({ productId }) => {
      const path = { productId: String(productId) }
      return (await shop(world, await world.stranger()).reserve({ path, body: { quantity: 1 } })).ok
    },
  }),
  reserve: async (world) => ({ as: await world.stranger(), path: await product(world), body: { quantity: 3 } }),
  release: async (world) => {
    const as = await world.stranger()
    const reserved = await shop(world, as).reserve({ path: await product(world), body: { quantity: 3 } })
    if (!reserved.ok) throw new Error(reserved.body.detail)
    const { productId, reservationId } = reserved.body
    return { as, path: { productId, reservationId } }
  },
}

const subject = { contract: stock, handlers, invariants: invariant, keepers: guard, counterexamples, examples }
runCases(moduleSuite({ ...subject, file: 'stock.test.ts' }), { describe, test })
