// The package holdfast-client in another project: packed, installed outside of the repository, type-checked, run and bundled.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { emitClient } from '#infra/bundle/client-package.ts'
import { serve } from '#infra/local/gateway.ts'
import { load } from '#infra/local/load.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { freshTable } from '#test/support/table.ts'
import { program } from './consumer.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const consumer = join(inject('scratch'), 'consumer')
const run = promisify(execFile)

/** Runs a command in the consumer's folder. @returns its output @throws with its error output */
const inConsumer = async (command: string, ...args: string[]): Promise<string> => {
  try {
    return (await run(command, args, { cwd: consumer })).stdout
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout: string; stderr: string; message: string }
    throw new Error(stdout + stderr || message)
  }
}

/** The machine's own node, not the project's. */
const nodeOutside = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((file) => existsSync(file))
if (!nodeOutside) console.warn('There is no node outside of node_modules/.bin: the client runs in this version alone.')
const nodes = [process.execPath, ...(nodeOutside ? [nodeOutside] : [])]

let packed: { size: number; files: { path: string }[] }

beforeAll(async () => {
  const { client, name } = await freshTable(inject('endpoint'))
  bindRuntime({ client, tableName: name })
  const gateway = await serve({ entries: (await load()).entries, port: 0, host: '127.0.0.1' })
  const folder = join(root, `dist/client-${process.pid}`)
  mkdirSync(consumer, { recursive: true })
  await emitClient(folder)
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', consumer], { cwd: folder })
  const [{ filename, ...rest }] = JSON.parse(stdout)
  packed = rest
  writeFileSync(join(consumer, 'package.json'), '{"private": true}')
  // Linked, so that no registry is needed.
  await inConsumer('npm', 'install', '--offline', '--no-audit', '--no-fund', filename, join(root, 'node_modules/zod'))
  const source = program(gateway.url)
  for (const extension of ['ts', 'mts', 'cts']) writeFileSync(join(consumer, `program.${extension}`), source)
  for (const [extension, format] of [
    ['mjs', 'esm'],
    ['cjs', 'cjs'],
  ] as const)
    writeFileSync(join(consumer, `program.${extension}`), (await transform(source, { loader: 'ts', format })).code)
  return async () => {
    await gateway.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('installed', () => {
  test('it is small, brings zod alone, and has no engine, no binary and no limit of its own', () => {
    const installed = JSON.parse(readFileSync(join(consumer, 'node_modules/holdfast-client/package.json'), 'utf8'))
    expect(Object.keys(installed.dependencies)).toEqual(['zod'])
    expect(installed).not.toHaveProperty('engines')
    expect(installed).not.toHaveProperty('private')
    const modules = readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(modules).toEqual(['holdfast-client', 'zod'])
    expect(existsSync(join(consumer, 'node_modules/.bin'))).toBe(false)
    expect(packed.size).toBeLessThan(130_000)
    const odd = packed.files.map(({ path }) => path).filter((path) => !/\.(js|d\.ts)$/.test(path))
    expect(odd.sort()).toEqual(['LICENSE', 'README.md', 'cjs/package.json', 'esm/package.json', 'package.json'])
  })
  test('everything that its package.json names is there, and its types name nothing of Node', () => {
    const home = join(consumer, 'node_modules/holdfast-client')
    const { exports, main, types } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
    const named = JSON.stringify([exports, main, types]).match(/\.\/[^"]+\.(?:js|ts|json)(?=")/g) ?? []
    expect(named.length).toBeGreaterThan(30)
    for (const file of named) expect(existsSync(join(home, file)), file).toBe(true)
    for (const { path } of packed.files.filter(({ path }) => path.endsWith('.d.ts')))
      expect(readFileSync(join(home, path), 'utf8'), path).not.toMatch(/node:|types="node"|NodeJS|Buffer|\.ts'/)
  })
})

describe.each(nodes)('run by %s', (node) => {
  test.each(['program.mjs', 'program.cjs'])('%s registers, deposits, applies, pages and renews', async (file) => {
    const [answers, identities] = (await inConsumer(node, file)).trim().split('\n')
    expect(JSON.parse(answers ?? '')).toEqual({
      ...{ applied: 201, amounts: [3000, 2000, 1000], available: 6000, renewed: 1, listed: true },
    })
    expect(identities).toBe('true function function')
  })
})

describe('its types', () => {
  const flags = '--noEmit --strict --exactOptionalPropertyTypes --lib es2022,dom'.split(' ')
  const checked = (tsc: string, options: string, ...files: string[]): Promise<string> =>
    inConsumer(process.execPath, tsc, ...flags, ...options.split(' '), ...files)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')

  test.each([
    ['--module esnext --moduleResolution bundler', ['program.ts']],
    ['--module node16 --moduleResolution node16', ['program.mts', 'program.cts']],
    ['--module nodenext --moduleResolution nodenext', ['program.mts', 'program.cts']],
  ])('are found under %s', async (options, files) => expect(await checked(tsc, options, ...files)).toBe(''))

  test('hold a program to the contracts', async () => {
    writeFileSync(
      join(consumer, 'wrong.mts'),
      program('').replace("'insufficient-balance' ? refused.body.available", "'match-full' ? 0"),
    )
    await expect(checked(tsc, '--module nodenext', 'wrong.mts')).rejects.toThrow(/error TS2367.*"match-full"/s)
  })

  test('fit the example of its README', async () => {
    const readme = readFileSync(join(consumer, 'node_modules/holdfast-client/README.md'), 'utf8')
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
    writeFileSync(join(consumer, 'readme.ts'), example)
    expect(await checked(tsc, '--module esnext --moduleResolution bundler', 'readme.ts')).toBe('')
  })

  /**
   * The last TypeScript with node10; zod's own types need esModuleInterop there. Not a dependency, because its `tsc` would
   * replace the project's.
   */
  test('are found under node10, by TypeScript 5.9 from the registry', async ({ skip }) => {
    const install = ['install', '--prefix', 'old', '--prefer-offline', '--no-audit', '--no-fund', 'typescript@5.9.3']
    const failure = await inConsumer('npm', ...install).then(
      () => undefined,
      ({ message }: Error) => message,
    )
    skip(failure !== undefined, `the registry does not answer: ${failure}`)
    const old = join(consumer, 'old/node_modules/typescript/bin/tsc')
    expect(await checked(old, '--module commonjs --moduleResolution node10 --esModuleInterop', 'program.ts')).toBe('')
    expect(await checked(old, '--module node16 --moduleResolution node16', 'program.mts', 'program.cts')).toBe('')
  })
})

describe('bundled for a browser', () => {
  /** Half of it is zod, which the contracts are made of. */
  const MOST_GZIPPED = 30_000
  const bundled = async (contents: string) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: consumer },
      ...{ bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'browser' },
      ...{ absWorkingDir: consumer, outfile: 'front.js', logLevel: 'silent' },
    })
    const used = Object.entries(metafile.outputs['front.js']?.inputs ?? {}).filter(([, one]) => one.bytesInOutput > 0)
    return { bytes: outputFiles[0]?.contents ?? new Uint8Array(), inputs: used.map(([path]) => path) }
  }
  const all = "import * as all from 'holdfast-client'; globalThis.all = all"

  test('it is the client, the contracts and zod', async () => {
    const { inputs } = await bundled(all)
    const foreign = inputs.filter((path) => !/(^|\/)node_modules\/(zod|holdfast-client\/esm)\/|^<stdin>$/.test(path))
    expect(foreign).toEqual([])
    const server = /\/(reads|writes|rules|item|store|transact|lambda|runtime)\.js$/
    expect(inputs.filter((path) => server.test(path))).toEqual([])
  })
  test(`all of it has at most ${MOST_GZIPPED / 1000} KB, gzipped`, async () =>
    expect(gzipSync((await bundled(all)).bytes).length).toBeLessThanOrEqual(MOST_GZIPPED))
  test('a contract that is not used is left out', async () => {
    const { inputs } = await bundled("import { api, chat } from 'holdfast-client'; globalThis.x = api({ chat }, {})")
    const contracts = inputs.filter((path) => path.endsWith('/contract.js') && path.includes('/functions/'))
    expect(contracts.map((path) => path.split('/').at(-2))).toEqual(['chat'])
  })
})
