// Settings of a deployment, and the messages for invalid ones.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { api } from '#functions/api.ts'
import { keptContext } from '#infra/cloud/context.ts'
import { settings as declared } from '#infra/cloud/setting-names.ts'
import {
  keysFile,
  NO_KEYS,
  nameOf,
  publicKeysIn,
  refuseUnknown,
  senderIn,
  settingsFrom,
} from '#infra/cloud/settings.ts'
import { ofType, synthesizedAnew } from './synthesized.ts'

const settings = (context: Record<string, unknown>, region?: string) => settingsFrom((name) => context[name], region)

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

test('what is left out or adopted in an incident keeps its settings, which the stack remembers', () => {
  const hot = { rates: 'wallet.deposit:10', reserve: 'wallet.deposit:10', canary: 'wallet', warmWrites: '40000' }
  const incident = settings({ ...hot, without: 'wallet', tableName: 'restored' })
  expect(incident).toMatchObject({ without: ['wallet'], given: hot })
  const { app, modules } = synthesizedAnew(incident)
  expect(ofType(modules['wallet'] ?? {}, 'AWS::CodeDeploy::Application')).toEqual([])
  const { Outputs } = app.synth().getStackByName('holdfast').template
  expect(JSON.parse(Outputs.Settings.Value)).toEqual(hot)
})

test('the name of a sender is ASCII in the header, in words that are not too long', () => {
  const from = (mailFrom: string) => String(settings({ mailFrom }).mailFrom)
  for (const plain of ['hello@a.kr', 'Futsal <hello@a.kr>', '"Futsal, Seoul" <hello@a.kr>'])
    expect(from(plain)).toBe(plain)
  for (const [mailFrom, name] of [
    ['홀드패스트 <hello@a.kr>', '홀드패스트'],
    ['"풋살, 서울" <hello@a.kr>', '풋살, 서울'],
    [`${'가나다라마바사아자차카타파하😀'.repeat(3)} <hello@a.kr>`, '가나다라마바사아자차카타파하😀'.repeat(3)],
  ] as const) {
    const header = from(mailFrom)
    expect(header).toMatch(/^[\x20-\x7e]+ <hello@a\.kr>$/)
    const words = header.replace(' <hello@a.kr>', '').split(' ')
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75)
    const decoded = words.map((word) => Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64').toString())
    expect(decoded.join('')).toBe(name)
    expect(senderIn(header)).toBe('hello@a.kr')
  }
})

test.each([
  [{ name: 'Hold fast' }, 'name is "Hold fast"'],
  [{ corsOrigins: 'https://a.example/path' }, 'corsOrigins contains "https://a.example/path"'],
  [{ corsOrigins: 'https://*.a.example' }, 'corsOrigins contains "https://*.a.example"'],
  [{ corsOrigins: 'a.example' }, 'corsOrigins contains "a.example"'],
  [{ logRetentionDays: 31 }, 'logRetentionDays is "31". Use one of 1, 3'],
  [{ logRetentionDays: 'forever' }, 'logRetentionDays is "forever". Use one of 1, 3'],
  [{ logRetentionDays: true }, 'logRetentionDays is "true"'],
  [{ name: null }, 'name is empty'],
  [{ registrationsPerAddress: false }, 'registrationsPerAddress is "false"'],
  [{ registrationsPerAddress: null }, 'registrationsPerAddress is empty'],
  [
    { rates: { 'wallet.deposit': 10 } },
    'rates is {"wallet.deposit":10}. Write it as on the command line, such as "rates": "one,other"',
  ],
  [{ rates: [{ 'wallet.deposit': 10 }] }, 'Write it as on the command line'],
  [
    { alarmEmail: ['a@b.kr'] },
    'alarmEmail is ["a@b.kr"]. Write it as on the command line, such as "alarmEmail": "value"',
  ],
  [{ gateways: ',' }, 'gateways names none. Use KAKAOPAY, TOSS, or leave it out.'],
  [{ gateways: [] }, 'gateways is empty'],
  [{ mailFrom: 'Holdfast a@b.kr>' }, 'mailFrom is "Holdfast a@b.kr>". Set it to an address'],
  [{ mailFrom: '<a@b.kr' }, 'mailFrom is'],
  [{ mailFrom: 'a@b.kr,c@d.kr' }, 'mailFrom is'],
  [{ mailFrom: 'a@*' }, 'mailFrom is'],
  [{ mailFrom: '*@b.kr' }, 'mailFrom is'],
  [{ mailFrom: 'a?@b.kr' }, 'mailFrom is'],
  [
    { appUrl: 'https://user:pass@a.example' },
    'appUrl is "https://user:pass@a.example". Set it to the address of a page',
  ],
  [{ appUrl: 'https://a.example/#/' }, 'without a user name and without ? and #'],
  [{ appUrl: 'https://a.example/?page=' }, 'appUrl is "https://a.example/?page="'],
  [{ paymentResultUrl: 'https://a.example/#/paid' }, 'paymentResultUrl is "https://a.example/#/paid"'],
  [
    { rates: 'wallet.deposit:1000000000' },
    'rates of wallet.deposit is "1000000000". Set it to an integer of at least 1 and at most 1000000.',
  ],
  [{ rates: 'wallet.deposit:1e3' }, 'rates of wallet.deposit is "1e3"'],
  [{ reserve: 'wallet.deposit:1000000001' }, 'reserve of wallet.deposit is "1000000001"'],
  [{ warmWrites: '1e12' }, 'warmWrites is "1e12"'],
  [{ tableName: 'x' }, 'tableName is "x". Set it to the name of a table: 3 to 255 letters'],
  [{ domainName: 'API.example.com' }, 'domainName is "API.example.com". Set it to a host name in lower case'],
  [{ drop: 'mailForm' }, 'drop names "mailForm". Use settings that a stack keeps, such as mailFrom.'],
  [{ drop: 'without' }, 'drop names "without"'],
  [{ drop: 'edge', edge: true }, 'drop names edge, which has a value, too'],
  [{ alarmEmail: 'nobody' }, 'alarmEmail is "nobody"'],
  [{ gateways: 'PAYPAL' }, 'gateways contains "PAYPAL". Use KAKAOPAY, TOSS.'],
  [{ kakaopayMinimum: '0' }, 'kakaopayMinimum is "0"'],
  [{ rates: 'coupons.claim:5' }, 'rates names "coupons.claim"'],
  [{ rates: 'coupons.claimCoupon:0' }, 'rates of coupons.claimCoupon is "0"'],
  [{ rates: 'coupons.claimCoupon' }, 'rates contains "coupons.claimCoupon"'],
  [{ reserve: 'wallet.deposit:many' }, 'reserve of wallet.deposit is "many"'],
  [{ eventualReads: 'wallet.getAccount' }, 'eventualReads contains "wallet.getAccount". Use public reads: '],
  [{ warmWrites: '3999' }, 'warmWrites is "3999"'],
  [{ mailFrom: 'nobody' }, 'mailFrom is "nobody"'],
  [{ eventBus: 'my bus' }, 'eventBus is "my bus"'],
  [{ appUrl: 'http://a.example' }, 'appUrl is "http://a.example"'],
  [{ registrationsPerAddress: '-1' }, 'registrationsPerAddress is "-1"'],
  [{ paymentResultUrl: '/paid' }, 'paymentResultUrl is "/paid"'],
  [{ paymentResultUrl: 'http://a.example/paid' }, 'paymentResultUrl is "http://a.example/paid"'],
  [{ edge: 'yes' }, 'edge is "yes". Set it to true or false.'],
  [{ name: 'holdfast-edge' }, 'Names that end with -edge are those of firewalls'],
  [{ registrationsPerAddress: '' }, 'registrationsPerAddress is empty. Give it a value, or leave it out.'],
  [{ gateways: ' ' }, 'gateways is empty'],
  [{ alarmEmail: 'a@b.kr,c@d.kr' }, 'alarmEmail is "a@b.kr,c@d.kr". Set it to one email address.'],
  [{ monthlyBudget: 'Infinity' }, 'monthlyBudget is "Infinity"'],
  [{ monthlyBudget: '0x10' }, 'monthlyBudget is "0x10"'],
  [{ monthlyBudget: '0.001' }, 'monthlyBudget is "0.001"'],
  [{ rates: 'wallet.deposit:10:20' }, 'rates contains "wallet.deposit:10:20"'],
  [{ rates: 'wallet.deposit:10,wallet.deposit:20' }, 'rates names wallet.deposit twice'],
  [{ rates: 'matches.sweepSeats:10' }, 'rates names "matches.sweepSeats"'],
  [{ canary: 'mail' }, 'canary contains "mail". Use modules with endpoints: users, wallet'],
  [{ alarmEmail: 'ops@a' }, 'alarmEmail is "ops@a"'],
  [{ appUrl: 'https://a.example ' }, 'without blanks'],
  [{ mailFrom: '"Holdfast\n" <a@b.kr>' }, 'mailFrom is'],
  [{ without: Object.keys(api).join() }, 'without names every module, so nothing is left'],
  [{ tableStreamArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1' }, 'Set tableName, too'],
  [{ canary: 'walet' }, 'canary contains "walet". Use modules with endpoints: users, wallet'],
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
  expect(() => publicKeysIn(file)).toThrow(/contains a private key\. .*"npm run keys -- -c name=holdfast"/)
  for (const broken of ['{"keys": [', '{}', 'null']) {
    writeFileSync(file, broken)
    expect(() => publicKeysIn(file)).toThrow('is not a JSON Web Key Set')
  }
})

test('a certificate of another region than the API is refused, if the region is known', () => {
  const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/a'
  const own = { domainName: 'api.example.com', certificateArn: arn }
  const edge = { ...own, edge: true, originCertificateArn: arn }
  for (const [context, name] of [
    [own, 'certificateArn'],
    [edge, 'originCertificateArn'],
  ] as const) {
    expect(() => settings(context, 'ap-northeast-2')).toThrow(
      `${name} is "${arn}". API Gateway takes certificates of its own region only, ap-northeast-2.`,
    )
    expect(settings(context, 'us-east-1')).toMatchObject({ certificateArn: arn })
    expect(settings(context)).toMatchObject({ certificateArn: arn })
  }
})

test('a list may be empty, in place of that of cdk.json', () => {
  for (const name of ['corsOrigins', 'rates', 'reserve', 'eventualReads', 'canary', 'without', 'drop'])
    expect(() => settings({ [name]: '' })).not.toThrow()
})

test.each([
  ['hello@futsal.example', 'hello@futsal.example'],
  ['Futsal <hello+app@mail.futsal.example>', 'hello+app@mail.futsal.example'],
  ['"Futsal, Seoul" <hello@futsal.example>', 'hello@futsal.example'],
])('mail may come from %s', (mailFrom, address) => {
  expect(settings({ mailFrom })).toMatchObject({ mailFrom })
  expect(senderIn(mailFrom)).toBe(address)
})

test('cdk.json that is no JSON is one line with its name', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-')), 'cdk.json')
  expect(keptContext(file)).toEqual({})
  writeFileSync(file, '{"context": {"name": "staging"}}')
  expect(keptContext(file)).toEqual({ name: 'staging' })
  writeFileSync(file, '{"context": {\n')
  expect(() => keptContext(file)).toThrow(/^\S+cdk\.json is not JSON: [^\n]+$/)
  for (const odd of [null, true]) expect(() => nameOf(odd)).toThrow(`name is "${odd}"`)
})

test('a setting that does not exist is refused, with the nearest name', () => {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'))
  expect(() => refuseUnknown([...Object.keys(context), ...Object.keys(declared)])).not.toThrow()
  for (const [given, name] of [
    ['corsOrigin', 'corsOrigins'],
    ['alarmemail', 'alarmEmail'],
    ['Edge', 'edge'],
    ['table-name', 'tableName'],
  ])
    expect(() => refuseUnknown([String(given)])).toThrow(`There is no setting "${given}". Did you mean ${name}?`)
  expect(() => refuseUnknown(['colour'])).toThrow('There is no setting "colour". docs/deploy.md lists the settings.')
})

test('every declared setting is read', () => {
  const asked = new Set<string>()
  settingsFrom((name) => void asked.add(name))
  expect(Object.keys(declared).filter((name) => !asked.has(name))).toEqual([])
})
