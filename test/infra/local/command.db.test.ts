// The whole program as a process of its own: how it starts, refuses to, and ends.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { optionsFrom } from '../../../infra/local/command.ts'
import { awaitEnd, startEngine } from '../../../infra/local/engine.ts'
import { findInstance, readInstance } from '../../../infra/local/instance.ts'
import { folder } from './fixture/folder.ts'

const program = fileURLToPath(new URL('fixture/start.ts', import.meta.url))
type Program = ChildProcessByStdio<null, Readable, Readable>

const children: Program[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const run = (env: Record<string, string>, ...flags: string[]): Program => {
  const child = spawn(process.execPath, [program, ...flags], {
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

/** An instance that has said it is ready. */
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
    expect(said).toContain(`ready at ${note.url}, its docs at ${note.url}/docs.`)
    expect(said).toContain(`curl ${note.url}/users`)
    const response = await fetch(`${note.url}/echo/hi`, { method: 'POST', body: 'body' })
    expect(await response.json()).toMatchObject({ pathParameters: { word: 'hi' }, body: 'body' })
    expect(existsSync(join(dataDir, 'table.db'))).toBe(flags.length === 0)
    expect(existsSync(join(dataDir, 'keys.json'))).toBe(flags.length === 0)
  })

  test('takes another engine and leaves it running', async () => {
    const engine = await startEngine()
    const child = run({ DATA_DIR: folder(), DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: 'other' })
    await once(child.stdout, 'data')
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
    expect(await refusal(run({ DATA_DIR: dataDir }))).toContain(`another instance (${note.url}, pid ${note.pid}) uses`)
  })

  test('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    expect(await refusal(run({ DATA_DIR: folder(), PORT: String(port) }))).toContain(`port ${port} is taken`)
    taken.close()
  })

  test('an engine that does not answer', async () => {
    const child = run({ DATA_DIR: folder(), DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' })
    expect(await refusal(child)).toContain('no table at http://127.0.0.1:1')
  })

  test('an unknown option', async () => {
    expect(await refusal(run({ DATA_DIR: folder() }, '--memroy'))).toContain('unknown option --memroy')
  })

  test.each(['x', '-1', '65536', '3000.5', '1e9'])('the port %s', (port) => {
    expect(() => optionsFrom([], { PORT: port })).toThrow(`PORT is "${port}"; set it to a number from 1 to 65535`)
  })

  test('an endpoint that is no URL', () => {
    expect(() => optionsFrom([], { DYNAMODB_ENDPOINT: 'localhost:8000' })).toThrow('set it to a URL')
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

  test('in one line when the engine is gone', async () => {
    const dataDir = folder()
    const { child } = await started(dataDir)
    process.kill(engineOf(dataDir).pid, 'SIGKILL')
    expect(await refusal(child)).toContain('the engine ended by itself (SIGKILL)')
  })
})
