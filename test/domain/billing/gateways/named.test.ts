// What the surroundings must say of a gateway, and the ids that payments go by.

import { expect, test } from 'vitest'
import { LOOKUP_TIMEOUT_MS, orderIdOf, TIMEOUT_MS } from '#domain/billing/gateways/gateway.ts'
import { gatewayNamed, gatewaySettings } from '#domain/billing/gateways/named.ts'
import { misconfiguration } from '#kernel/commit/misconfiguration.ts'

const env = {
  ...{ KAKAOPAY_BASE_URL: 'http://127.0.0.1:3001/', KAKAOPAY_SECRET_KEY: 'a', KAKAOPAY_CID: 'TC0ONETIME' },
  ...{ TOSS_BASE_URL: 'https://api.tosspayments.com', TOSS_SECRET_KEY: 'b' },
}

const lacking = (name: 'KAKAOPAY' | 'TOSS', changes: object): string | undefined => {
  try {
    gatewaySettings(name, { ...env, ...changes })
    return undefined
  } catch (error) {
    return misconfiguration(error)
  }
}

test('settings come from the environment, each gateway from its own', () => {
  expect(gatewaySettings('KAKAOPAY', { ...env, TOSS_BASE_URL: undefined })).toEqual({
    ...{ baseUrl: 'http://127.0.0.1:3001', secretKey: 'a', cid: 'TC0ONETIME' },
  })
  expect(gatewaySettings('TOSS', env)).toEqual({ baseUrl: 'https://api.tosspayments.com', secretKey: 'b' })
})

test.each([
  ['KAKAOPAY', { KAKAOPAY_BASE_URL: '' }, 'KAKAOPAY_BASE_URL is not set. Set it to pay through KAKAOPAY.'],
  ['KAKAOPAY', { KAKAOPAY_SECRET_KEY: undefined }, 'KAKAOPAY_SECRET_KEY is not set. Set it to pay through KAKAOPAY.'],
  ['KAKAOPAY', { KAKAOPAY_CID: undefined }, 'KAKAOPAY_CID is not set. Set it to pay through KAKAOPAY.'],
  ['TOSS', { TOSS_SECRET_KEY: undefined }, 'TOSS_SECRET_KEY is not set. Set it to pay through TOSS.'],
  ['TOSS', { TOSS_BASE_URL: 'api.tosspayments.com' }, 'TOSS_BASE_URL is not a URL'],
  ['TOSS', { TOSS_BASE_URL: 'ftp://a' }, 'TOSS_BASE_URL is not a URL'],
  ['TOSS', { TOSS_SECRET_KEY: 'line\n' }, 'TOSS_SECRET_KEY contains characters that are not valid in a key'],
] as const)('%s without %o is told in one line', (name, changes, line) => {
  expect(lacking(name, changes)).toContain(line)
  expect(lacking(name, changes)).not.toContain('\n')
})

test('KakaoPay needs its cid', () => {
  expect(() => gatewayNamed('KAKAOPAY', { baseUrl: 'http://a', secretKey: 'b' })).toThrow('KAKAOPAY_CID')
})

test('an order id is one that both gateways take', () => {
  const billingId = `billing_${'0'.repeat(26)}`
  expect(orderIdOf(billingId, '1')).toBe(`${billingId}-1`)
  expect(orderIdOf(billingId, 'x'.repeat(29))).toHaveLength(64)
  for (const attempt of ['x'.repeat(30), 'a b', '한'])
    expect(() => orderIdOf(billingId, attempt)).toThrow('is not a valid order id')
})

test('an approval and its look-up fit a request of 25 seconds, with time for commits', () => {
  expect(TIMEOUT_MS).toBeGreaterThan(11_000)
  expect(TIMEOUT_MS + LOOKUP_TIMEOUT_MS).toBeLessThanOrEqual(22_000)
})
