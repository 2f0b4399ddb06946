// Settings of a deployment, read from the CDK context: `-c name=value`, or `context` in cdk.json.

import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { contracts } from '#functions/api.ts'
import { commandOf } from '#infra/deploy/command.ts'
import { originsIn } from '#infra/local/cors.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { endpointsOf, isEndpoint } from '#kernel/http/contract.ts'
import { type SettingName, settings } from './setting-names.ts'

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
  /** The address that mails come from, verified in SES, as the header has it. Absent: no mail is sent. */
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
  /** Guards stack and table against deletion. Absent: `npm run deploy` sets it once a deployment has succeeded. */
  readonly protect?: boolean
  /** An existing table that the stack uses in place of its own, such as a restored one. */
  readonly tableName?: string
  /** The stream of that table. Without it, jobs that follow new items wait for their schedule. */
  readonly tableStreamArn?: string
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
  /** The settings that are given, and that a later deployment must name again or drop, as texts. */
  readonly given: Readonly<Record<string, string>>
  /** Settings that the stack shall lose. */
  readonly drop: readonly string[]
}

/** The retention periods that CloudWatch Logs accepts, in days, up to a sensible maximum. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]
export const NO_KEYS = '{"keys":[]}'

/** The output with the settings of a stack, as JSON, and that with the ids of the public keys that its functions know. */
export const GIVEN = 'Settings'
export const TOKEN_KEYS = 'TokenKeys'

/** The file of the public keys, which `npm run keys` writes. It contains no secret and belongs in version control. */
export const keysFile = (name: string): string => `${name}.keys.json`

/** The name of the secret that holds the private key. */
export const secretName = (name: string): string => `${name}/token-key`
/** The name of the secret that holds the payment keys. */
export const paymentKeysName = (name: string): string => `${name}/payment-keys`

export const nameOf = (value: unknown = 'holdfast'): string => {
  const name = String(value)
  if (typeof value !== 'string' || !/^[a-z][a-z0-9-]{0,24}$/.test(name))
    throw new Refusal(
      `name is "${name}". Use at most 25 lower-case letters, digits and hyphens, beginning with a letter.`,
    )
  if (name.endsWith(EDGE_SUFFIX))
    throw new Refusal(`name is "${name}". Names that end with ${EDGE_SUFFIX} are those of firewalls. Use another name.`)
  return name
}

/**
 * @param given the context of CDK
 * @param region of the API, if it is known
 * @throws Refusal if a value is invalid
 */
export const settingsFrom = (given: Context, region?: string): Settings => {
  const context = plain(given)
  const name = nameOf(context('name'))
  const corsOrigins = originsIn(context('corsOrigins'), 'corsOrigins')
  const logRetentionDays = retentionIn(context('logRetentionDays') ?? 30)
  const alarmEmail = context('alarmEmail')
  if (alarmEmail !== undefined && !/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(String(alarmEmail)))
    throw new Refusal(`alarmEmail is "${alarmEmail}". Set it to one email address.`)
  const monthlyBudget = context('monthlyBudget')
  if (
    monthlyBudget !== undefined &&
    !(/^\d{1,9}(\.\d{1,2})?$/.test(String(monthlyBudget)) && Number(monthlyBudget) > 0)
  )
    throw new Refusal(`monthlyBudget is "${monthlyBudget}". Set it to an amount in US dollars, such as 50.`)
  const mailFrom = context('mailFrom')
  if (mailFrom !== undefined && senderIn(String(mailFrom)) === undefined)
    throw new Refusal(
      `mailFrom is "${mailFrom}". Set it to an address that is verified in SES: hello@example.com or Example <hello@example.com>.`,
    )
  const resultUrl = pageIn('paymentResultUrl', context, '#')
  const appUrl = pageIn('appUrl', context, '?#')
  const warmWrites = context('warmWrites')
  const eventBus = context('eventBus')
  if (eventBus !== undefined && !/^[/.\w-]{1,256}$/.test(String(eventBus)))
    throw new Refusal(`eventBus is "${eventBus}". Set it to the name of an EventBridge bus of this account and region.`)
  return {
    name,
    corsOrigins,
    rates: byOperation('rates', context, endpoints),
    reserve: byOperation('reserve', context, operations),
    eventualReads: eventualReadsIn(context('eventualReads')),
    ...(warmWrites === undefined ? {} : { warmWrites: wholeIn('warmWrites', warmWrites, LEAST_WARM_WRITES) }),
    logRetentionDays,
    gateways: gatewaysIn(context('gateways')),
    minimums: {
      KAKAOPAY: wholeIn('kakaopayMinimum', context('kakaopayMinimum') ?? MINIMUM, 1),
      TOSS: wholeIn('tossMinimum', context('tossMinimum') ?? MINIMUM, 1),
    },
    ...(alarmEmail === undefined ? {} : { alarmEmail: String(alarmEmail) }),
    ...(resultUrl === undefined ? {} : { paymentResultUrl: resultUrl }),
    ...(mailFrom === undefined ? {} : { mailFrom: encodedSender(String(mailFrom)) }),
    ...(appUrl === undefined ? {} : { appUrl }),
    ...(eventBus === undefined ? {} : { eventBus: String(eventBus) }),
    registrationsPerAddress: wholeIn('registrationsPerAddress', context('registrationsPerAddress') ?? 50, 0),
    deposits: oneOf('deposits', ['operator', 'owner'], context('deposits')),
    withdrawals: oneOf('withdrawals', ['request', 'owner'], context('withdrawals')),
    operatorMfa: choiceIn('operatorMfa', context('operatorMfa') ?? true),
    publicKeys: publicKeysIn(keysFile(name)),
    ...placeIn(context, region),
    ...switchesIn(context),
    ...(monthlyBudget === undefined ? {} : { monthlyBudget: Number(monthlyBudget) }),
    canary: modulesIn('canary', context),
    without: entriesIn('without', context),
    given: givenOf(context),
    drop: droppedIn(context),
  }
}

type Context = (name: SettingName) => unknown

/** Lists, which may be empty in place of a value of cdk.json. */
const LISTS: readonly SettingName[] = ['corsOrigins', 'rates', 'reserve', 'eventualReads', 'canary', 'without', 'drop']

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** Values as the command line could give them. An empty one is most often a variable that is not set, and no number or name. */
const plain =
  (context: Context): Context =>
  (name) => {
    const value = context(name)
    if (value === undefined) return undefined
    const isList = LISTS.includes(name) || name === 'gateways'
    if (!isPlain(value) && value !== null && !(isList && Array.isArray(value) && value.every(isPlain)))
      throw new Refusal(
        `${name} is ${JSON.stringify(value)}. Write it as on the command line, such as "${name}": "${isList ? 'one,other' : 'value'}".`,
      )
    if (LISTS.includes(name) ? value === null : String(value ?? '').trim() === '')
      throw new Refusal(`${name} is empty. Give it a value, or leave it out.`)
    return value
  }

/** What is of one deployment only, or what `npm run deploy` finds itself. */
const PASSING: readonly string[] = ['name', 'tableName', 'tableStreamArn', 'webAclArn', 'without', 'protect', 'drop']
const isRemembered = (name: string): name is SettingName => name in settings && !PASSING.includes(name)

const givenOf = (context: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(settings)
      .filter(isRemembered)
      .flatMap((name) => (context(name) === undefined ? [] : [[name, String(context(name))]])),
  )

/** What the stack remembers of them: a list without entries and a switch that is off are as if they were not given. */
export const remembered = ({ given }: Pick<Settings, 'given'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value.trim() !== '' && !(['edge', 'tracing'].includes(name) && value === 'false'),
    ),
  )

const droppedIn = (context: Context): string[] => {
  const named = listOf(context('drop'))
  for (const name of named) {
    if (!isRemembered(name))
      throw new Refusal(`drop names "${name}". Use settings that a stack keeps, such as mailFrom.`)
    if (context(name) !== undefined)
      throw new Refusal(`drop names ${name}, which has a value, too. Take it out of one of the two.`)
  }
  return named
}

/** A higher number is most often a slip of the finger. */
const MOST = 1_000_000

/** An integer. @throws Refusal if it is below the least one, or far above what AWS offers */
const wholeIn = (name: string, value: unknown, least: number): number => {
  const whole = /^\d{1,15}$/.test(String(value)) ? Number(value) : Number.NaN
  if (whole >= least && whole <= MOST) return whole
  throw new Refusal(`${name} is "${value}". Set it to an integer of at least ${least} and at most ${MOST}.`)
}

const retentionIn = (value: unknown): number => {
  const days = RETENTIONS.find((one) => String(one) === String(value))
  if (days !== undefined) return days
  throw new Refusal(`logRetentionDays is "${value}". Use one of ${RETENTIONS.join(', ')}.`)
}

/** The address of a page, to which paths and queries can be added. */
const pageIn = (name: SettingName, context: Context, refused: string): string | undefined => {
  const value = context(name)
  if (value === undefined) return undefined
  const text = String(value)
  const url = URL.parse(text)
  const isPlainPage = url?.protocol === 'https:' && url.username === '' && url.password === '' && !/\s/.test(text)
  if (isPlainPage && ![...refused].some((one) => text.includes(one))) return text
  throw new Refusal(
    `${name} is "${value}". Set it to the address of a page: https:// and a host, without blanks, without a user name and without ${[...refused].join(' and ')}.`,
  )
}

/** Without the characters that a policy would read as wildcards or variables. */
const ADDRESS = /^[\w.!#%&'+/=^~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/

const NAMED = /^("[^"<>]+"|[^<>@,;"]+) <([^<>]+)>$/

/** The address of `a@b.kr` or `Name <a@b.kr>`, which the role of the sender names. */
export const senderIn = (mailFrom: string): string | undefined => {
  const address = NAMED.exec(mailFrom)?.[2] ?? mailFrom
  return ADDRESS.test(address) && !/\p{Cc}/u.test(mailFrom) ? address : undefined
}

/** A header is ASCII: other names are encoded words of at most 75 characters (RFC 2047). */
const encodedSender = (mailFrom: string): string => {
  const [, name = '', address] = NAMED.exec(mailFrom) ?? []
  if (/^\p{ASCII}*$/u.test(name)) return mailFrom
  const pieces = name.replaceAll('"', '').match(/.{1,10}/gu) ?? []
  return `${pieces.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ')} <${address}>`
}

/** @throws Refusal if the context has a setting that does not exist: a misspelt one would have no effect */
export const refuseUnknown = (names: readonly string[]): void => {
  // Keys of CDK itself have a colon, a slash or an at sign.
  const unknown = names.find((name) => !(name in settings) && !/[:/@]/.test(name) && name !== 'cli-telemetry')
  if (unknown === undefined) return
  const near = nearest(unknown, Object.keys(settings))
  throw new Refusal(
    `There is no setting "${unknown}". ${near ? `Did you mean ${near}?` : 'docs/deploy.md lists the settings.'}`,
  )
}

/** The name with the fewest changed letters, if that is at most a third of them. Case does not count. */
const nearest = (name: string, all: readonly string[]): string | undefined => {
  const [best] = all
    .map((one) => ({ one, changes: changesBetween(name.toLowerCase(), one.toLowerCase()) }))
    .sort((one, other) => one.changes - other.changes)
  return best && best.changes <= name.length / 3 ? best.one : undefined
}

/** Levenshtein's distance. */
const changesBetween = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [to, wanted] of [...other].entries())
      next.push(Math.min((row[to] ?? 0) + (letter === wanted ? 0 : 1), (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}

/** The settings that are true or false. */
const switchesIn = (context: Context): Pick<Settings, 'edge' | 'protect' | 'tracing'> => ({
  edge: switchIn('edge', context),
  ...(context('protect') === undefined ? {} : { protect: switchIn('protect', context) }),
  tracing: switchIn('tracing', context),
})

const switchIn = (name: SettingName, context: Context): boolean => {
  const value = String(context(name) ?? false)
  if (value === 'true' || value === 'false') return value === 'true'
  throw new Refusal(`${name} is "${value}". Set it to true or false.`)
}

const CERTIFICATE = /^arn:aws[\w-]*:acm:([a-z0-9-]+):\d{12}:certificate\/[\w-]+$/
/** The region in which CloudFront looks for certificates and firewalls. */
export const EDGE_REGION = 'us-east-1'
/** A stack's name with this is that of its firewall. */
export const EDGE_SUFFIX = '-edge'
/** The names that DynamoDB allows. */
export const TABLE_NAME = /^[\w.-]{3,255}$/
const TABLE = 'the name of a table: 3 to 255 letters, digits, dots, hyphens and underscores'

const patterns = {
  tableName: [TABLE_NAME, TABLE],
  tableStreamArn: [/^arn:aws[\w-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]+\/stream\/\S+$/, 'the ARN of a stream'],
  domainName: [
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
    'a host name in lower case, such as api.example.com',
  ],
  certificateArn: [CERTIFICATE, 'the ARN of a certificate in AWS Certificate Manager'],
  originCertificateArn: [CERTIFICATE, 'the ARN of a certificate in AWS Certificate Manager'],
  webAclArn: [/^arn:aws[\w-]*:wafv2:us-east-1:\d{12}:global\/webacl\/\S+$/, 'the ARN of a web ACL for CloudFront'],
} as const

type Place = Partial<Pick<Settings, keyof typeof patterns>>

const placeIn = (context: Context, region: string | undefined): Place => {
  const place: Place = Object.fromEntries(
    Object.entries(patterns).flatMap(([name, [pattern, what]]) => {
      const value = context(name as keyof typeof patterns)
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
  const [own, ownSetting] = edge ? [originCertificateArn, 'originCertificateArn'] : [certificateArn, 'certificateArn']
  const of = own && CERTIFICATE.exec(own)?.[1]
  if (of && region && of !== region)
    throw new Refusal(`${ownSetting} is "${own}". API Gateway takes certificates of its own region only, ${region}.`)
  if (place.tableStreamArn && !place.tableName)
    throw new Refusal('tableStreamArn is the stream of tableName. Set tableName, too.')
  return place
}

const all = contracts.flatMap((one) => Object.values(one))
const modules = new Set(all.map(({ module }) => module))
const operations: readonly string[] = all.map(({ operation }) => operation)
const endpoints: readonly string[] = endpointsOf(contracts).map(({ operation }) => operation)

/** Whether the entry is left out of a deployment. */
export const isLeftOut = (
  { module, operation }: { readonly module: string; readonly operation: string },
  without: readonly string[],
): boolean => without.includes(module) || without.includes(operation)

const modulesIn = (name: SettingName, context: Context): string[] => {
  const named = listOf(context(name))
  const changing = new Set(all.filter(isEndpoint).map(({ module }) => module))
  const wrong = named.find((one) => !changing.has(one))
  if (wrong !== undefined)
    throw new Refusal(`${name} contains "${wrong}". Use modules with endpoints: ${[...changing].join(', ')}.`)
  return named
}

const entriesIn = (name: SettingName, context: Context): string[] => {
  const named = listOf(context(name))
  const wrong = named.find((one) => !modules.has(one) && !operations.includes(one))
  if (wrong !== undefined)
    throw new Refusal(`${name} contains "${wrong}". Use modules or operations, such as wallet or wallet.deposit.`)
  if (all.every((entry) => isLeftOut(entry, named)))
    throw new Refusal(`${name} names every module, so nothing is left to deploy. Name fewer, or delete the stack.`)
  return named
}

/** All gateways, unless the context names some. */
const gatewaysIn = (value: unknown): Gateway[] => {
  if (value === undefined) return [...GATEWAYS]
  const named = listOf(value)
  const wrong = named.find((one) => !GATEWAYS.some((gateway) => gateway === one))
  if (wrong !== undefined) throw new Refusal(`gateways contains "${wrong}". Use ${GATEWAYS.join(', ')}.`)
  if (named.length === 0) throw new Refusal(`gateways names none. Use ${GATEWAYS.join(', ')}, or leave it out.`)
  return GATEWAYS.filter((gateway) => named.includes(gateway))
}

const eventualReadsIn = (value: unknown): ReadonlySet<string> => {
  const named = listOf(value)
  const wrong = named.find((operation) => !PUBLIC_READS.includes(operation))
  if (wrong === undefined) return new Set(named)
  throw new Refusal(`eventualReads contains "${wrong}". Use public reads: ${PUBLIC_READS.join(', ')}.`)
}

/** Such as `coupons.claimCoupon:2000,wallet.deposit:1000`. */
const byOperation = (
  name: SettingName,
  context: Context,
  known: readonly string[],
): Readonly<Record<string, number>> => {
  const pairs = listOf(context(name)).map((one): [string, number] => {
    const [operation = '', value, ...more] = one.split(':')
    if (!known.includes(operation))
      throw new Refusal(`${name} names "${operation}". Use operations such as coupons.claimCoupon.`)
    if (value === undefined || more.length > 0)
      throw new Refusal(`${name} contains "${one}". Write ${operation}: and an integer of at least 1.`)
    return [operation, wholeIn(`${name} of ${operation}`, value, 1)]
  })
  const twice = pairs.find(([operation], at) => pairs.findIndex(([other]) => other === operation) !== at)
  if (twice) throw new Refusal(`${name} names ${twice[0]} twice. Name it once.`)
  return Object.fromEntries(pairs)
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

/** cdk.json holds a list; the command line holds a comma-separated string. */
const listOf = (value: unknown): string[] => {
  const all = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')
  return all.map((one) => one.trim()).filter((one) => one !== '')
}

export const publicKeysIn = (file: string): string => {
  if (!existsSync(file)) return NO_KEYS
  const keys = keysIn(file)
  if (keys.some(({ d }) => d !== undefined))
    throw new Refusal(`${file} contains a private key. Never commit it; run "${makingOf(file)}" to create a new pair.`)
  return JSON.stringify({ keys })
}

const makingOf = (file: string): string => commandOf('keys', ['-c', `name=${basename(file).replace(keysFile(''), '')}`])

/** @param publicKeys a JSON Web Key Set */
export const keyIdsIn = (publicKeys: string): string[] =>
  (JSON.parse(publicKeys) as { readonly keys: readonly { readonly kid?: string }[] }).keys.map(({ kid = '' }) => kid)

const keysIn = (file: string): { d?: unknown }[] => {
  try {
    const { keys } = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(keys)) return keys
  } catch {}
  throw new Refusal(`${file} is not a JSON Web Key Set. Restore it from version control, or run "${makingOf(file)}".`)
}
