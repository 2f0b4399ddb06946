// The commands that the tables execute, by their SDK names.

import type {
  CreateTableCommandInput,
  DeleteTableCommandInput,
  DescribeTableCommandInput,
  ListTablesCommandInput,
} from '@aws-sdk/client-dynamodb'
import { notFound } from './failure.ts'
import { query, scan } from './query.ts'
import { batchGetItem, getItem, transactGetItems } from './reads.ts'
import type { Tables } from './tables.ts'
import { transactWriteItems } from './transaction.ts'
import { batchWriteItem, writeItem } from './writes.ts'

const createTable = async (tables: Tables, input: CreateTableCommandInput) => ({
  TableDescription: tables.create(input).describe(),
})

const describeTable = async (tables: Tables, { TableName: name }: DescribeTableCommandInput) => {
  if (!tables.names.includes(name ?? '')) throw notFound(`Requested resource not found: Table: ${name} not found`)
  return { Table: tables.table(name).describe() }
}

const deleteTable = async (tables: Tables, { TableName: name }: DeleteTableCommandInput) => ({
  TableDescription: tables.delete(name ?? '').describe(),
})

const listTables = async (
  tables: Tables,
  { Limit: limit = 100, ExclusiveStartTableName: after = '' }: ListTablesCommandInput,
) => {
  const left = tables.names.filter((name) => name > after)
  const names = left.slice(0, limit)
  const last = names.at(-1)
  return { TableNames: names, ...(left.length > names.length && last ? { LastEvaluatedTableName: last } : {}) }
}

export const commands = {
  CreateTable: createTable,
  DescribeTable: describeTable,
  DeleteTable: deleteTable,
  ListTables: listTables,
  GetItem: getItem,
  BatchGetItem: batchGetItem,
  TransactGetItems: transactGetItems,
  Query: query,
  Scan: scan,
  PutItem: writeItem('Put'),
  UpdateItem: writeItem('Update'),
  DeleteItem: writeItem('Delete'),
  BatchWriteItem: batchWriteItem,
  TransactWriteItems: transactWriteItems,
}
