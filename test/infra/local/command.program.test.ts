// The whole program as a process: its start, its refusals and its end.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, test } from 'vitest'
import { optionsFrom } from '#infra/local/command.ts'
import { awaitEnd, startEngine } from '#infra/local/engine.ts'
import { findInstance, type RunNote, readInstance } from '#infra/local/instance.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { inherited } from '#test/support/inherited.ts'
import { folder } from './fixture/folder.ts'

const program = fileURLToPath(new URL('fixture/start.ts', import.meta.url))
type Program = ChildProcessByStdio<null, Readable, Readable>

const children: Program[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const run = (env: Record<string, string>, ...flags: string[]): Program => {
  const child = spawn(process.execPath, [program, ...flags], {
    env: { ...inherited(), PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

/** An instance that is ready. */
const started = async (dataDir: string, ...flags: string[]) => {
  const child = run({ DATA_DIR: dataDir }, ...flags)
  const said = String((await once(child.stdout, 'data'))[0])
  return { child, said, note: findInstance(dataDir) }
}

const refusal = async (child: Program) => {
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(code).toBe(1)
  expect(said).toMatch(/^holdfast: .*\n$/)
  return said
}

const engineOf = (dataDir: string) => readInstance(dataDir)?.engine as { pid: number; port: number }

describe('start', () => {
  test.each([[[]], [['--memory']]])('says where it is, with flags %j', async (flags) => {
    const dataDir = folder()
    const { said, note } = await started(dataDir, ...flags)
    expect(said).toContain(
      `ready at ${note.url}, with the API reference at ${note.url}/docs and the console at ${note.url}/console.`,
    )
    expect(said).toContain(`curl ${note.url}/users`)
    const response = await fetch(`${note.url}/echo/hi`, { method: 'POST', body: 'body' })
    expect(await response.json()).toMatchObject({ pathParameters: { word: 'hi' }, body: 'body' })
    expect(existsSync(join(dataDir, 'table.db'))).toBe(flags.length === 0)
    expect(existsSync(join(dataDir, 'keys.json'))).toBe(flags.length === 0)
  })

  test('takes another engine and leaves it running', async () => {
    const engine = await startEngine()
    const dataDir = folder()
    const child = run({ DATA_DIR: dataDir, DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: 'other' })
    await once(child.stdout, 'data')
    expect(await (await fetch(`${findInstance(dataDir).url}/store`)).json()).toEqual({
      ...{ DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: 'other' },
    })
    const described = new DescribeTimeToLiveCommand({ TableName: 'other' })
    const { TimeToLiveDescription } = await documentClient(engine.endpoint).send(described)
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' })
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect((await fetch(engine.endpoint)).ok).toBe(true)
    await engine.stop()
  })
})

describe('refuses in one line', () => {
  test('a second instance on the same folder', async () => {
    const dataDir = folder()
    const { note } = await started(dataDir)
    expect(await refusal(run({ DATA_DIR: dataDir }))).toContain(`Another instance (${note.url}, pid ${note.pid}) uses`)
  })

  test('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    expect(await refusal(run({ DATA_DIR: folder(), PORT: String(port) }))).toContain(`Port ${port} is in use`)
    taken.close()
  })

  test('an engine that does not answer', async () => {
    const child = run({ DATA_DIR: folder(), DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' })
    expect(await refusal(child)).toContain('The engine at http://127.0.0.1:1 has no usable table')
  })

  test('an unknown option', async () => {
    expect(await refusal(run({ DATA_DIR: folder() }, '--memroy'))).toContain('Unknown option --memroy')
  })

  test.each(['x', '-1', '65536', '3000.5', '1e9'])('the port %s', (port) => {
    expect(() => optionsFrom([], { PORT: port })).toThrow(`PORT is "${port}". Set it to a number from 1 to 65535`)
  })

  test('an endpoint that is no URL', () => {
    expect(() => optionsFrom([], { DYNAMODB_ENDPOINT: 'localhost:8000' })).toThrow('Set it to a URL')
  })
})

describe('ends', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('cleanly on %s', async (signal) => {
    const dataDir = folder()
    const { child } = await started(dataDir)
    const engine = engineOf(dataDir)
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(readInstance(dataDir)).toBeUndefined()
    expect(() => process.kill(engine.pid, 0)).toThrow('ESRCH')
  })

  test('at once on a second signal', async () => {
    const { child, note } = await started(folder())
    fetch(`${note.url}/never`).catch(() => {})
    const repeat = setInterval(() => child.kill('SIGTERM'), 50)
    expect(await once(child, 'exit')).toEqual([143, null])
    clearInterval(repeat)
  })

  test('with its engine when killed, and can be started again', async () => {
    const dataDir = folder()
    const { child } = await started(dataDir)
    const engine = engineOf(dataDir)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const killedAt = Date.now()
    await awaitEnd(engine)
    expect(Date.now() - killedAt).toBeLessThan(2000)
    await started(dataDir)
  })

  test('in one line when the engine crashes again and again', async () => {
    const dataDir = folder()
    const { child } = await started(dataDir, '--memory')
    const lines: string[] = []
    const exited = once(child, 'exit')
    process.kill(engineOf(dataDir).pid, 'SIGKILL')
    for await (const line of createInterface(child.stderr)) {
      lines.push(line)
      if (line.includes('was restarted')) process.kill(engineOf(dataDir).pid, 'SIGKILL')
    }
    expect(await exited).toEqual([1, null])
    expect(lines.at(-1)).toMatch(
      /^holdfast: The engine ended \(SIGKILL; 5 times in a row within 1 s of its start\) and is not restarted\. Run "npm start" again\.$/,
    )
  })
})

describe('an engine that ends by itself is started again', () => {
  const nextLine = async ({ stderr }: Program) => String((await once(createInterface(stderr), 'line'))[0])

  test('at the same address, on the same data, and the note has its pid', async () => {
    const dataDir = folder()
    const { child, note } = await started(dataDir)
    const client = documentClient(note.engine?.endpoint)
    const item = { pk: 'a', sk: 'b', n: 1 }
    await client.send(new PutCommand({ TableName: 'holdfast', Item: item }))
    process.kill(engineOf(dataDir).pid, 'SIGKILL')
    expect(await nextLine(child)).toMatch(
      /^holdfast: The engine ended \(SIGKILL\) and was restarted after \d+ ms; the stored data is kept$/,
    )
    const again = findInstance(dataDir)
    expect(again).toEqual({ ...note, engine: { ...note.engine, pid: again.engine?.pid } })
    expect(again.engine?.pid).not.toBe(note.engine?.pid)
    const { Item } = await documentClient(note.engine?.endpoint).send(
      new GetCommand({ TableName: 'holdfast', Key: { pk: 'a', sk: 'b' } }),
    )
    expect(Item).toEqual(item)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(() => process.kill(again.engine?.pid as number, 0)).toThrow('ESRCH')
  })

  test('in memory, without its data, which is said, and with its table', async () => {
    const dataDir = folder()
    const { child, note } = await started(dataDir, '--memory')
    process.kill(engineOf(dataDir).pid, 'SIGTERM')
    expect(await nextLine(child)).toMatch(/its data was in memory, so the instance is empty now$/)
    const { Table } = await documentClient(note.engine?.endpoint).send(
      new DescribeTableCommand({ TableName: 'holdfast' }),
    )
    expect([Table?.ItemCount, Table?.GlobalSecondaryIndexes?.length]).toEqual([0, 3])
  })
})

describe('what it keeps to itself', () => {
  /** The path and mode of a folder and everything below it. */
  const open = (path: string): string[] =>
    [path, ...readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))]
      .map((one) => ({ one, mode: statSync(one).mode & 0o777 }))
      .flatMap(({ one, mode }) => (mode & 0o077 ? [`${one} ${mode.toString(8)}`] : []))

  test('folder and files are for its user alone, also those that an earlier start left open', async () => {
    const dataDir = folder()
    chmodSync(dataDir, 0o755)
    const first = await started(dataDir)
    expect(open(dataDir)).toEqual([])
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    // The engine, which ends by itself now, removes its -shm and -wal files when it likes.
    const kept = readdirSync(dataDir).filter((name) => !/-(?:shm|wal)$/.test(name))
    for (const name of kept) chmodSync(join(dataDir, name), name === 'bucket' ? 0o755 : 0o644)
    chmodSync(dataDir, 0o777)
    await started(dataDir)
    expect(open(dataDir)).toEqual([])
  })

  test('the engine is at an address of its own each time, and handlers learn that it forgets tokens', async () => {
    const notes = [(await started(folder(), '--memory')).note, (await started(folder(), '--memory')).note]
    const hosts = notes.map(({ engine }) => new URL(engine?.endpoint ?? '').hostname)
    for (const host of hosts) expect(host).toMatch(/^127\.\d+\.\d+\.\d+$/)
    expect(new Set([...hosts, '127.0.0.1']).size).toBe(3)
    const [{ url, engine }] = notes as [RunNote, RunNote]
    expect(await (await fetch(`${url}/store`)).json()).toEqual({
      ...{ STORE_FORGETS_TOKENS: '1', DYNAMODB_ENDPOINT: engine?.endpoint, TABLE_NAME: 'holdfast' },
    })
    const { port } = new URL(engine?.endpoint ?? '')
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow()
  })

  test('a host that other machines reach is warned of', async () => {
    const child = run({ DATA_DIR: folder(), HOST: '0.0.0.0' }, '--memory')
    const [line] = await once(createInterface(child.stderr), 'line')
    expect(line).toContain('holdfast: HOST is 0.0.0.0, so other machines can reach the API')
  })
})
