// Requests that DynamoDB refuses, whatever is stored: each spoils a valid one.

type Input = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: each command has an input of its own.
type Loose = Record<string, any>

export interface Mistake {
  /** The commands that can be spoilt so. */
  readonly of: readonly string[]
  /** @returns undefined where there is nothing to spoil */
  make(input: Loose): Input | undefined
}

const ALONE = ['PutItem', 'UpdateItem', 'DeleteItem']
const EXPRESSED = [...ALONE, 'Query']
const KEYED = ['UpdateItem', 'DeleteItem', 'GetItem']

/** Adds a condition to what is asked. */
const alsoAsks = (input: Loose, asked: string, values: Loose = {}): Input => ({
  ...input,
  ConditionExpression: asked,
  ExpressionAttributeNames: undefined,
  ExpressionAttributeValues: Object.keys(values).length > 0 ? values : undefined,
})

/** As PutItem alone has them: an update has expressions besides. */
const asking = (asked: string, values?: Loose): Mistake => ({
  of: ['PutItem', 'DeleteItem'],
  make: (input) => alsoAsks(input, asked, values),
})

const updating = (UpdateExpression: string, values?: Loose): Mistake => ({
  of: ['UpdateItem'],
  make: ({ TableName, Key }) => ({
    TableName,
    Key,
    UpdateExpression,
    ...(values ? { ExpressionAttributeValues: values } : {}),
  }),
})

const putting = (spoil: (item: Loose) => Loose): Mistake => ({
  of: ['PutItem'],
  make: (input) => ({ ...input, Item: spoil(input['Item']) }),
})

const keyed = (spoil: (key: Loose) => Loose): Mistake => ({
  of: KEYED,
  make: (input) => ({ ...input, Key: spoil(input['Key']) }),
})

const querying = (spoil: (input: Loose) => Input | undefined): Mistake => ({ of: ['Query'], make: spoil })

const inTransaction = (spoil: (members: Loose[]) => unknown[] | undefined): Mistake => ({
  of: ['TransactWriteItems'],
  make: ({ ClientRequestToken: _, ...input }) => {
    const TransactItems = spoil(input['TransactItems'])
    return TransactItems && { ...input, TransactItems }
  },
})

/** The first member of a transaction, spoilt. */
const member = (spoil: (asked: Loose) => Loose): Mistake =>
  inTransaction(([first = {}, ...others]) => [
    Object.fromEntries(Object.entries<Loose>(first).map(([verb, asked]) => [verb, spoil(asked)])),
    ...others,
  ])

const plainQuery = ({
  TableName,
  IndexName,
  KeyConditionExpression,
  ExpressionAttributeNames,
  ExpressionAttributeValues,
  FilterExpression,
}: Loose): Loose => ({
  ...{
    TableName,
    IndexName,
    KeyConditionExpression,
    ExpressionAttributeNames,
    ExpressionAttributeValues,
    FilterExpression,
  },
})

export const mistakes = {
  'an unused value': {
    of: EXPRESSED,
    make: (input) => ({
      ...input,
      ExpressionAttributeValues: { ...input['ExpressionAttributeValues'], ':unused': { S: 'a' } },
    }),
  },
  'an unused name': {
    of: EXPRESSED,
    make: (input) => ({ ...input, ExpressionAttributeNames: { ...input['ExpressionAttributeNames'], '#unused': 'a' } }),
  },
  'an undefined value': asking('n = :undefined'),
  'an undefined name': asking('attribute_exists(#undefined)'),
  'a reserved word': asking('attribute_exists(name)'),
  'an empty condition': asking(''),
  'an unfinished condition': asking('n =', { ':v': { N: '1' } }),
  'two conditions without a word between': asking('n = :v n = :v', { ':v': { N: '1' } }),
  'doubled parentheses': asking('((n = :v))', { ':v': { N: '1' } }),
  'an unknown function': asking('begins(n, :v)', { ':v': { S: '1' } }),
  'a function of too few operands': asking('begins_with(n)'),
  'an order of truth values': asking('n > :v', { ':v': { BOOL: true } }),
  'bounds the wrong way round': asking('n BETWEEN :high AND :low', { ':high': { N: '2' }, ':low': { N: '1' } }),
  'bounds of two types': asking('n BETWEEN :low AND :high', { ':low': { N: '2' }, ':high': { S: '1' } }),
  'a comparison with itself': asking('n = n'),
  'an unknown type': asking('attribute_type(n, :v)', { ':v': { S: 'Q' } }),
  'a beginning that is a number': asking('begins_with(n, :v)', { ':v': { N: '1' } }),
  'an existing value': asking('attribute_exists(:v)', { ':v': { N: '1' } }),
  'an update of a key': updating('SET pk = :v', { ':v': { S: 'a' } }),
  'an update of overlapping paths': updating('SET n = :v REMOVE n', { ':v': { N: '1' } }),
  'an update through another': updating('SET m.p = :v REMOVE m', { ':v': { N: '1' } }),
  'two clauses of a kind': updating('SET n = :v SET c = :v', { ':v': { N: '1' } }),
  'a sum of texts': updating('SET n = n + :v', { ':v': { S: 'a' } }),
  'an addition of a text': updating('ADD n :v', { ':v': { S: 'a' } }),
  'a deletion of a number': updating('DELETE n :v', { ':v': { N: '1' } }),
  'an empty update': updating(''),
  'an unknown clause': updating('PUT n :v', { ':v': { N: '1' } }),
  'no partition key': putting(({ pk: _, ...item }) => item),
  'no sort key': putting(({ sk: _, ...item }) => item),
  'an empty key': putting((item) => ({ ...item, sk: { S: '' } })),
  'a key that is a number': putting((item) => ({ ...item, pk: { N: '1' } })),
  'an empty index key': putting((item) => ({ ...item, listPk: { S: '' } })),
  'an index key that is a number': putting((item) => ({ ...item, dueSk: { N: '1' } })),
  'a number of 39 digits': putting((item) => ({ ...item, n: { N: '1'.repeat(39) } })),
  'a number too large': putting((item) => ({ ...item, n: { N: '1e126' } })),
  'a number too small': putting((item) => ({ ...item, n: { N: '1e-131' } })),
  'a number that is none': putting((item) => ({ ...item, n: { N: 'one' } })),
  'an empty set': putting((item) => ({ ...item, u: { SS: [] } })),
  'a set with an element twice': putting((item) => ({ ...item, u: { SS: ['a', 'a'] } })),
  'a null that is false': putting((item) => ({ ...item, b: { NULL: false } })),
  'an item too large': putting((item) => ({ ...item, s: { S: 'x'.repeat(410 * 1024) } })),
  'a key of one part': keyed(({ pk }) => ({ pk })),
  'a key of three parts': keyed((key) => ({ ...key, n: { S: '1' } })),
  'an empty part of a key': keyed((key) => ({ ...key, pk: { S: '' } })),
  'a part of a key that is a number': keyed((key) => ({ ...key, sk: { N: '1' } })),
  'a table that is missing': {
    of: [...EXPRESSED, 'GetItem', 'Scan'],
    make: (input) => ({ ...input, TableName: 'missing' }),
  },
  'another thing returned': { of: ['PutItem', 'DeleteItem'], make: (input) => ({ ...input, ReturnValues: 'ALL_NEW' }) },
  'an item twice in a transaction': inTransaction(([first = {}, ...others]) => [first, ...others, first]),
  'no action': inTransaction(() => []),
  'two actions in one': inTransaction(([first = {}, second, ...others]) =>
    second && Object.keys(first)[0] !== Object.keys(second)[0] ? [{ ...first, ...second }, ...others] : undefined,
  ),
  'too many actions': inTransaction(([first = {}]) => {
    const { TableName } = Object.values<Loose>(first)[0] ?? {}
    return Array.from({ length: 101 }, (_, at) => ({
      Delete: { TableName, Key: { pk: { S: 'none' }, sk: { S: String(at) } } },
    }))
  }),
  'a check of nothing': inTransaction((members) => {
    const { TableName } = Object.values<Loose>(members[0] ?? {})[0] ?? {}
    return [{ ConditionCheck: { TableName, Key: { pk: { S: 'none' }, sk: { S: '1' } }, ConditionExpression: '' } }]
  }),
  'an unused value in a transaction': member((asked) => ({
    ...asked,
    ExpressionAttributeValues: { ...asked['ExpressionAttributeValues'], ':unused': { S: 'a' } },
  })),
  'a bad condition in a transaction': member((asked) => ({ ...alsoAsks(asked, 'n ='), UpdateExpression: undefined })),
  'a missing table in a transaction': member((asked) => ({ ...asked, TableName: 'missing' })),
  'a limit of nothing': querying((input) => ({ ...input, Limit: 0 })),
  'a consistent read of an index': querying((input) =>
    input['IndexName'] ? { ...input, ConsistentRead: true } : undefined,
  ),
  'an unknown index': querying((input) => ({ ...input, IndexName: 'none', ConsistentRead: false })),
  'a filter of a key': querying((input) => {
    const { FilterExpression: _, ProjectionExpression: __, ...query } = input
    return query['IndexName']
      ? undefined
      : {
          TableName: query['TableName'],
          KeyConditionExpression: 'pk = :p',
          FilterExpression: 'sk = :p',
          ExpressionAttributeValues: { ':p': { S: 'a' } },
        }
  }),
  'no partition of a query': querying(({ TableName }) => ({
    TableName,
    KeyConditionExpression: 'sk = :v',
    ExpressionAttributeValues: { ':v': { S: '1' } },
  })),
  'a choice of partitions': querying(({ TableName }) => ({
    TableName,
    KeyConditionExpression: 'pk = :v OR pk = :w',
    ExpressionAttributeValues: { ':v': { S: '1' }, ':w': { S: '2' } },
  })),
  'a range of partitions': querying(({ TableName }) => ({
    TableName,
    KeyConditionExpression: 'pk > :v',
    ExpressionAttributeValues: { ':v': { S: '1' } },
  })),
  'a range the wrong way round': querying(({ TableName }) => ({
    ...{ TableName, KeyConditionExpression: 'pk = :p AND sk BETWEEN :high AND :low' },
    ExpressionAttributeValues: { ':p': { S: 'a' }, ':high': { S: 'b' }, ':low': { S: 'a' } },
  })),
  'a starting key of one part': querying((input) => ({ ...plainQuery(input), ExclusiveStartKey: { pk: { S: 'a' } } })),
  'a starting key of another partition': querying((input) =>
    input['IndexName']
      ? undefined
      : { ...plainQuery(input), ExclusiveStartKey: { pk: { S: 'another' }, sk: { S: '1' } } },
  ),
  'keys twice in a batch': {
    of: ['BatchGetItem'],
    make: ({ RequestItems }) => {
      const [[name = '', { Keys = [], ...others } = {}] = []] = Object.entries<Loose>(RequestItems)
      return { RequestItems: { [name]: { ...others, Keys: [...Keys, Keys[0]] } } }
    },
  },
  'an item twice in a batch': {
    of: ['BatchWriteItem'],
    make: ({ RequestItems }) => {
      const [[name = '', requests = []] = []] = Object.entries<Loose[]>(RequestItems)
      return { RequestItems: { [name]: [...requests, requests[0]] } }
    },
  },
  'an item twice in a reading transaction': {
    of: ['TransactGetItems'],
    make: ({ TransactItems }) => ({ TransactItems: [...TransactItems, TransactItems[0]] }),
  },
} satisfies Record<string, Mistake>
