// What a deployment can choose, read from CDK's context: `-c name=value`, or the member `context` of cdk.json.

import { existsSync, readFileSync } from 'node:fs'
import { Refusal } from '#infra/local/refusal.ts'

const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
export type Gateway = (typeof GATEWAYS)[number]
/** What card payments take at least, unless a contract says otherwise. */
const MINIMUM = 100

export interface Settings {
  /** Of the stack; functions, secret and alarms begin with it. */
  readonly name: string
  /** Web pages that may call the API; none: browsers may not. */
  readonly corsOrigins: readonly string[]
  /** Who is told of alarms. */
  readonly alarmEmail?: string
  readonly logRetentionDays: number
  /** The gateways that are offered: those whose keys are kept. */
  readonly gateways: readonly Gateway[]
  /** The least payment that each gateway takes, in won. */
  readonly minimums: Readonly<Record<Gateway, number>>
  /** The page that browsers come to after a payment; without one, a page of ours. */
  readonly paymentResultUrl?: string
  /** The public halves of the token keys, a JSON Web Key Set; no keys: nothing to deploy yet. */
  readonly publicKeys: string
}

/** The days that CloudWatch Logs knows, as far as anyone should choose. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]
export const NO_KEYS = '{"keys":[]}'

/** The file that `npm run keys` keeps. It holds nothing secret and belongs into version control. */
export const keysFile = (name: string): string => `${name}.keys.json`

/** The secret that holds the private key. */
export const secretName = (name: string): string => `${name}/token-key`
/** The secret that holds what payment gateways know us by. */
export const paymentKeysName = (name: string): string => `${name}/payment-keys`

export const nameOf = (value: unknown = 'holdfast'): string => {
  const name = String(value)
  if (/^[a-z][a-z0-9-]{0,24}$/.test(name)) return name
  throw new Refusal(
    `name is "${name}". Use at most 25 lower-case letters, digits and hyphens, beginning with a letter.`,
  )
}

/** @throws in one line where a value makes no sense */
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
  return {
    name,
    corsOrigins,
    logRetentionDays,
    gateways: gatewaysIn(context('gateways')),
    minimums: { KAKAOPAY: minimumIn('kakaopayMinimum', context), TOSS: minimumIn('tossMinimum', context) },
    ...(alarmEmail === undefined ? {} : { alarmEmail: String(alarmEmail) }),
    ...(resultUrl === undefined ? {} : { paymentResultUrl: String(resultUrl) }),
    publicKeys: publicKeysIn(keysFile(name)),
  }
}

/** All, unless some are named. */
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

/** From cdk.json comes a list, from the command line a text with commas. */
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
