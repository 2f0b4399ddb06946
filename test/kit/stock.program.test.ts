// The package holdfast as another project has it: the module of docs/your-module.md is compiled and proven outside of the repository.

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { emitKit } from '#infra/bundle/kit-package.ts'
import { apiReport } from '#infra/derive/api-report.ts'
import { textAt } from '#infra/derive/derived.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const example = join(root, 'examples/stock')
const consumer = join(inject('scratch'), 'stock')
const installed = join(consumer, 'node_modules/holdfast')
const run = promisify(execFile)

const sourceFiles = (...extensions: string[]): string[] =>
  readdirSync(example).filter((file) => extensions.some((extension) => file.endsWith(`.${extension}`)))

interface Ended {
  readonly succeeded: boolean
  readonly said: string
}

/** What runs this test is not what the consumer is told of. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|LANG|NODE_COMPILE_CACHE)$/.test(name)),
)
const inConsumer = async (command: string, ...args: string[]): Promise<Ended> => {
  try {
    const { stdout } = await run(command, args, { cwd: consumer, env })
    return { succeeded: true, said: stdout }
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return { succeeded: false, said: stdout + stderr }
  }
}
const compile = (): Promise<Ended> => inConsumer(process.execPath, 'node_modules/typescript/bin/tsc')
const suites = (): Promise<Ended> => inConsumer(process.execPath, '--test', '--test-reporter=tap')

/** The files of the package, which npm packs; unpacked as npm would. */
const install = async (folder: string): Promise<string[]> => {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', consumer], { cwd: folder })
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', join(consumer, filename), '-C', installed, '--strip-components=1'])
  return files.map(({ path }) => path)
}

/** Linked, so that no registry is asked: what no package.json names is not found. */
const link = (): void => {
  for (const folder of [installed, consumer]) {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    for (const name of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
      const at = join(consumer, 'node_modules', name)
      mkdirSync(dirname(at), { recursive: true })
      if (name !== 'holdfast') symlinkOnce(join(root, 'node_modules', name), at)
    }
  }
}

const linked = new Set<string>()
const symlinkOnce = (to: string, at: string): void => {
  if (!linked.has(at)) symlinkSync(to, at)
  linked.add(at)
}

let packed: string[]

beforeAll(async () => {
  const folder = join(root, `dist/kit-${process.pid}`)
  await emitKit(folder)
  cpSync(example, consumer, { recursive: true })
  packed = await install(folder)
  link()
  return () => rmSync(folder, { recursive: true, force: true })
})

describe('the package', () => {
  test('has modules with their types, no engine, and nothing of the product', () => {
    const odd = packed.filter((path) => !/\.(js|d\.ts)$/.test(path))
    expect(odd.sort()).toEqual(['LICENSE', 'README.md', 'package.json'])
    expect(packed.filter((path) => !/^(kit|shared\/kernel|infra\/(local|simulation))\//.test(path)).sort()).toEqual(
      odd.sort(),
    )
    const code = packed.filter((path) => !odd.includes(path)).map((path) => readFileSync(join(installed, path), 'utf8'))
    expect(code.filter((text) => /from ["']#|\.ts["']|\bwon\b|npm run/.test(text))).toEqual([])
  })
  test('pins what it imports', () => {
    const {
      private: hidden,
      dependencies,
      peerDependencies,
    } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(hidden).toBeUndefined()
    expect(Object.keys(peerDependencies)).toEqual(['zod'])
    expect(Object.values<string>(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })
  test('has the public face that kit/api.md shows', async () => {
    const { path, text } = await apiReport()
    expect(textAt(path) === text, `${path} is out of date: run npm run derive, and commit what it writes`).toBe(true)
  })
})

describe('a module of another project', () => {
  test('imports the entries of the package and zod alone', () => {
    const imported = sourceFiles('ts').flatMap((file) =>
      [...readFileSync(join(example, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, from = '']) => from),
    )
    const allowed = /^(holdfast\/(contract|kernel|http|client|testing)|zod\/mini|node:test)$/
    expect(imported.filter((from) => !allowed.test(from))).toEqual([])
  })
  test('compiles', async () => expect(await compile()).toEqual({ succeeded: true, said: '' }))
  test('is proven', async () => {
    const { succeeded, said } = await suites()
    expect(succeeded, said).toBe(true)
    expect(Number(/^# pass (\d+)$/m.exec(said)?.[1])).toBeGreaterThan(35)
  })
})

describe('a front end of another project', () => {
  test('bundles the contract and the client without the server', async () => {
    const contents = `import { stock } from './contract.ts'
import { client } from 'holdfast/client'
globalThis.stock = client(stock, { baseUrl: '' })`
    const { metafile, warnings } = await build({
      stdin: { contents, resolveDir: consumer, loader: 'ts' },
      ...{ bundle: true, write: false, metafile: true, format: 'esm', platform: 'browser', minify: true },
      ...{ absWorkingDir: consumer, outfile: 'front.js', logLevel: 'silent' },
    })
    expect(warnings).toEqual([])
    const [{ bytes, inputs } = { bytes: 0, inputs: {} }] = Object.values(metafile.outputs)
    const used = Object.entries(inputs).filter(([, one]) => one.bytesInOutput > 0)
    const server =
      /\/(commit|stack)\/|\/(endpoint|saga|job|condition|item|write)\.js$|node_modules\/(?!zod\/|holdfast\/)/
    expect(used.map(([path]) => path).filter((path) => server.test(path))).toEqual([])
    expect(bytes).toBeLessThan(100_000)
  })
})

interface Mistake {
  readonly file: string
  readonly text: string
  readonly becomes: string
  readonly found: string
}
const mistake = (file: string, text: string, becomes: string, found: string): Mistake => ({
  file,
  text,
  becomes,
  found,
})
const unguarded = (mention: string): Mistake => {
  const name = /\w+\.(\w+)/.exec(mention)?.[1]
  return mistake('stock.ts', mention, '', `stock.${name} does not refuse its counterexample in stock.test.ts`)
}

/** Runs with a mistake in the consumer's copy. */
const withMistake = async ({ file, text, becomes }: Mistake, work: () => Promise<Ended>): Promise<Ended> => {
  const path = join(consumer, file)
  const sound = readFileSync(path, 'utf8')
  expect(sound, `${file} of examples/stock`).toContain(text)
  writeFileSync(path, sound.replace(text, becomes))
  try {
    return await work()
  } finally {
    writeFileSync(path, sound)
  }
}

test('the module is proven on an engine, too', async () => {
  const imports = withMistake(mistake('stock.test.ts', '  moduleSuite,\n', '  moduleSuite,\n  onEngine,\n', ''), () =>
    withMistake(
      mistake('stock.test.ts', "'stock.test.ts' })", `'stock.test.ts' }, onEngine('${inject('endpoint')}'))`, ''),
      suites,
    ),
  )
  const { succeeded, said } = await imports
  expect(succeeded, said).toBe(true)
})

describe('the suites find', () => {
  const look = 'return (await shop(world, await world.stranger()).reserve({ path, body: { quantity: 1 } })).ok'
  test.each([
    unguarded('guard.enough({ quantity }),'),
    unguarded('guard.added(),'),
    unguarded('guard.reserved(), '),
    unguarded('guard.own({ userId }), '),
    mistake(
      'stock.ts',
      'quantity === left + reserved',
      'quantity >= 0',
      'without stock.together the audit reports nothing',
    ),
    mistake(
      'stock.test.ts',
      look,
      'return path.productId !== undefined',
      'stock.addProduct writes "Put PRODUCT/PRODUCT", but nothing notices',
    ),
    mistake('contract.ts', 'trips: 1, read: 0, write: 4', 'trips: 1, read: 0, write: 3', 'stock.reserve took 4 write'),
  ])('$found', async (one) => {
    const { succeeded, said } = await withMistake(one, suites)
    expect(succeeded).toBe(false)
    expect(said).toContain(one.found)
  })
})

describe('the compiler finds', () => {
  test.each([
    mistake('stock.ts', "product.atLeast('left', quantity)", "product.atLeast('lefft', quantity)", `'"lefft"'`),
    mistake('stock.ts', '{ add: { left: -quantity } }', '{ add: { name: -quantity } }', "'name' does not exist"),
    mistake('contract.ts', '[ProductNotFound, OutOfStock]', '[ProductNotFound]', 'out-of-stock'),
    mistake('stock.test.ts', '  own: { given', '  // own: { given', "Property 'own' is missing"),
    mistake('stock.test.ts', '  release: async', '  realease: async', "'realease' does not exist"),
  ])('$becomes', async (one) => {
    const { succeeded, said } = await withMistake(one, compile)
    expect(succeeded).toBe(false)
    expect(said).toContain(one.found)
  })
})

test.each(sourceFiles('json', 'ts'))('docs/your-module.md shows %s as it is in examples/stock', (file) => {
  const shown = [...textAt('docs/your-module.md').matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)]
  const parts = shown.filter(([, name]) => name === file).map(([, , text]) => text)
  expect(parts.join('\n')).toBe(readFileSync(join(example, file), 'utf8'))
})
