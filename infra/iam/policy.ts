// Least privilege: what a contract's entry declares, as the IAM statements of its function's role.

import { type Spaces, spaces } from '#functions/spaces.ts'
import { receiptsOf } from '#kernel/commit/receipt.ts'
import { type Endpoint, isEndpoint, isScheduled, type Job, takesKey } from '#kernel/http/contract.ts'
import { JobRun } from '#kernel/http/job-run.ts'

/** An IAM statement as it stands in a policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Conditions
}

/** Operator, context key, values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

export const LEADING_KEYS = 'dynamodb:LeadingKeys'
export const ENCLOSING_OPERATION = 'dynamodb:EnclosingOperation'

/**
 * An item is reached only by keys that begin as the module's do. A call can name many keys, hence ForAllValues; that one
 * also holds where a call names none, hence Null. In an index the leading key is the index's own partition key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const keyedBy = (patterns: readonly string[]): Conditions => ({
  'ForAllValues:StringLike': { [LEADING_KEYS]: patterns },
  Null: { [LEADING_KEYS]: ['false'] },
})

/**
 * A transaction is no action of its own: each of its items needs the action that it would be alone. This lets it pass in a
 * transaction and nowhere else; outside of one the key is absent, and ForAnyValue then fails.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
const inTransaction: Conditions = { 'ForAnyValue:StringEquals': { [ENCLOSING_OPERATION]: ['TransactWriteItems'] } }

const READS = ['GetItem', 'BatchGetItem', 'Query']
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem']

/** @param owned prefixes by module */
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
    // A check is nothing but a part of a transaction, and IAM's reference lists no enclosing operation for it. It changes
    // nothing, so that a module that is only read can be checked by whatever writes to another.
    ...given(writable, allow('Check', ['ConditionCheckItem'], [tableArn], keyedBy(readable))),
    ...(isEndpoint(entry)
      ? receiptsFor(entry, tableArn)
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
  const own = keyedBy([receiptsOf(endpoint.operation)])
  return [
    allow('ReadReceipts', ['GetItem'], [tableArn], own),
    allow('WriteReceipts', ['UpdateItem'], [tableArn], { ...own, ...inTransaction }),
  ]
}

/** Each job records its own runs, and no others'. */
const runOf = (job: Job, tableArn: string): Statement[] =>
  isScheduled(job)
    ? [allow('RecordRun', ['UpdateItem'], [tableArn], { ...keyedBy([JobRun.key(job.operation).pk]), ...inTransaction })]
    : []

/** A scan names no key that a condition could see. What looks broken in it is read again, whoever owns it. */
const auditFor = (job: Job, tableArn: string, owned: Spaces): Statement[] => {
  if (!job.scans) return []
  const everything = patternsOf(Object.keys(owned), owned)
  return [allow('Scan', ['Scan'], [tableArn]), allow('LookAgain', ['Query'], [tableArn], keyedBy(everything))]
}

/** An object is reached only in the folders that the contract names; whom a form or an address is given to reaches no more. */
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

/** IAM takes no statement without a resource or a value. */
const given = (values: readonly unknown[], statement: Statement): Statement[] => (values.length > 0 ? [statement] : [])
