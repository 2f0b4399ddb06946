// An export of a table, in the format of DynamoDB's own exports to S3: gzipped lines of items in DynamoDB's JSON, and two manifests.

import { createReadStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip, gzipSync } from 'node:zlib'
import { type AttributeValue, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { Refusal } from '#infra/local/refusal.ts'
import type { Item } from '#kernel/data/condition.ts'

export interface Exported {
  /** The moment of the contents, ISO 8601. */
  readonly at: string
  /** @throws Refusal at a damaged line, and after the last item if there are fewer or more than the manifest says */
  items(): AsyncIterable<Item>
}

/** The files of an export, in a folder or in S3. */
export interface Files {
  /** Paths from the root of the export, of which some end with `manifest-summary.json`. */
  list(): Promise<readonly string[]>
  open(path: string): Promise<Readable>
}

export const folder = (root: string): Files => ({
  list: async () => {
    try {
      return await readdir(root, { recursive: true })
    } catch (error) {
      throw new Refusal(
        `There is no folder ${root} (${(error as NodeJS.ErrnoException).code}). Name the folder of an export or a dump.`,
      )
    }
  },
  open: async (path) => createReadStream(join(root, path)),
})

interface Summary {
  readonly exportTime?: string
  readonly itemCount?: number
  readonly outputFormat?: string
  readonly exportType?: string
}

const SUMMARY = 'manifest-summary.json'

/** @throws Refusal if there is not exactly one export, or it has no items of a table */
export const openExport = async (files: Files): Promise<Exported> => {
  const paths = await files.list()
  const [summary, ...more] = paths.filter((path) => /(^|\/)manifest-summary\.json$/.test(path))
  if (summary === undefined || more.length > 0)
    throw new Refusal(
      `Here are ${paths.length} files with ${summary ? more.length + 1 : 0} exports. Name the folder of one export, which has ${SUMMARY}.`,
    )
  const { at, itemCount } = summaryIn(await textOf(await files.open(summary)), summary)
  const root = summary.slice(0, -SUMMARY.length)
  const data = paths.filter((path) => path.startsWith(`${root}data/`) && path.endsWith('.json.gz')).sort()
  return {
    at,
    async *items() {
      let count = 0
      for (const path of data)
        for await (const item of itemsIn(path, await files.open(path))) {
          count += 1
          yield item
        }
      if (count !== itemCount)
        throw new Refusal(
          `The export has ${count} items, and its manifest says ${itemCount}: files are missing or damaged. Use a whole copy.`,
        )
    },
  }
}

const summaryIn = (text: string, path: string): { at: string; itemCount: number } => {
  const { exportTime = '', itemCount, outputFormat = 'DYNAMODB_JSON', exportType = 'FULL_EXPORT' } = objectIn(text)
  if (exportType !== 'FULL_EXPORT' || outputFormat !== 'DYNAMODB_JSON')
    throw new Refusal(
      `${path} is of an export of the kind ${exportType}, ${outputFormat}. Make a full one as DYNAMODB_JSON.`,
    )
  if (!Number.isInteger(itemCount) || itemCount === undefined || Number.isNaN(Date.parse(exportTime)))
    throw new Refusal(`${path} names no time and number of items, so it is damaged. Use a whole copy of the export.`)
  return { at: exportTime, itemCount }
}

const objectIn = (text: string): Summary => {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** @throws Refusal with the file and the line */
async function* itemsIn(path: string, file: Readable): AsyncGenerator<Item> {
  let line = 0
  try {
    for await (const text of linesOf(file)) {
      line += 1
      if (text) yield itemIn(text)
    }
  } catch (error) {
    const { message } = error as Error
    throw new Refusal(`${path} is damaged near line ${line}: ${message}. Use a whole copy of the export.`)
  }
}

async function* linesOf(file: Readable): AsyncGenerator<string> {
  // An error of one stream ends both.
  const text = pipeline(file, createGunzip(), () => {}).setEncoding('utf8')
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

const itemIn = (line: string): Item => {
  const { Item: item } = JSON.parse(line) as { Item?: Record<string, AttributeValue> }
  if (typeof item?.['pk']?.S !== 'string' || typeof item['sk']?.S !== 'string')
    throw new Error('no item with pk and sk')
  return unmarshall(wired(item))
}

const textOf = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** In JSON, bytes are base64. */
const wired = (value: Record<string, AttributeValue>): Record<string, AttributeValue> =>
  JSON.parse(JSON.stringify(value), (name, inner) => (name === 'B' ? Buffer.from(inner, 'base64') : inner))

/** Writes an export of a table into a new folder. It is not of one moment if the table is written meanwhile. */
export const dump = (client: DynamoDBDocumentClient, tableName: string, root: string): Promise<number> =>
  writeExport(root, tableName, stored(client, tableName))

type Wired = Record<string, AttributeValue>

const PAGE = 1000

async function* stored(client: DynamoDBDocumentClient, tableName: string): AsyncGenerator<Wired> {
  let ExclusiveStartKey: Wired | undefined
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({ TableName: tableName, Limit: PAGE, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    )
    yield* page.Items ?? []
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
}

const FILE_ITEMS = 10_000

/** @returns the number of items */
export const writeExport = async (
  root: string,
  tableName: string,
  items: AsyncIterable<Wired> | Iterable<Wired>,
): Promise<number> => {
  await mkdir(join(root, 'data'), { recursive: true, mode: 0o700 })
  if ((await readdir(root)).length > 1)
    throw new Refusal(`${root} is not empty. Name a new folder, so that two exports do not mix.`)
  const exportTime = new Date().toISOString()
  const files: { readonly itemCount: number; readonly dataFileS3Key: string }[] = []
  let lines: string[] = []
  const flush = async (): Promise<void> => {
    const dataFileS3Key = `data/${String(files.length).padStart(5, '0')}.json.gz`
    await writeFile(join(root, dataFileS3Key), gzipSync(`${lines.join('\n')}\n`), { mode: 0o600 })
    files.push({ itemCount: lines.length, dataFileS3Key })
    lines = []
  }
  for await (const Item of items) {
    lines.push(JSON.stringify({ Item }, base64))
    if (lines.length === FILE_ITEMS) await flush()
  }
  if (lines.length > 0) await flush()
  const itemCount = files.reduce((sum, file) => sum + file.itemCount, 0)
  const manifest = (name: string, text: string) => writeFile(join(root, name), `${text}\n`, { mode: 0o600 })
  await manifest('manifest-files.json', files.map((file) => JSON.stringify(file)).join('\n'))
  await manifest(
    'manifest-summary.json',
    JSON.stringify({ version: '2020-06-30', exportTime, itemCount, outputFormat: 'DYNAMODB_JSON', tableName }),
  )
  return itemCount
}

const base64 = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
