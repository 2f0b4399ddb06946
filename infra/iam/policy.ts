// Least privilege: the IAM statements of a function's role, derived from its contract entry.

import { type Spaces, spaces } from '#functions/spaces.ts'
import { receiptsOf } from '#kernel/commit/receipt.ts'
import { type Endpoint, isEndpoint, isScheduled, type Job, receiptName, takesKey } from '#kernel/http/contract.ts'
import { JobRun } from '#kernel/http/job-run.ts'

/** An IAM statement. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Conditions
}

/** Conditions by operator and context key. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

export const LEADING_KEYS = 'dynamodb:LeadingKeys'
export const ENCLOSING_OPERATION = 'dynamodb:EnclosingOperation'

/**
 * Allows only keys with the prefixes of the module. A call can name several keys, hence ForAllValues; that operator also
 * matches a call
 * without keys, hence Null. In an index, the leading key is the partition key of the index.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const keyedBy = (patterns: readonly string[]): Conditions => ({
  'ForAllValues:StringLike': { [LEADING_KEYS]: patterns },
  Null: { [LEADING_KEYS]: ['false'] },
})

/**
 * IAM checks each item of a transaction as an action of its own. This condition allows the action only inside a transaction:
 * outside, the
 * context key is absent, so ForAnyValue does not match.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
const inTransaction: Conditions = { 'ForAnyValue:StringEquals': { [ENCLOSING_OPERATION]: ['TransactWriteItems'] } }

const READS = ['GetItem', 'BatchGetItem', 'Query']
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem']

/** @param owned key prefixes by module */
export const grantsOf = (entry: Endpoint | Job, tableArn: string, owned: Spaces = spaces): Statement[] => {
  const modules = Object.keys(entry.access)
  const readable = patternsOf(modules, owned)
  const writable = patternsOf(
    modules.filter((module) => entry.access[module] === 'write'),
    owned,
  )
  const indexes = (entry.indexes ?? []).map((index) => `${tableArn}/index/${index}`)
  return [
    ...given(readable, allow('Read', READS, [tableArn], keyedBy(readable))),
    ...given(indexes, allow('ReadIndexes', ['Query'], indexes, keyedBy(readable))),
    ...given(writable, allow('Write', WRITES, [tableArn], { ...keyedBy(writable), ...inTransaction })),
    // ConditionCheck exists only inside a transaction, and IAM lists no enclosing operation for it. It changes nothing, so a
    // module with read access can be checked by writes to another module.
    ...given(writable, allow('Check', ['ConditionCheckItem'], [tableArn], keyedBy(readable))),
    ...(isEndpoint(entry)
      ? [...receiptsFor(entry, tableArn), ...inspectionFor(entry, tableArn, owned)]
      : [...runOf(entry, tableArn), ...auditFor(entry, tableArn, owned)]),
  ]
}

const patternsOf = (modules: readonly string[], owned: Spaces): string[] =>
  modules.flatMap((module) => {
    const space = owned[module]
    if (!space) throw new Error(`functions/spaces.ts does not list ${module}. Run "npm run derive".`)
    return space.prefixes.map((prefix) => `${prefix}#*`)
  })

const receiptsFor = (endpoint: Endpoint, tableArn: string): Statement[] => {
  if (!takesKey(endpoint)) return []
  const own = keyedBy([receiptsOf(receiptName(endpoint))])
  return [
    allow('ReadReceipts', ['GetItem'], [tableArn], own),
    allow('WriteReceipts', ['UpdateItem'], [tableArn], { ...own, ...inTransaction }),
  ]
}

/** Each job may write only its own run record. */
const runOf = (job: Job, tableArn: string): Statement[] =>
  isScheduled(job)
    ? [
        allow('RecordRun', ['UpdateItem'], [tableArn], { ...keyedBy(ownRun(job)), ...inTransaction }),
        // Where the reply to it was lost, a check of the item settles whether it was written.
        allow('CheckRun', ['ConditionCheckItem'], [tableArn], keyedBy(ownRun(job))),
      ]
    : []

const ownRun = ({ operation }: Job): string[] => [JobRun.key(operation).pk]

/** A scan has no keys to condition on. The audit reads suspicious items of all modules again. */
const auditFor = (job: Job, tableArn: string, owned: Spaces): Statement[] =>
  job.scans ? [allow('Scan', ['Scan'], [tableArn]), lookingAgain(tableArn, owned)] : []

const inspectionFor = ({ inspects }: Endpoint, tableArn: string, owned: Spaces): Statement[] =>
  inspects ? [lookingAgain(tableArn, owned)] : []

const lookingAgain = (tableArn: string, owned: Spaces): Statement =>
  allow('LookAgain', ['Query'], [tableArn], keyedBy(patternsOf(Object.keys(owned), owned)))

/** Allows objects only in the folders that the contract names. Presigned forms and URLs inherit this limit. */
export const objectGrantsOf = ({ objects = {} }: Endpoint | Job, bucketArn: string): Statement[] => {
  const foldersFor = (access: 'read' | 'write' | 'delete'): string[] =>
    Object.keys(objects)
      .filter((folder) => objects[folder] === access)
      .map((folder) => `${bucketArn}/${folder}/*`)
  const grant = (Sid: string, action: string, Resource: string[]): Statement[] =>
    given(Resource, { Sid, Effect: 'Allow', Action: [`s3:${action}`], Resource })
  return [
    ...grant('ReadObjects', 'GetObject', foldersFor('read')),
    ...grant('WriteObjects', 'PutObject', foldersFor('write')),
    ...grant('DeleteObjects', 'DeleteObject', foldersFor('delete')),
  ]
}

const allow = (
  Sid: string,
  actions: readonly string[],
  Resource: readonly string[],
  Condition?: Conditions,
): Statement => ({
  Sid,
  Effect: 'Allow',
  Action: actions.map((action) => `dynamodb:${action}`),
  Resource,
  ...(Condition ? { Condition } : {}),
})

/** IAM rejects statements without a resource or value. */
const given = (values: readonly unknown[], statement: Statement): Statement[] => (values.length > 0 ? [statement] : [])
