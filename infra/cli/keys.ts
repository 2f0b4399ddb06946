// `npm run keys`: creates and rotates the key pair that signs access tokens, and stores the keys of payment gateways.

import { readFileSync, writeFileSync } from 'node:fs'
import type { JWK } from 'jose'
import { keptContext } from '#infra/cloud/context.ts'
import { keyIdsIn, keysFile, nameOf, paymentKeysName, secretName, TOKEN_KEYS } from '#infra/cloud/settings.ts'
import { cloudOf } from '#infra/deploy/cloud.ts'
import { commandOf } from '#infra/deploy/command.ts'
import { newPair } from '#infra/local/keys.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { callSecrets } from '#kernel/http/secret.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run keys [-- use | payments] [-c name=<stack>]',
  text: {
    en: `Creates the key pair that signs access tokens. The private key goes into Secrets Manager, the public key into <stack>.keys.json.

use       activate the new key pair
payments  store KAKAOPAY_SECRET_KEY, KAKAOPAY_CID and TOSS_SECRET_KEY from the environment in Secrets Manager
  -c, --context name=<stack>
            the stack; cdk.json names the default`,
    ko: `액세스 토큰에 서명하는 키 쌍을 만듭니다. 개인 키는 Secrets Manager에, 공개 키는 <stack>.keys.json에 저장합니다.

use       새 키 쌍을 사용하기 시작합니다
payments  환경 변수 KAKAOPAY_SECRET_KEY, KAKAOPAY_CID, TOSS_SECRET_KEY를 Secrets Manager에 저장합니다
  -c, --context name=<stack>
            스택. 기본값은 cdk.json에 있습니다`,
  },
  options: { context: { type: 'string', short: 'c', multiple: true } },
  fits: ([step = 'use', ...more]: readonly string[]) => more.length === 0 && ['use', 'payments'].includes(step),
} as const

/** The part of Secrets Manager that this program uses. */
export type Secrets = (
  action: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>

export interface Place {
  readonly secrets: Secrets
  /** The name of the secret. */
  readonly name: string
  /** The file of the public keys. */
  readonly file: string
  /** The options that name the stack, as given. */
  readonly options: readonly string[]
  /** The ids of the public keys that the functions of the stack know. Undefined: it is not deployed. */
  readonly deployed: () => Promise<readonly string[] | undefined>
}

/** This program takes the stack's name only. */
const SETTINGS = ', with all other settings of the stage'

const CURRENT = 'AWSCURRENT'
const PENDING = 'AWSPENDING'
type Stage = typeof CURRENT | typeof PENDING

/**
 * Creates a key pair. The first pair signs at once; a later one signs after every function has its public key. @returns the
 * next step
 * @throws Refusal if the file has the keys of another stack, which would be lost
 */
export const make = async (place: Place): Promise<string> => {
  const current = await pairIn(place, CURRENT)
  const before = idsIn(place.file)
  if (before.length > 0 && !before.includes(current?.kid ?? ''))
    throw new Refusal(
      `${place.file} lacks the key that signs here, in the secret ${place.name}. So it is of a stack of this name in another region or account, or an old copy. Give a stack elsewhere a name of its own with -c name=<stack>. Restore the latest copy from version control; if there is none and no other stack uses these keys, delete the file and run this again.`,
    )
  const waiting = current && (await pairIn(place, PENDING))
  const pending = waiting?.kid === current?.kid ? undefined : waiting
  const pair = pending ?? (await newPair())
  const value = { SecretString: JSON.stringify(pair) }
  if (!current) await store(place, 'The key that signs access tokens. Managed by "npm run keys".', value)
  else if (!pending) await place.secrets('PutSecretValue', { SecretId: place.name, VersionStages: [PENDING], ...value })
  // Written from the stored secret, so that a rerun completes an interrupted run.
  const known = current ? [pair, current] : [pair]
  publish(place.file, known)
  if (!current)
    return `${place.file} has the public key. Commit it, then run "${commandOf('deploy', place.options)}"${SETTINGS}.`
  const dropped = before.some((kid) => !known.some((one) => one.kid === kid))
  const wait = dropped
    ? ' The key before them is dropped: wait until 25 minutes after the last "use", because its tokens are in use until then.'
    : ''
  return `${place.file} has two public keys. Commit it, then run "${commandOf('deploy', place.options)}"${SETTINGS}, then "${commandOf('keys', ['use', ...place.options])}".${wait}`
}

/** Activates the new key pair. @throws Refusal if the functions would refuse its tokens */
export const use = async (place: Place): Promise<string> => {
  const waiting = await versionOf(place, PENDING)
  const [current, pending] = [(await versionOf(place, CURRENT))?.['VersionId'], waiting?.['VersionId']]
  if (!current || !pending || pending === current)
    throw new Refusal(`There is no new key to activate. Create one with "${commandOf('keys', place.options)}".`)
  const { kid = '' } = pairOf(waiting)
  if (!(await place.deployed())?.includes(kid))
    throw new Refusal(
      `The deployed functions do not know the new key, and would refuse its tokens. Run "${commandOf('deploy', place.options)}"${SETTINGS}, then "${commandOf('keys', ['use', ...place.options])}".`,
    )
  const move = (stage: Stage, to: object): Promise<unknown> =>
    place.secrets('UpdateSecretVersionStage', { SecretId: place.name, VersionStage: stage, ...to })
  await move(CURRENT, { MoveToVersionId: pending, RemoveFromVersionId: current })
  await move(PENDING, { RemoveFromVersionId: pending })
  return 'The new key signs within 10 minutes. Tokens of the old key stay valid for another 15 minutes.'
}

const PAYMENT_KEYS = ['KAKAOPAY_SECRET_KEY', 'KAKAOPAY_CID', 'TOSS_SECRET_KEY']

/** Adds the payment keys to the secret. They come from the environment, because arguments are visible in process lists. */
export const keepPaymentKeys = async (
  place: Pick<Place, 'secrets' | 'name'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> => {
  const given = PAYMENT_KEYS.filter((name) => env[name])
  if (given.length === 0) throw new Refusal(`No payment key is set. Set at least one of ${PAYMENT_KEYS.join(', ')}.`)
  // A trailing line end would otherwise fail only at the first payment.
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

/** Creates the secret, or adds a value to an existing one. */
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

const pairOf = (version: Readonly<Record<string, unknown>> = {}): JWK => JSON.parse(String(version['SecretString']))

const pairIn = async (place: Place, stage: Stage): Promise<JWK | undefined> => {
  const version = await versionOf(place, stage)
  return version && pairOf(version)
}

/** The stack name as CDK resolves it: the last `-c name=...`, then cdk.json. */
export const stackName = (given: readonly string[], kept: unknown): string => {
  const values = given.map((one) => /^name=(.*)$/.exec(one)?.[1])
  const odd = values.indexOf(undefined)
  if (odd >= 0) throw new Refusal(`The option -c takes name=<stack>, not "${given[odd]}".\nUsage: ${usage.line}`)
  return nameOf(values.at(-1) ?? kept)
}

/** None in a damaged file, which is written anew. */
const idsIn = (file: string): string[] => {
  try {
    return keyIdsIn(readFileSync(file, 'utf8'))
  } catch {
    return []
  }
}

const publish = (file: string, pairs: readonly JWK[]): void => {
  const keys = pairs.map(({ d: _, ...publicHalf }) => publicHalf)
  writeFileSync(file, `${JSON.stringify({ keys }, null, 2)}\n`)
}

if (import.meta.main)
  await runScript(async () => {
    const { flags, words } = argumentsOf(usage)
    const [step] = words
    const name = stackName(flags.context ?? [], keptContext().name)
    const client = documentClient()
    const secrets: Secrets = (action, input) => callSecrets(client, action, input)
    const place = {
      secrets,
      name: secretName(name),
      file: keysFile(name),
      options: (flags.context ?? []).flatMap((one) => ['-c', one]),
      deployed: async () => (await cloudOf().stack(name))?.outputs[TOKEN_KEYS]?.split(','),
    }
    const message =
      step === 'payments'
        ? await keepPaymentKeys({ secrets, name: paymentKeysName(name) }, process.env)
        : await (step === 'use' ? use : make)(place)
    process.stdout.write(`${message}\n`)
  })
