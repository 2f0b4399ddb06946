// The program behind `npm run keys`: makes the pair that signs access tokens, replaces it without signing anybody out, and keeps what gateways know us by.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { JWK } from 'jose'
import { keysFile, nameOf, paymentKeysName, secretName } from '#infra/cloud/settings.ts'
import { newPair } from '#infra/local/keys.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { saying } from '#infra/local/saying.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { callSecrets } from '#kernel/http/secret.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run keys [-- use | payments] [-c name=<stack>]',
  text: `Creates the key pair that signs access tokens. The private key goes into Secrets Manager, the public key into <stack>.keys.json.

use       activate the new key pair
payments  store KAKAOPAY_SECRET_KEY, KAKAOPAY_CID and TOSS_SECRET_KEY from the environment in Secrets Manager
  -c, --context name=<stack>
            the stack; cdk.json names the default`,
  options: { context: { type: 'string', short: 'c', multiple: true } },
  fits: ([step = 'use', ...more]: readonly string[]) => more.length === 0 && ['use', 'payments'].includes(step),
} as const

/** Secrets Manager, as far as keys need it. */
export type Secrets = (
  action: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>

export interface Place {
  readonly secrets: Secrets
  /** Of the secret. */
  readonly name: string
  /** Keeps the public halves. */
  readonly file: string
}

const CURRENT = 'AWSCURRENT'
const PENDING = 'AWSPENDING'
type Stage = typeof CURRENT | typeof PENDING

/** A new pair: the first signs at once, a later one waits until every function knows its public half. @returns what to do next */
export const make = async (place: Place): Promise<string> => {
  const current = await pairIn(place, CURRENT)
  const waiting = current && (await pairIn(place, PENDING))
  const pending = waiting?.kid === current?.kid ? undefined : waiting
  const pair = pending ?? (await newPair())
  const value = { SecretString: JSON.stringify(pair) }
  if (!current) await store(place, 'The key that signs access tokens. Managed by "npm run keys".', value)
  else if (!pending) await place.secrets('PutSecretValue', { SecretId: place.name, VersionStages: [PENDING], ...value })
  // Written from the secret itself, so that a run that was cut off is made good by the next one.
  publish(place.file, current ? [pair, current] : [pair])
  if (!current) return `${place.file} has the public key. Commit it, then run "npm run deploy".`
  return `${place.file} has two public keys. Commit it, then run "npm run deploy", then "npm run keys -- use".`
}

/** From now on the pair that waits signs. */
export const use = async (place: Place): Promise<string> => {
  const [current, pending] = [await versionIn(place, CURRENT), await versionIn(place, PENDING)]
  if (!current || !pending || pending === current)
    throw new Refusal('There is no new key to activate. Create one with "npm run keys".')
  const move = (stage: Stage, to: object): Promise<unknown> =>
    place.secrets('UpdateSecretVersionStage', { SecretId: place.name, VersionStage: stage, ...to })
  await move(CURRENT, { MoveToVersionId: pending, RemoveFromVersionId: current })
  await move(PENDING, { RemoveFromVersionId: pending })
  return 'The new key signs within 10 minutes. Tokens of the old key stay valid for another 15 minutes.'
}

const PAYMENT_KEYS = ['KAKAOPAY_SECRET_KEY', 'KAKAOPAY_CID', 'TOSS_SECRET_KEY']

/** Into the secret, beside those that are in it already. Values come from the environment, where no list of processes shows them. */
export const keepPaymentKeys = async (
  place: Pick<Place, 'secrets' | 'name'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> => {
  const given = PAYMENT_KEYS.filter((name) => env[name])
  if (given.length === 0) throw new Refusal(`No payment key is set. Set at least one of ${PAYMENT_KEYS.join(', ')}.`)
  // A line end that came along would be found out by the first person who pays.
  const odd = given.find((name) => !/^[\x21-\x7e]+$/.test(env[name] ?? ''))
  if (odd) throw new Refusal(`${odd} contains characters that are not valid in a key. Remove spaces and line ends.`)
  const version = await versionOf(place, CURRENT)
  const kept = {
    ...JSON.parse(String(version?.['SecretString'] ?? '{}')),
    ...Object.fromEntries(given.map((name) => [name, env[name]])),
  }
  await store(place, 'Keys of the payment gateways. Managed by "npm run keys -- payments".', {
    SecretString: JSON.stringify(kept),
  })
  const missing = PAYMENT_KEYS.filter((name) => !(name in kept))
  return `${place.name} has ${Object.keys(kept).sort().join(', ')}${missing.length > 0 ? `. Missing: ${missing.join(', ')}` : ''}`
}

/** Whatever is in the secret: a value of its own, or none yet. */
const store = async (
  { secrets, name }: Pick<Place, 'secrets' | 'name'>,
  Description: string,
  value: { SecretString: string },
): Promise<void> => {
  await secrets('CreateSecret', { Name: name, Description, ...value }).catch(async (error: Error) => {
    if (error.name !== 'ResourceExistsException') throw error
    await secrets('PutSecretValue', { SecretId: name, ...value })
  })
}

const versionOf = async ({ secrets, name }: Pick<Place, 'secrets' | 'name'>, stage: Stage) =>
  secrets('GetSecretValue', { SecretId: name, VersionStage: stage }).catch((error: Error) => {
    if (error.name === 'ResourceNotFoundException') return undefined
    throw error
  })

const versionIn = async (place: Place, stage: Stage): Promise<unknown> => (await versionOf(place, stage))?.['VersionId']

const pairIn = async (place: Place, stage: Stage): Promise<JWK | undefined> => {
  const version = await versionOf(place, stage)
  return version && (JSON.parse(String(version['SecretString'])) as JWK)
}

/** As CDK has it: of `-c name=prod` the last one counts, then cdk.json. */
export const stackName = (given: readonly string[], kept: unknown): string => {
  const values = given.map((one) => /^name=(.*)$/.exec(one)?.[1])
  const odd = values.indexOf(undefined)
  if (odd >= 0) throw new Refusal(`The option -c takes name=<stack>, not "${given[odd]}".\nUsage: ${usage.line}`)
  return nameOf(values.at(-1) ?? kept)
}

const publish = (file: string, pairs: readonly JWK[]): void => {
  const keys = pairs.map(({ d: _, ...publicHalf }) => publicHalf)
  writeFileSync(file, `${JSON.stringify({ keys }, null, 2)}\n`)
}

if (import.meta.main)
  await saying(async () => {
    const { flags, words } = argumentsOf(usage)
    const [step] = words
    const { context } = existsSync('cdk.json') ? JSON.parse(readFileSync('cdk.json', 'utf8')) : {}
    const name = stackName(flags.context ?? [], context?.name)
    const client = documentClient()
    const secrets: Secrets = (action, input) => callSecrets(client, action, input)
    const place = { secrets, name: secretName(name), file: keysFile(name) }
    const said =
      step === 'payments'
        ? await keepPaymentKeys({ secrets, name: paymentKeysName(name) }, process.env)
        : await (step === 'use' ? use : make)(place)
    process.stdout.write(`${said}\n`)
  })
