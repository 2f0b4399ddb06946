// Starts and stops a whole instance.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { misconfiguration } from '#kernel/commit/misconfiguration.ts'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { startBucket } from './bucket.ts'
import { awaitEnd } from './engine.ts'
import { useLocalEngine } from './engine-client.ts'
import { serve } from './gateway.ts'
import { forgetInstance, LOCAL_STRIPES, noteInstance, type RunNote, readInstance } from './instance.ts'
import { runJobs, type Scheduled } from './jobs.ts'
import { tokenKeys } from './keys.ts'
import { holdFolder } from './lock.ts'
import { bringMailbox } from './mailbox.ts'
import { Refusal } from './refusal.ts'
import type { Entry } from './router.ts'
import { bringSandbox, sandboxEnvironment } from './sandbox.ts'
import { type Restart, type Supervised, superviseEngine } from './supervisor.ts'
import { createTable, enableExpiry, tableInput } from './table.ts'

export interface Handlers {
  readonly entries: readonly Entry[]
  readonly jobs: readonly Scheduled[]
}

export interface Options {
  readonly host?: string
  /** 0 selects a free port. */
  readonly port: number
  readonly dataDir: string
  /** Keeps data and keys in memory. */
  readonly memory?: boolean
  /** The endpoint of an engine other than the embedded one. */
  readonly endpoint?: string | undefined
  /** Without an endpoint: a table in DynamoDB itself. */
  readonly tableName?: string | undefined
  /** 0 selects a free port. Undefined: the port after the gateway's, if free. */
  readonly sandboxPort?: number | undefined
  /** 0 selects a free port. Undefined: the port two after the gateway's, if free. */
  readonly mailboxPort?: number | undefined
  readonly load: () => Promise<Handlers>
}

export interface Instance {
  readonly url: string
  /** The payment sandbox. Undefined if every gateway has its own address. */
  readonly sandbox?: string | undefined
  /** The mailbox. Undefined if MAIL names another outlet. */
  readonly mailbox?: string | undefined
  readonly engine?: Supervised | undefined
  stop(): Promise<void>
}

type Ends = (() => Promise<void> | void)[]

/** @throws Refusal if the instance cannot start */
export const launch = async (options: Options): Promise<Instance> => {
  useLocalEngine()
  const ends: Ends = []
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return { ...(await assemble(options, ends)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const assemble = async (options: Options, ends: Ends): Promise<Omit<Instance, 'stop'>> => {
  const { dataDir, port, host = '127.0.0.1', memory } = options
  ends.push(holdFolder(dataDir))
  const { engine: { pid, port: enginePort } = {} } = readInstance(dataDir) ?? {}
  if (pid && enginePort) await awaitEnd({ pid, port: enginePort })
  // Checks the port before anything else starts. The gateway takes it once the handlers are loaded.
  await (await serve({ entries: [], port, host })).close()

  const tableName = options.tableName ?? 'holdfast'
  let writeNote = (): void => {}
  const engine = await engineFor(options, tableName, (restart) => {
    writeNote()
    console.warn(`holdfast: ${restartMessage(restart, memory)}`)
  })
  if (engine) ends.push(() => engine.stop())
  const endpoint = engine?.endpoint ?? options.endpoint
  const keys = await tokenKeys(memory ? undefined : join(dataDir, 'keys.json'))
  Object.assign(process.env, {
    TABLE_NAME: tableName,
    DUE_STRIPES: process.env['DUE_STRIPES'] ?? LOCAL_STRIPES,
    ...(endpoint ? { DYNAMODB_ENDPOINT: endpoint } : {}),
    // The engine keeps transaction tokens only in memory.
    ...(engine ? { STORE_FORGETS_TOKENS: '1' } : {}),
    ...keys,
  })
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'WARN'
  ends.push(await bindTable(endpoint, tableName, engine))

  const sandbox = await bringSandbox(process.env, { ...options, host, dataDir: memory ? undefined : dataDir })
  if (sandbox) {
    ends.push(() => sandbox.stop())
    Object.assign(process.env, sandboxEnvironment(sandbox.url, process.env))
  }
  const mailbox = await bringMailbox(process.env, { ...options, host, dataDir: memory ? undefined : dataDir })
  if (mailbox) {
    ends.push(() => mailbox.stop())
    process.env['MAILBOX_URL'] = mailbox.url
    ends.push(() => {
      delete process.env['MAILBOX_URL']
    })
  }
  process.env['MAIL'] ||= 'mailbox'
  process.env['ERASE_WITHIN_MINUTES'] ||= '1'
  process.env['DEPOSITS'] ||= 'owner'
  process.env['WITHDRAWALS'] ||= 'owner'
  // Developers receive webhooks on their machine.
  process.env['WEBHOOK_REACH'] ||= 'loopback'
  const { entries, jobs } = await options.load()
  const bucket = await startBucket({ folder: memory ? undefined : join(dataDir, 'bucket'), host, jobs })
  Object.assign(process.env, bucket.environment)
  ends.push(() => bucket.close(), runJobs(jobs))
  const gateway = await serve({ entries, port, host })
  ends.push(() => gateway.close())
  const { url, port: taken } = gateway
  // Handlers read this variable when called, so not before now.
  process.env['PUBLIC_BASE_URL'] ||= url
  const startedAt = new Date().toISOString()
  const beside = {
    ...(sandbox ? { sandbox: { url: sandbox.url, port: sandbox.port } } : {}),
    ...(mailbox ? { mailbox: { url: mailbox.url } } : {}),
    console: { url: `${url}/console` },
  }
  // Scripts and the next start find the engine by its pid, which changes with a restart.
  writeNote = () => {
    const note = { url, port: taken, pid: process.pid, ...at(endpoint, engine), ...beside }
    noteInstance(dataDir, { ...note, bucket: { url: bucket.environment.BUCKET_URL }, tableName, startedAt })
  }
  writeNote()
  ends.push(() => {
    writeNote = () => {}
    forgetInstance(dataDir)
  })
  return { url, engine, sandbox: sandbox?.url, mailbox: mailbox?.url }
}

const restartMessage = ({ how, ms }: Restart, memory: boolean | undefined): string =>
  `The engine ended (${how}) and was restarted after ${ms} ms; ${
    memory ? 'its data was in memory, so the instance is empty now' : 'the stored data is kept'
  }`

const at = (endpoint: string | undefined, supervised: Supervised | undefined): Pick<RunNote, 'engine'> => {
  if (!endpoint) return {}
  const { port, pid } = supervised?.engine() ?? {}
  return { engine: { endpoint, ...(port && pid ? { port, pid } : {}) } }
}

const engineFor = async (
  { endpoint, tableName, memory, dataDir }: Options,
  name: string,
  restarted: (restart: Restart) => void,
): Promise<Supervised | undefined> => {
  if (endpoint || tableName) return undefined
  if (!memory) return superviseEngine({ file: join(dataDir, 'table.db') }, restarted)
  // With the schema, a restarted engine has the empty table before the first request.
  const schema = join(dataDir, 'schema.json')
  writeFileSync(schema, JSON.stringify({ Table: tableInput(name) }), { mode: 0o600 })
  return superviseEngine({ schema }, restarted)
}

/** @returns a function that closes the connections */
const bindTable = async (
  endpoint: string | undefined,
  tableName: string,
  embedded: Supervised | undefined,
): Promise<() => void> => {
  const client = documentClient(endpoint)
  bindRuntime({ client, tableName })
  try {
    // A table in DynamoDB itself is created by the deployment.
    if (endpoint) await createTable(client, tableName)
    if (endpoint && !embedded && !(await enableExpiry(client, tableName)))
      console.warn(
        `holdfast: The engine at ${endpoint} does not delete expired items, so the table keeps old receipts.`,
      )
    if (!endpoint) await new Store(client, tableName).fresh({ module: '', pk: 'START', sk: 'START' })
  } catch (error) {
    client.destroy()
    const { name, message } = error as Error
    if (!endpoint)
      throw new Refusal(
        misconfiguration(error) ?? {
          en: `DynamoDB does not answer (${message || name}). Check AWS_REGION and the network.`,
          ko: `DynamoDB가 응답하지 않습니다(${message || name}). AWS_REGION과 네트워크를 확인해 주십시오.`,
        },
      )
    throw new Refusal({
      en: `The engine at ${endpoint} has no usable table (${message || name}). Check DYNAMODB_ENDPOINT and TABLE_NAME.`,
      ko: `${endpoint}의 엔진에 쓸 수 있는 테이블이 없습니다(${message || name}). DYNAMODB_ENDPOINT와 TABLE_NAME을 확인해 주십시오.`,
    })
  }
  return () => client.destroy()
}
