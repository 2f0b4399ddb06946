// The search of the console takes what a customer or a gateway quotes.

import { expect, test } from 'vitest'
import { idIn, isOtherId } from '#infra/console/app/quoted.ts'

const END = '01m817qnm0f8namaha58n2maha'

test.each([
  ['an order id of a gateway', `billing_${END}-1`, `billing_${END}`],
  ['an order id of a gateway, of the twelfth attempt of a top-up', `topup_${END}-12`, `topup_${END}`],
  ['an id in capitals', `BILLING_${END.toUpperCase()}`, `billing_${END}`],
  ['a username with capitals', 'Haneul_Walks', 'Haneul_Walks'],
  ['an email address', 'Ann_Kim@example.com', 'Ann_Kim@example.com'],
])('%s', (_, asked, id) => {
  expect(idIn(asked)).toBe(id)
  expect(isOtherId(asked)).toBe(false)
})

test.each([
  `order_${END}`,
  `application_${END}`,
  `DELIVERY_${END}`,
  'tsandbox0123456789abcdef',
  'T469b847306d7b2dc394',
  'x'.repeat(300),
])('%s can only be the id of something that no search finds', (asked) => expect(isOtherId(asked)).toBe(true))
