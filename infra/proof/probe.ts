// What DynamoDB itself decides: a throw-away table and role, and calls that it must allow or deny.

import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { grantsOf } from '#infra/iam/policy.ts'
import { createTable } from '#infra/local/table.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { contract } from '#kernel/http/contract.ts'

/** The throw-away table under a role that has the grants of this contract. */
export interface Scene {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
}

/** Reads and writes ROOM, reads USER and the index `list`, and knows nothing of ACCOUNT. */
const { take } = contract('rooms', 'Rooms.', {
  take: {
    ...{ route: 'POST /rooms', summary: 'Takes a room.', auth: 'user', reply: [204, null], fails: [] },
    ...{ access: { rooms: 'write', users: 'read' }, indexes: ['list'], budget: { trips: 1, read: 1, write: 1 } },
  },
})
const owned = { rooms: { prefixes: ['ROOM'] }, users: { prefixes: ['USER'] } }
export const probed = (tableArn: string) => grantsOf(take, tableArn, owned as never)

export interface Check {
  readonly what: string
  readonly expected: 'allowed' | 'denied'
  run(scene: Scene): Promise<unknown>
}

const key = (prefix: string) => ({ pk: `${prefix}#1`, sk: prefix })
const put = (TableName: string, prefix: string) => ({
  Put: { TableName, Item: { ...key(prefix), listPk: 'ROOM#ALL', listSk: '1' } },
})
const present = (TableName: string, prefix: string) => ({
  ConditionCheck: {
    TableName,
    Key: key(prefix),
    ConditionExpression: 'attribute_exists(pk) OR attribute_not_exists(pk)',
  },
})

const transaction = (...items: readonly ((TableName: string) => object)[]) => ({
  run: ({ client, tableName }: Scene) =>
    client.send(new TransactWriteCommand({ TransactItems: items.map((item) => item(tableName)) })),
})

const query = (pk: string, IndexName?: string) => ({
  run: ({ client, tableName: TableName }: Scene) =>
    client.send(
      new QueryCommand({
        TableName,
        ...(IndexName ? { IndexName } : {}),
        KeyConditionExpression: `${IndexName ? `${IndexName}Pk` : 'pk'} = :pk`,
        ExpressionAttributeValues: { ':pk': pk },
      }),
    ),
})

const batch = (...prefixes: string[]) => ({
  run: ({ client, tableName }: Scene) =>
    client.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: prefixes.map(key) } } })),
})

const get = (prefix: string) => ({
  run: ({ client, tableName: TableName }: Scene) => client.send(new GetCommand({ TableName, Key: key(prefix) })),
})

export const checks: readonly Check[] = [
  { what: 'a transaction that writes an own item', expected: 'allowed', ...transaction((t) => put(t, 'ROOM')) },
  {
    what: 'a transaction that writes an own item and checks one that may be read',
    expected: 'allowed',
    ...transaction(
      (t) => put(t, 'ROOM'),
      (t) => present(t, 'USER'),
    ),
  },
  {
    what: 'a transaction that writes an item that may only be read',
    expected: 'denied',
    ...transaction((t) => put(t, 'USER')),
  },
  {
    what: 'a transaction that checks an item of another module',
    expected: 'denied',
    ...transaction(
      (t) => put(t, 'ROOM'),
      (t) => present(t, 'ACCOUNT'),
    ),
  },
  {
    what: 'a write of an own item outside of a transaction',
    expected: 'denied',
    run: ({ client, tableName: TableName }) => client.send(new PutCommand({ TableName, Item: key('ROOM') })),
  },
  { what: 'a read of an own item', expected: 'allowed', ...get('ROOM') },
  { what: 'a read of an item of another module', expected: 'denied', ...get('ACCOUNT') },
  { what: 'a batch of items that may be read', expected: 'allowed', ...batch('ROOM', 'USER') },
  { what: 'a batch with an item of another module', expected: 'denied', ...batch('ROOM', 'ACCOUNT') },
  {
    what: 'a transaction that reads',
    expected: 'allowed',
    run: ({ client, tableName: TableName }) =>
      client.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: key('ROOM') } }] })),
  },
  { what: 'a list of an own partition', expected: 'allowed', ...query('ROOM#1') },
  { what: 'a list of a partition of another module', expected: 'denied', ...query('ACCOUNT#1') },
  { what: 'a list by a declared index', expected: 'allowed', ...query('ROOM#ALL', 'list') },
  { what: 'a list of another module by a declared index', expected: 'denied', ...query('ACCOUNT#ALL', 'list') },
  { what: 'a list by an index that is not declared', expected: 'denied', ...query('ROOM#ALL', 'due') },
  {
    what: 'a scan',
    expected: 'denied',
    run: ({ client, tableName: TableName }) => client.send(new ScanCommand({ TableName, Limit: 1 })),
  },
]

export interface Found {
  readonly check: Check
  readonly found: 'allowed' | 'denied'
}

/** @throws the error of a call that is neither allowed nor denied */
export const runChecks = async (scene: Scene, onFound: (one: Found) => void): Promise<readonly Found[]> => {
  const all: Found[] = []
  for (const check of checks) {
    const found = await check.run(scene).then(
      () => 'allowed' as const,
      (error: Error) => {
        if (isDenied(error)) return 'denied' as const
        throw error
      },
    )
    all.push({ check, found })
    onFound({ check, found })
  }
  return all
}

const isDenied = ({ name, message }: Error): boolean =>
  name === 'AccessDeniedException' || (name === 'TransactionCanceledException' && /AccessDenied/.test(message))

const WAIT_MS = 15_000

/** Makes the table and the role, runs the work under the role, and removes both. */
export const onThrowAway = async (
  name: string,
  say: (line: string) => void,
  work: (scene: Scene) => Promise<void>,
): Promise<void> => {
  const [iam, sts, admin] = [new IAMClient({}), new STSClient({}), documentClient(undefined, 5)]
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}))
  const region = await admin.config.region()
  const tableArn = `arn:${Arn?.split(':')[1]}:dynamodb:${region}:${Account}:table/${name}`
  const role = { RoleName: name }
  const statement = { Effect: 'Allow', Principal: { AWS: Account }, Action: 'sts:AssumeRole' }
  const undo: (() => Promise<unknown>)[] = []
  say(`Making the table and the role ${name}. Remove both if this run is interrupted.`)
  try {
    await createTable(admin, name)
    undo.push(() => admin.send(new DeleteTableCommand({ TableName: name })))
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    const { Role } = await iam.send(new CreateRoleCommand({ ...role, AssumeRolePolicyDocument: trust }))
    undo.push(() => iam.send(new DeleteRoleCommand(role)))
    const policy = { ...role, PolicyName: 'own' }
    const document = JSON.stringify({ Version: '2012-10-17', Statement: probed(tableArn) })
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: document }))
    undo.push(() => iam.send(new DeleteRolePolicyCommand(policy)))
    while ((await admin.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus !== 'ACTIVE')
      await pause(2000)
    // A new role is not known everywhere at once.
    await pause(WAIT_MS)
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'probe', DurationSeconds: 900 }),
    )
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials?.SessionToken,
    })
    await work({ client: documentClient(undefined, 5), tableName: name })
  } finally {
    for (const step of undo.reverse()) await step().catch((error: Error) => console.error(`${name}: ${error.message}`))
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
