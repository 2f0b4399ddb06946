// Settings of a deployment, and the messages for invalid ones.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keysFile, NO_KEYS, publicKeysIn, settingsFrom } from '#infra/cloud/settings.ts'

const settings = (context: Record<string, unknown>) => settingsFrom((name) => context[name])

test('nothing has to be chosen', () => {
  expect(settings({})).toMatchObject({ name: 'holdfast', corsOrigins: [], logRetentionDays: 30 })
  expect(settings({})).not.toHaveProperty('alarmEmail')
  expect(settings({})).toMatchObject({ rates: {}, reserve: {}, eventualReads: new Set() })
  expect(settings({ eventualReads: 'matches.getMatch' }).eventualReads).toEqual(new Set(['matches.getMatch']))
  expect(settings({})).not.toHaveProperty('warmWrites')
  expect(settings({})).toMatchObject({ gateways: ['KAKAOPAY', 'TOSS'], minimums: { KAKAOPAY: 100, TOSS: 100 } })
})

test('values come from cdk.json or from the command line', () => {
  const origins = ['https://a.example', 'http://localhost:5173']
  for (const corsOrigins of [origins, origins.join(', ')])
    expect(settings({ corsOrigins }).corsOrigins).toEqual(origins)
  expect(settings({ logRetentionDays: '7' }).logRetentionDays).toBe(7)
  expect(settings({ gateways: 'TOSS', tossMinimum: '200' })).toMatchObject({
    ...{ gateways: ['TOSS'], minimums: { KAKAOPAY: 100, TOSS: 200 } },
  })
  const hot = { rates: 'coupons.claimCoupon:2000, wallet.deposit:1000', reserve: ['coupons.claimCoupon:200'] }
  expect(settings({ ...hot, warmWrites: '40000' })).toMatchObject({
    rates: { 'coupons.claimCoupon': 2000, 'wallet.deposit': 1000 },
    ...{ reserve: { 'coupons.claimCoupon': 200 }, warmWrites: 40_000 },
  })
  expect(settings({ edge: 'true', protect: true })).toMatchObject({ edge: true, protect: true, tracing: false })
  expect(settings({ canary: 'wallet, billing' }).canary).toEqual(['wallet', 'billing'])
  expect(settings({ tableName: 'restored', monthlyBudget: '50' })).toMatchObject({
    ...{ tableName: 'restored', monthlyBudget: 50 },
  })
  const paymentResultUrl = 'https://shop.example/paid?lang=ko'
  expect(settings({ paymentResultUrl })).toMatchObject({ paymentResultUrl })
})

test.each([
  [{ name: 'Hold fast' }, 'name is "Hold fast"'],
  [{ corsOrigins: 'https://a.example/path' }, 'corsOrigins contains "https://a.example/path"'],
  [{ corsOrigins: 'a.example' }, 'corsOrigins contains "a.example"'],
  [{ logRetentionDays: 31 }, 'logRetentionDays is 31. Use one of 1, 3'],
  [{ alarmEmail: 'nobody' }, 'alarmEmail is "nobody"'],
  [{ gateways: 'PAYPAL' }, 'gateways contains "PAYPAL". Use KAKAOPAY, TOSS.'],
  [{ kakaopayMinimum: '0' }, 'kakaopayMinimum is "0"'],
  [{ rates: 'coupons.claim:5' }, 'rates names "coupons.claim"'],
  [{ rates: 'coupons.claimCoupon:0' }, 'rates contains "coupons.claimCoupon:0"'],
  [{ rates: 'coupons.claimCoupon' }, 'rates contains "coupons.claimCoupon"'],
  [{ reserve: 'wallet.deposit:many' }, 'reserve contains "wallet.deposit:many"'],
  [{ eventualReads: 'wallet.getAccount' }, 'eventualReads contains "wallet.getAccount". Use public reads: '],
  [{ warmWrites: '3999' }, 'warmWrites is "3999"'],
  [{ mailFrom: 'nobody' }, 'mailFrom is "nobody"'],
  [{ eventBus: 'my bus' }, 'eventBus is "my bus"'],
  [{ appUrl: 'http://a.example' }, 'appUrl is "http://a.example"'],
  [{ registrationsPerAddress: '-1' }, 'registrationsPerAddress is "-1"'],
  [{ paymentResultUrl: '/paid' }, 'paymentResultUrl is "/paid"'],
  [{ paymentResultUrl: 'http://a.example/paid' }, 'paymentResultUrl is "http://a.example/paid"'],
  [{ edge: 'yes' }, 'edge is "yes". Set it to true or false.'],
  [{ canary: 'walet' }, 'canary contains "walet". Use users, wallet'],
  [{ without: 'wallet.deposits' }, 'without contains "wallet.deposits"'],
  [{ monthlyBudget: '-1' }, 'monthlyBudget is "-1"'],
  [{ tableName: 'a b' }, 'tableName is "a b"'],
  [{ domainName: 'api.example.com' }, 'domainName and certificateArn belong together'],
  [{ domainName: 'https://api.example.com' }, 'domainName is "https://api.example.com"'],
  [{ certificateArn: 'arn' }, 'certificateArn is "arn"'],
  [{ webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b' }, 'settings of the edge'],
  [
    {
      edge: true,
      domainName: 'api.example.com',
      certificateArn: 'arn:aws:acm:ap-northeast-2:123456789012:certificate/a',
    },
    'CloudFront takes certificates of us-east-1 only',
  ],
])('%o is refused in one line', (context, said) => {
  expect(() => settings(context)).toThrow(said)
})

test('public keys come from a file, and a private one in it stops everything', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-')), keysFile('holdfast'))
  expect(publicKeysIn(file)).toBe(NO_KEYS)
  writeFileSync(file, '{"keys": [{"kid": "one", "x": "x"}]}')
  expect(publicKeysIn(file)).toBe('{"keys":[{"kid":"one","x":"x"}]}')
  writeFileSync(file, '{"keys": [{"kid": "one", "x": "x", "d": "d"}]}')
  expect(() => publicKeysIn(file)).toThrow('contains a private key')
  for (const broken of ['{"keys": [', '{}', 'null']) {
    writeFileSync(file, broken)
    expect(() => publicKeysIn(file)).toThrow('is not a JSON Web Key Set')
  }
})
