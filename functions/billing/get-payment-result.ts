// Shows the result of a payment, what was bought, and the way back. A product can show its own page instead.

import { noResultPage, resultPage } from '#domain/billing/pages.ts'
import { billing as billingOf } from '#domain/billing/reads.ts'
import { matchesOf } from '#domain/matches/reads.ts'
import type { Read } from '#kernel/commit/store.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'
import { backTo, isResult, refusedPage } from './saga/callback.ts'

export const handler = endpoint(
  billing.getPaymentResult,
  async ({ query, language, read, now }) => {
    const { billingId = '', status = '' } = query
    const ended = { language, back: backTo() }
    if (!isResult(query)) return { reply: noResultPage(ended) }
    return { reply: resultPage(status, await boughtWith(read, billingId), ended, now) }
  },
  refusedPage,
)

const boughtWith = async (read: Read<'billing' | 'matches'>, billingId: string) => {
  const found = await billingOf(read, billingId)
  if (!found) return undefined
  const matchIds = found.orders.map(({ matchId }) => matchId)
  return { billing: found, matches: await matchesOf(read, matchIds) }
}
