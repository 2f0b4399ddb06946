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
const OPERATIONS: ReadonlySet<string> = new Set(
  contracts.flatMap((contract) => Object.values(contract).map(({ operation }) => operation)),
)

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
  /** The public keys of access tokens as a JSON Web Key Set. Empty: not ready to deploy. */
  readonly publicKeys: string
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
    publicKeys: publicKeysIn(keysFile(name)),
  }
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
      if (!OPERATIONS.has(operation))
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
