// Settings of a deployment, read from the CDK context: `-c name=value`, or `context` in cdk.json.

import { existsSync, readFileSync } from 'node:fs'
import { contracts } from '#functions/api.ts'
import { originsIn } from '#infra/local/cors.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { endpointsOf } from '#kernel/http/contract.ts'

const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
export type Gateway = (typeof GATEWAYS)[number]
/** The usual minimum of card payments, in won. */
const MINIMUM = 100
/** On-demand tables begin with it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html */
const LEAST_WARM_WRITES = 4000
const PUBLIC_READS: readonly string[] = endpointsOf(contracts)
  .filter(
    ({ auth, route, access }) =>
      auth === 'public' && route.startsWith('GET ') && Object.values(access).join() === 'read',
  )
  .map(({ operation }) => operation)

export interface Settings {
  /** The name of the stack and prefix of its functions, secrets and alarms. */
  readonly name: string
  /** Origins of web pages that may call the API. Empty: none. */
  readonly corsOrigins: readonly string[]
  /** The address that receives alarms. */
  readonly alarmEmail?: string
  readonly logRetentionDays: number
  /** The gateways that are offered. */
  readonly gateways: readonly Gateway[]
  /** The minimum payment of each gateway, in won. */
  readonly minimums: Readonly<Record<Gateway, number>>
  /** The page that browsers open after a payment. Default: the page of this API. */
  readonly paymentResultUrl?: string
  /** Requests per second of hot endpoints, by operation, in place of the rate of their class. */
  readonly rates: Readonly<Record<string, number>>
  /** Concurrent executions reserved for functions, by operation. Others cannot use them, and the function cannot use more. */
  readonly reserve: Readonly<Record<string, number>>
  /** Public endpoints that read eventually consistently, by operation. */
  readonly eventualReads: ReadonlySet<string>
  /** The write units per second that the table serves at once, from its first second. */
  readonly warmWrites?: number
  /** The address that mails come from, verified in SES. Absent: no mail is sent. */
  readonly mailFrom?: string
  /** The name of the EventBridge bus that gets all events. Absent: none. */
  readonly eventBus?: string
  /** The product's site, whose pages the links in mails open. Default: the pages of this API. */
  readonly appUrl?: string
  /** The maximum number of registrations per network address and hour; 0: any number. */
  readonly registrationsPerAddress: number
  /** Who credits accounts: operators and payments, or also owners. */
  readonly deposits: 'owner' | 'operator'
  /** Whether money leaves at once, or operators pay it out on request. */
  readonly withdrawals: 'owner' | 'request'
  /** Operators act as such only with an authenticator app. */
  readonly operatorMfa: boolean
  /** The public keys of access tokens as a JSON Web Key Set. Empty: not ready to deploy. */
  readonly publicKeys: string
  /** Guards stack and table against deletion. `npm run deploy` sets it once a deployment has succeeded. */
  readonly protect: boolean
  /** An existing table that the stack uses in place of its own, such as a restored one. */
  readonly tableName?: string
  /** The public host name of the API. */
  readonly domainName?: string
  /** The certificate of domainName: in us-east-1 with an edge, otherwise in the region of the API. */
  readonly certificateArn?: string
  /** With an edge: the certificate of domainName in the region of the API, which closes the default endpoint. */
  readonly originCertificateArn?: string
  /** CloudFront and a firewall before the API. */
  readonly edge: boolean
  /** The firewall of the edge, which is a stack of its own in us-east-1. */
  readonly webAclArn?: string
  /** The modules whose endpoints change over to a new version step by step. */
  readonly canary: readonly string[]
  /** Operations or modules that are left out of a deployment. */
  readonly without: readonly string[]
  /** Records invocations in X-Ray. */
  readonly tracing: boolean
  /** The budget of the account, in US dollars a month. */
  readonly monthlyBudget?: number
}

/** The retention periods that CloudWatch Logs accepts, in days, up to a sensible maximum. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]
export const NO_KEYS = '{"keys":[]}'

/** The file of the public keys, which `npm run keys` writes. It contains no secret and belongs in version control. */
export const keysFile = (name: string): string => `${name}.keys.json`

/** The name of the secret that holds the private key. */
export const secretName = (name: string): string => `${name}/token-key`
/** The name of the secret that holds the payment keys. */
export const paymentKeysName = (name: string): string => `${name}/payment-keys`

export const nameOf = (value: unknown = 'holdfast'): string => {
  const name = String(value)
  if (/^[a-z][a-z0-9-]{0,24}$/.test(name)) return name
  throw new Refusal(
    `name is "${name}". Use at most 25 lower-case letters, digits and hyphens, beginning with a letter.`,
  )
}

/** @throws Refusal if a value is invalid */
export const settingsFrom = (context: (name: string) => unknown): Settings => {
  const name = nameOf(context('name'))
  const corsOrigins = originsIn(context('corsOrigins'), 'corsOrigins')
  const logRetentionDays = Number(context('logRetentionDays') ?? 30)
  if (!RETENTIONS.includes(logRetentionDays))
    throw new Refusal(`logRetentionDays is ${logRetentionDays}. Use one of ${RETENTIONS.join(', ')}.`)
  const alarmEmail = context('alarmEmail')
  if (alarmEmail !== undefined && !/^\S+@\S+$/.test(String(alarmEmail)))
    throw new Refusal(`alarmEmail is "${alarmEmail}". Set it to an email address.`)
  const resultUrl = context('paymentResultUrl')
  if (resultUrl !== undefined && URL.parse(String(resultUrl))?.protocol !== 'https:')
    throw new Refusal(`paymentResultUrl is "${resultUrl}". Set it to the https:// address of a page.`)
  const warmWrites = context('warmWrites')
  if (warmWrites !== undefined && !isWhole(Number(warmWrites), LEAST_WARM_WRITES))
    throw new Refusal(
      `warmWrites is "${warmWrites}". Set it to an integer of at least ${LEAST_WARM_WRITES}, with which every table begins.`,
    )
  const monthlyBudget = context('monthlyBudget')
  if (monthlyBudget !== undefined && !(Number(monthlyBudget) > 0))
    throw new Refusal(`monthlyBudget is "${monthlyBudget}". Set it to an amount in US dollars, such as 50.`)
  const mailFrom = context('mailFrom')
  if (mailFrom !== undefined && !/^([^<>]+ )?<?[^\s<>]+@[^\s<>]+>?$/.test(String(mailFrom)))
    throw new Refusal(`mailFrom is "${mailFrom}". Set it to an email address that is verified in SES.`)
  const appUrl = context('appUrl')
  if (appUrl !== undefined && URL.parse(String(appUrl))?.protocol !== 'https:')
    throw new Refusal(`appUrl is "${appUrl}". Set it to the https:// address of the product's site.`)
  const eventBus = context('eventBus')
  if (eventBus !== undefined && !/^[/.\w-]{1,256}$/.test(String(eventBus)))
    throw new Refusal(`eventBus is "${eventBus}". Set it to the name of an EventBridge bus of this account and region.`)
  return {
    name,
    corsOrigins,
    rates: byOperation('rates', context),
    reserve: byOperation('reserve', context),
    eventualReads: eventualReadsIn(context('eventualReads')),
    ...(warmWrites === undefined ? {} : { warmWrites: Number(warmWrites) }),
    logRetentionDays,
    gateways: gatewaysIn(context('gateways')),
    minimums: { KAKAOPAY: minimumIn('kakaopayMinimum', context), TOSS: minimumIn('tossMinimum', context) },
    ...(alarmEmail === undefined ? {} : { alarmEmail: String(alarmEmail) }),
    ...(resultUrl === undefined ? {} : { paymentResultUrl: String(resultUrl) }),
    ...(mailFrom === undefined ? {} : { mailFrom: String(mailFrom) }),
    ...(appUrl === undefined ? {} : { appUrl: String(appUrl) }),
    ...(eventBus === undefined ? {} : { eventBus: String(eventBus) }),
    registrationsPerAddress: countIn('registrationsPerAddress', context, 50),
    deposits: oneOf('deposits', ['operator', 'owner'], context('deposits')),
    withdrawals: oneOf('withdrawals', ['request', 'owner'], context('withdrawals')),
    operatorMfa: choiceIn('operatorMfa', context('operatorMfa') ?? true),
    publicKeys: publicKeysIn(keysFile(name)),
    ...placeIn(context),
    ...switchesIn(context),
    ...(monthlyBudget === undefined ? {} : { monthlyBudget: Number(monthlyBudget) }),
    canary: modulesIn('canary', context),
    without: entriesIn('without', context),
  }
}

type Context = (name: string) => unknown

/** The settings that are true or false. */
const switchesIn = (context: Context): Pick<Settings, 'edge' | 'protect' | 'tracing'> => ({
  edge: switchIn('edge', context),
  protect: switchIn('protect', context),
  tracing: switchIn('tracing', context),
})

const switchIn = (name: string, context: Context): boolean => {
  const value = String(context(name) ?? false)
  if (value === 'true' || value === 'false') return value === 'true'
  throw new Refusal(`${name} is "${value}". Set it to true or false.`)
}

const CERTIFICATE = /^arn:aws[\w-]*:acm:([a-z0-9-]+):\d{12}:certificate\/[\w-]+$/
/** The region in which CloudFront looks for certificates and firewalls. */
export const EDGE_REGION = 'us-east-1'

const patterns = {
  tableName: [/^[\w.-]{3,255}$/, 'the name of a table'],
  domainName: [/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'a host name, such as api.example.com'],
  certificateArn: [CERTIFICATE, 'the ARN of a certificate in AWS Certificate Manager'],
  originCertificateArn: [CERTIFICATE, 'the ARN of a certificate in AWS Certificate Manager'],
  webAclArn: [/^arn:aws[\w-]*:wafv2:us-east-1:\d{12}:global\/webacl\/\S+$/, 'the ARN of a web ACL for CloudFront'],
} as const

type Place = Partial<Pick<Settings, keyof typeof patterns>>

const placeIn = (context: Context): Place => {
  const place: Place = Object.fromEntries(
    Object.entries(patterns).flatMap(([name, [pattern, what]]) => {
      const value = context(name)
      if (value === undefined) return []
      if (!pattern.test(String(value))) throw new Refusal(`${name} is "${value}". Set it to ${what}.`)
      return [[name, String(value)]]
    }),
  )
  const { domainName, certificateArn, originCertificateArn, webAclArn } = place
  const edge = switchIn('edge', context)
  if ((domainName === undefined) !== (certificateArn === undefined))
    throw new Refusal('domainName and certificateArn belong together. Set both, or neither.')
  if (!edge && (originCertificateArn ?? webAclArn))
    throw new Refusal('originCertificateArn and webAclArn are settings of the edge. Set edge=true, too.')
  if (originCertificateArn && !domainName)
    throw new Refusal('originCertificateArn is a certificate of domainName. Set domainName and certificateArn, too.')
  if (edge && certificateArn && CERTIFICATE.exec(certificateArn)?.[1] !== EDGE_REGION)
    throw new Refusal(`certificateArn is "${certificateArn}". CloudFront takes certificates of ${EDGE_REGION} only.`)
  return place
}

const modules = new Set(contracts.flatMap((one) => Object.values(one).map(({ module }) => module)))
const operations = new Set<string>(contracts.flatMap((one) => Object.values(one).map(({ operation }) => operation)))

const modulesIn = (name: string, context: Context): string[] => {
  const named = listOf(context(name))
  const wrong = named.find((one) => !modules.has(one))
  if (wrong !== undefined) throw new Refusal(`${name} contains "${wrong}". Use ${[...modules].join(', ')}.`)
  return named
}

const entriesIn = (name: string, context: Context): string[] => {
  const named = listOf(context(name))
  const wrong = named.find((one) => !modules.has(one) && !operations.has(one))
  if (wrong !== undefined)
    throw new Refusal(`${name} contains "${wrong}". Use modules or operations, such as wallet or wallet.deposit.`)
  return named
}

/** All gateways, unless the context names some. */
const gatewaysIn = (value: unknown): Gateway[] => {
  if (value === undefined) return [...GATEWAYS]
  const named = listOf(value)
  const wrong = named.find((one) => !GATEWAYS.some((gateway) => gateway === one))
  if (wrong !== undefined) throw new Refusal(`gateways contains "${wrong}". Use ${GATEWAYS.join(', ')}.`)
  return GATEWAYS.filter((gateway) => named.includes(gateway))
}

const eventualReadsIn = (value: unknown): ReadonlySet<string> => {
  const named = listOf(value)
  const wrong = named.find((operation) => !PUBLIC_READS.includes(operation))
  if (wrong === undefined) return new Set(named)
  throw new Refusal(`eventualReads contains "${wrong}". Use public reads: ${PUBLIC_READS.join(', ')}.`)
}

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least

/** Such as `coupons.claimCoupon:2000,wallet.deposit:1000`. */
const byOperation = (name: string, context: (name: string) => unknown): Readonly<Record<string, number>> =>
  Object.fromEntries(
    listOf(context(name)).map((one) => {
      const [operation = '', value] = one.split(':')
      if (!operations.has(operation))
        throw new Refusal(`${name} names "${operation}". Use operations such as coupons.claimCoupon.`)
      if (!isWhole(Number(value), 1))
        throw new Refusal(`${name} contains "${one}". Write ${operation}: and an integer of at least 1.`)
      return [operation, Number(value)]
    }),
  )

const minimumIn = (name: string, context: (name: string) => unknown): number => {
  const value = context(name) ?? MINIMUM
  const minimum = Number(value)
  if (Number.isSafeInteger(minimum) && minimum >= 1) return minimum
  throw new Refusal(`${name} is "${value}". Set it to an integer amount in won, such as ${MINIMUM}.`)
}

/** The first choice is the default. */
const oneOf = <const C extends string>(name: string, choices: readonly C[], value: unknown): C => {
  const found = choices.find((one) => one === (value ?? choices[0]))
  if (found !== undefined) return found
  throw new Refusal(`${name} is "${value}". Set it to ${choices.join(' or ')}.`)
}

const choiceIn = (name: string, value: unknown): boolean => {
  if (/^(true|false)$/.test(String(value))) return String(value) === 'true'
  throw new Refusal(`${name} is "${value}". Set it to true or false.`)
}

const countIn = (name: string, context: (name: string) => unknown, otherwise: number): number => {
  const value = context(name) ?? otherwise
  const count = Number(value)
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw new Refusal(`${name} is "${value}". Set it to an integer of at least 0.`)
}

/** cdk.json holds a list; the command line holds a comma-separated string. */
const listOf = (value: unknown): string[] => {
  const all = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')
  return all.map((one) => one.trim()).filter((one) => one !== '')
}

export const publicKeysIn = (file: string): string => {
  if (!existsSync(file)) return NO_KEYS
  const keys = keysIn(file)
  if (keys.some(({ d }) => d !== undefined))
    throw new Refusal(`${file} contains a private key. Never commit it; run "npm run keys" to create a new pair.`)
  return JSON.stringify({ keys })
}

const keysIn = (file: string): { d?: unknown }[] => {
  try {
    const { keys } = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(keys)) return keys
  } catch {}
  throw new Refusal(`${file} is not a JSON Web Key Set. Restore it from version control, or run "npm run keys".`)
}
