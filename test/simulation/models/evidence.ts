// What is known after a storm: what was told, who is who, and which billings there are.

import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { User } from '#domain/users/items.ts'
import type { Operation } from '#infra/simulation/linearizable.ts'
import type { Item } from '#kernel/data/condition.ts'
import { isOk, type Told } from '../calls.ts'

/** A billing that was made, with the request that made it. */
export interface Made {
  readonly billing: BillingItem
  readonly by: Told
}

export interface Evidence {
  readonly told: readonly Told[]
  readonly items: readonly Item[]
  /** User ids by name. */
  readonly people: ReadonlyMap<string, string>
  readonly made: readonly Made[]
}

/** It happened, at an unknown time. */
export const SOMETIME = Number.POSITIVE_INFINITY

export const evidenceOf = (told: readonly Told[], items: readonly Item[]): Evidence => {
  const people = new Map(items.filter((one) => User.is(one)).map(({ username, userId }) => [username, userId]))
  return {
    told,
    items,
    people,
    made: madeOf(
      told,
      items.filter((one) => Billing.is(one)),
      people,
    ),
  }
}

const madeOf = (
  told: readonly Told[],
  billings: readonly BillingItem[],
  people: ReadonlyMap<string, string>,
): Made[] => {
  const orders = told.filter(({ request }) => request.operation === 'billing.createBilling')
  const known = new Map(
    orders.flatMap((one) => (one.answer && isOk(one.answer) ? [[one.answer.body.billingId, one] as const] : [])),
  )
  const open = orders.filter(({ answer }) => !answer)
  return billings.flatMap((billing) => {
    const by = known.get(billing.billingId) ?? take(open, (one) => isOf(one, billing, people))
    return by ? [{ billing, by }] : []
  })
}

const take = <T>(from: T[], is: (one: T) => boolean): T | undefined => {
  const at = from.findIndex(is)
  return at < 0 ? undefined : from.splice(at, 1)[0]
}

/** Whether a request of unknown outcome made a billing: billings are kept, so what made none never happened. */
const isOf = ({ request }: Told, { userId, orders, cashAmount }: BillingItem, people: ReadonlyMap<string, string>) => {
  const { body = {}, by = '' } = request
  const wanted = (body['orders'] as { matchId: string }[]).map(({ matchId }) => matchId)
  return (
    people.get(by) === userId &&
    (body['cashAmount'] ?? 0) === cashAmount &&
    wanted.join() === orders.map(({ matchId }) => matchId).join()
  )
}

type Effect<S> = Pick<Operation<S>, 'apply'> & { readonly alike?: string }

/** An operation as it was told. */
export const operation = <S>({ name, request, began, ended, answer }: Told, effect: Effect<S>): Operation<S> => ({
  says: `${name}: ${request.operation} ${JSON.stringify(request.body ?? {})} -> ${answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'unknown'}`,
  began,
  ended,
  ...effect,
})

/** A reply that was right in this state. */
export const seen = <S>(told: Told, is: (state: S) => boolean): Operation<S> => ({
  ...operation<S>(told, { apply: (state) => (is(state) ? state : undefined) }),
  isLook: true,
})
