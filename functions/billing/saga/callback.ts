// What the redirects of a gateway have in common: which attempt they mean, and where the browser goes from here.

import { timingSafeEqual } from 'node:crypto'
import type { AttemptItem, BillingItem } from '../../../shared/domain/billing/item.ts'

/** Knows the attempt's secret, so it comes from where the gateway was told to send the browser. Older attempts count no more. */
export const attemptMeant = (
  { attempt, gateway }: BillingItem,
  named: string,
  state: string | undefined,
): AttemptItem | undefined => {
  if (!attempt || !state || gateway?.toLowerCase() !== named) return undefined
  const [known, given] = [Buffer.from(attempt.state), Buffer.from(state)]
  return known.length === given.length && timingSafeEqual(known, given) ? attempt : undefined
}

/** The page that a product shows after a payment; one of ours, unless it has its own. */
export const resultPage = ({ billingId, status }: Pick<BillingItem, 'billingId' | 'status'>): string => {
  const page = process.env['PAYMENT_RESULT_URL'] ?? '/payments/result'
  return `${page}${page.includes('?') ? '&' : '?'}${new URLSearchParams({ billingId, status })}`
}

/** A person looks at a page, a program at a problem. */
export const isBrowser = (accepts: string): boolean => accepts.includes('text/html')
