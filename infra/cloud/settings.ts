// Settings of a deployment, read from the CDK context: `-c name=value`, or `context` in cdk.json.

import { existsSync, readFileSync } from 'node:fs'
import { Refusal } from '#infra/local/refusal.ts'

const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
export type Gateway = (typeof GATEWAYS)[number]
/** The usual minimum of card payments, in won. */
const MINIMUM = 100

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
  /** The address that mails come from, verified in SES. Absent: no mail is sent. */
  readonly mailFrom?: string
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
  const corsOrigins = listOf(context('corsOrigins'))
  const wrong = corsOrigins.find((origin) => origin !== '*' && URL.parse(origin)?.origin !== origin)
  if (wrong !== undefined)
    throw new Refusal(`corsOrigins contains "${wrong}". Use origins such as https://host without a path, or * for all.`)
  const logRetentionDays = Number(context('logRetentionDays') ?? 30)
  if (!RETENTIONS.includes(logRetentionDays))
    throw new Refusal(`logRetentionDays is ${logRetentionDays}. Use one of ${RETENTIONS.join(', ')}.`)
  const alarmEmail = context('alarmEmail')
  if (alarmEmail !== undefined && !/^\S+@\S+$/.test(String(alarmEmail)))
    throw new Refusal(`alarmEmail is "${alarmEmail}". Set it to an email address.`)
  const resultUrl = context('paymentResultUrl')
  if (resultUrl !== undefined && URL.parse(String(resultUrl))?.protocol !== 'https:')
    throw new Refusal(`paymentResultUrl is "${resultUrl}". Set it to the https:// address of a page.`)
  const mailFrom = context('mailFrom')
  if (mailFrom !== undefined && !/^([^<>]+ )?<?[^\s<>]+@[^\s<>]+>?$/.test(String(mailFrom)))
    throw new Refusal(`mailFrom is "${mailFrom}". Set it to an email address that is verified in SES.`)
  const appUrl = context('appUrl')
  if (appUrl !== undefined && URL.parse(String(appUrl))?.protocol !== 'https:')
    throw new Refusal(`appUrl is "${appUrl}". Set it to the https:// address of the product's site.`)
  return {
    name,
    corsOrigins,
    logRetentionDays,
    gateways: gatewaysIn(context('gateways')),
    minimums: { KAKAOPAY: minimumIn('kakaopayMinimum', context), TOSS: minimumIn('tossMinimum', context) },
    ...(alarmEmail === undefined ? {} : { alarmEmail: String(alarmEmail) }),
    ...(resultUrl === undefined ? {} : { paymentResultUrl: String(resultUrl) }),
    ...(mailFrom === undefined ? {} : { mailFrom: String(mailFrom) }),
    ...(appUrl === undefined ? {} : { appUrl: String(appUrl) }),
    registrationsPerAddress: countIn('registrationsPerAddress', context, 50),
    deposits: oneOf('deposits', ['operator', 'owner'], context('deposits')),
    withdrawals: oneOf('withdrawals', ['request', 'owner'], context('withdrawals')),
    operatorMfa: choiceIn('operatorMfa', context('operatorMfa') ?? true),
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
