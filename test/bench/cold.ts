// `npm run bench:cold`: the start time of each endpoint's bundled function, compared with an empty one.
// `--save` writes the figures into the table of docs/endpoints.md.

import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { contracts } from '#functions/api.ts'
import { bundleFunctions, functionFolder } from '#infra/cli/build.ts'
import { argumentsOf } from '#infra/cli/usage.ts'
import { runScript } from '#infra/local/run-script.ts'
import { type Endpoint, endpointsOf } from '#kernel/http/contract.ts'
import { startFunction } from '#test/infra/bundle/runtime-api.ts'
import { MOST_BYTES, MOST_INIT_MS, MOST_OWN, mostBytes, ownShare, weighed } from '#test/infra/bundle/weight.ts'

/** Fresh processes of each function, one at a time, all functions in turn, so that a slow moment of the machine meets them all. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 15)

interface Row {
  readonly endpoint: Endpoint
  readonly bytes: number
  /** The limit of its bytes. */
  readonly most: number
  readonly own: number
  readonly initMs: number
}

const environment = { TABLE_NAME: 'cold', TOKEN_PUBLIC_KEYS: '{"keys":[]}', TOKEN_PRIVATE_KEY: '{}' }

const initMsOf = async (folder: string): Promise<number> => {
  const started = await startFunction(folder, environment)
  await started.stop()
  return started.initMs
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const measure = async (folder: string): Promise<Row[]> => {
  const outDir = join(folder, 'functions')
  await bundleFunctions(outDir)
  const { outputs }: Metafile = JSON.parse(readFileSync(`${outDir}.json`, 'utf8'))
  const empty = join(folder, 'empty')
  await mkdir(empty)
  await writeFile(join(empty, 'index.mjs'), 'export const handler = async () => ({ statusCode: 204 })\n')
  const endpoints = endpointsOf(contracts)
  const times = new Map<Endpoint | undefined, number[]>([undefined, ...endpoints].map((one) => [one, []]))
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [endpoint, taken] of times)
      taken.push(await initMsOf(endpoint ? functionFolder(endpoint, outDir) : empty))
  const base = median(times.get(undefined) ?? [])
  return endpoints.map((endpoint) => {
    const name = `/${functionFolder(endpoint).split('/').at(-1)}/index.mjs`
    const [, output] = Object.entries(outputs).find(([path]) => path.endsWith(name)) ?? []
    if (!output) throw new Error(`nothing was bundled to ${name}`)
    const initMs = median(times.get(endpoint) ?? []) - base
    return { endpoint, bytes: output.bytes, most: mostBytes(endpoint, output), own: ownShare(endpoint, output), initMs }
  })
}

const isOver = ({ endpoint, bytes, most, own, initMs }: Row): boolean =>
  weighed(endpoint) && (bytes > most || own > MOST_OWN || initMs > MOST_INIT_MS)

const line = (row: Row): string => {
  const cells = [(row.bytes / 1000).toFixed(0), (row.own * 100).toFixed(1), row.initMs.toFixed(1)]
  const note = weighed(row.endpoint) ? (isOver(row) ? '  over' : '') : '  a file'
  return row.endpoint.operation.padEnd(28) + cells.map((cell) => cell.padStart(10)).join('') + note
}

const print = (rows: readonly Row[]): void => {
  const bars = [`${MOST_BYTES / 1000}`, `${MOST_OWN * 100}`, `${MOST_INIT_MS}`]
  console.log(
    `median of ${ROUNDS} fresh processes, over an empty handler; Node ${process.versions.node}, ${process.arch}\n`,
  )
  console.log('function'.padEnd(28) + ['KB', 'own %', 'init ms'].map((cell) => cell.padStart(10)).join(''))
  console.log('at most'.padEnd(28) + bars.map((cell) => cell.padStart(10)).join(''))
  console.log(rows.map(line).join('\n'))
}

/** One line a function, so that a diff shows which of them changed. */
const save = (rows: readonly Row[]): Promise<void> => {
  const lines = rows.map(({ endpoint, bytes, initMs }) => {
    const [kb, ms] = [(bytes / 1000).toFixed(0), initMs.toFixed(0)]
    return `    "${endpoint.operation}": { "kb": ${kb}, "initMs": ${ms} }`
  })
  const { node } = process.versions
  const head = `"node": "${node}",\n  "arch": "${process.arch}",\n  "rounds": ${ROUNDS},`
  const text = `{\n  ${head}\n  "functions": {\n${lines.join(',\n')}\n  }\n}\n`
  return writeFile(new URL('cold.json', import.meta.url), text)
}

const usage = {
  line: 'npm run bench:cold [-- --save | --json]',
  text: {
    en: `Measures how long each bundled function takes to start, over an empty one. ROUNDS (15) processes each.

  --save  keep the figures for the table of docs/endpoints.md
  --json  print them as JSON`,
    ko: `번들한 함수마다 시작하는 데 걸리는 시간을 빈 함수와 비교해 측정합니다. 각각 ROUNDS(15)개의 프로세스를 실행합니다.

  --save  docs/endpoints.md의 표를 위해 결과를 저장합니다
  --json  JSON으로 출력합니다`,
  },
  options: { save: { type: 'boolean' }, json: { type: 'boolean' } },
} as const

await runScript(async () => {
  const { flags } = argumentsOf(usage)
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-cold-'))
  try {
    const rows = await measure(folder)
    if (flags.json)
      console.log(JSON.stringify(rows.map(({ endpoint, ...row }) => ({ operation: endpoint.operation, ...row }))))
    else print(rows)
    if (flags.save) await save(rows)
    const over = rows.filter(isOver)
    if (over.length > 0) {
      console.error(`\nover the bar: ${over.map(({ endpoint }) => endpoint.operation).join(', ')}`)
      process.exitCode = 1
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
