// The common part of gateway redirects: the attempt that they name, and the page that follows.

import { timingSafeEqual } from 'node:crypto'
import type { AttemptItem, BillingItem } from '#domain/billing/items.ts'
import { noResultPage } from '#domain/billing/pages.ts'
import type { Language } from '#kernel/data/language.ts'
import { isSigned, sign } from '#kernel/http/signature.ts'

/** A redirect with the secret of the last attempt comes from the gateway. Earlier attempts do not count. */
export const attemptMeant = (
  { attempt, gateway }: BillingItem,
  named: string,
  state: string | undefined,
): AttemptItem | undefined => {
  if (!attempt || !state || gateway?.toLowerCase() !== named) return undefined
  const [known, given] = [Buffer.from(attempt.state), Buffer.from(state)]
  return known.length === given.length && timingSafeEqual(known, given) ? attempt : undefined
}

const RESULT = 'payment result'

/** The product's result page, or the default page with a signed status. */
export const resultPage = ({ billingId, status }: Pick<BillingItem, 'billingId' | 'status'>): string => {
  const query = new URLSearchParams({ billingId, status })
  const page = process.env['PAYMENT_RESULT_URL']
  if (page) return `${page}${page.includes('?') ? '&' : '?'}${query}`
  query.set('signature', sign(RESULT, billingId, status))
  return `/payments/result?${query}`
}

/** Where the product is; without an address of its own, the index of this service. */
export const backTo = (): string => process.env['APP_URL'] || '/'

/** For a browser whose request was refused. */
export const refusedPage = (language: Language): string => noResultPage({ language, back: backTo() })

type Result = Partial<Record<'billingId' | 'status' | 'signature', string | undefined>>

/** Whether this service signed the status. */
export const isResult = ({ billingId = '', status = '', signature = '' }: Result): boolean =>
  isSigned(signature, RESULT, billingId, status)
