// The client as others import it: nothing of the server in a front end's bundle, and JavaScript with types for who has no TypeScript.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { contracts } from '../../functions/api.ts'
import { emitClient } from '../../infra/build.ts'
import { handlerPath } from '../../shared/kernel/contract.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = [...new Set(contracts.map((one) => Object.values(one)[0]?.module ?? ''))]
const contractOf = (module: string): string => handlerPath({ module, name: 'contract' })

describe('in a front end', () => {
  /** Half of it is zod, which the contracts are made of. */
  const MOST_GZIPPED = 30_000
  const front = async () => {
    const imports = modules.map((module) => `import { ${module} } from './${contractOf(module)}'`)
    const contents = `${imports.join('\n')}
      import { api } from './shared/kernel/client.ts'
      globalThis.api = api({ ${modules.join()} }, { baseUrl: '' })`
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      ...{ bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'browser' },
      ...{ absWorkingDir: root, outfile: 'front.js', logLevel: 'silent' },
    })
    return { bytes: outputFiles[0]?.contents ?? new Uint8Array(), inputs: Object.keys(metafile.inputs) }
  }

  test('there is the client, the contracts with their schemas and problems, and zod', async () => {
    const { inputs } = await front()
    const allowed = [
      /^shared\/kernel\/(client|client-answer|client-tries|contract|problem|problems|schema|typeid)\.ts$/,
      /^shared\/domain\/\w+\/(schema|problems)\.ts$/,
      /^functions\/\w+\/contract\.ts$/,
      /^node_modules\/zod\//,
      /^<stdin>$/,
    ]
    expect(inputs.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([])
  })
  test(`it has at most ${MOST_GZIPPED / 1000} KB, gzipped`, async () => {
    const { bytes } = await front()
    expect(gzipSync(bytes).length).toBeLessThanOrEqual(MOST_GZIPPED)
  })
})

describe('as a package', () => {
  const folder = `${root}dist/client-${process.pid}`
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    await emitClient(folder)
    return () => rmSync(folder, { recursive: true, force: true })
  })
  const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(`${folder}/${path}`).href)

  test('it is JavaScript that runs', async () => {
    const { client } = await load('shared/kernel/client.js')
    const { ops } = await load('functions/ops/contract.js')
    const fetch = async () => Response.json({ status: 'ok', version: '1' })
    expect(await client(ops, { baseUrl: 'http://x', fetch }).getHealth({})).toMatchObject({ ok: true, status: 200 })
  })
  test('every file has its types, which name nothing of Node', () => {
    const files = readdirSync(folder, { recursive: true }).map(String)
    const scripts = files.filter((path) => path.endsWith('.js'))
    expect(scripts.length).toBeGreaterThan(10)
    for (const path of scripts) {
      const types = `${folder}/${path.replace(/\.js$/, '.d.ts')}`
      expect(existsSync(types), path).toBe(true)
      expect(readFileSync(types, 'utf8')).not.toMatch(/node:|types="node"|NodeJS|Buffer/)
    }
  })
  test('package.json names what there is', () => {
    const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
    const named = modules.map((module) => JSON.parse(JSON.stringify(exports['./contracts/*']).replaceAll('*', module)))
    const targets = [exports['./client'], ...named]
    for (const target of targets)
      for (const file of [target.types, target.default])
        expect(existsSync(file.replace('./dist/client', folder)), file).toBe(true)
  })
})
