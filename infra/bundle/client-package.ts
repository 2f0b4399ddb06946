// The package holdfast-client: the client and the contracts as JavaScript with types, for ESM and CommonJS. Its only dependency
// is zod.

import { execFile } from 'node:child_process'
import { copyFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { contracts } from '#functions/api.ts'
import { root } from './lambda.ts'
import { withoutDocumentation } from './without-documentation.ts'

const ENTRY = 'functions/client'

/**
 * Writes two trees of the same modules, `esm` and `cjs`. Each has its own types and package.json, from which TypeScript reads
 * the module format.
 */
export const emitClient = async (outDir = 'dist/client'): Promise<void> => {
  const folder = resolve(root, outDir)
  const [esm, cjs] = [join(folder, 'esm'), join(folder, 'cjs')]
  await rm(folder, { recursive: true, force: true })
  const tsc = join(root, 'node_modules/.bin/tsc')
  await promisify(execFile)(tsc, ['-p', join(root, 'infra/bundle/client.tsconfig.json'), '--outDir', esm])
  const types = (await readdir(esm, { recursive: true })).map(String).filter((file) => file.endsWith('.d.ts'))
  const sources = types.map((file) => join(root, file.replace(/\.d\.ts$/, '.ts')))
  const output = { outbase: root, platform: 'node', target: 'es2022', logLevel: 'silent' } as const
  await build({ entryPoints: sources, outdir: esm, format: 'esm', plugins: [withoutDocumentation], ...output })
  const scripts = types.map((file) => file.replace(/\.d\.ts$/, '.js'))
  await Promise.all([...types, ...scripts].map((file) => nameOutput(join(esm, file), esm)))
  await cp(esm, cjs, { recursive: true, filter: (file) => !file.endsWith('.js') })
  await build({
    entryPoints: scripts.map((file) => join(esm, file)),
    outdir: cjs,
    format: 'cjs',
    ...output,
    outbase: esm,
  })
  await Promise.all([
    writeJson(join(esm, 'package.json'), { type: 'module', sideEffects: false }),
    writeJson(join(cjs, 'package.json'), { type: 'commonjs', sideEffects: false }),
    writeJson(join(folder, 'package.json'), await manifest()),
    copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE')),
    copyFile(join(root, 'infra/bundle/client-readme.md'), join(folder, 'README.md')),
  ])
}

/** Rewrites specifiers such as `./contract.ts` and `#kernel/http/contract.ts`, which tsc leaves unchanged. */
const nameOutput = async (file: string, folder: string): Promise<void> => {
  const up = relative(dirname(file), folder) || '.'
  const text = await readFile(file, 'utf8')
  const local = text.replace(/(["'])#(kernel|domain)\/([^"'\n]*\.ts)\1/g, `$1${up}/shared/$2/$3$1`)
  await writeFile(file, local.replace(/(["']\.{1,2}\/[^"'\n]*)\.ts(?=["'])/g, '$1.js'))
}

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`)

const manifest = async () => {
  const { version, license, dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const modules = contracts.map((one) => Object.values(one)[0].module)
  const exported = (path: string) => ({
    import: { types: `./esm/${path}.d.ts`, default: `./esm/${path}.js` },
    require: { types: `./cjs/${path}.d.ts`, default: `./cjs/${path}.js` },
  })
  return {
    name: 'holdfast-client',
    description: 'A typed client for Holdfast: keyed writes, retries, session renewal, paged lists.',
    version,
    license,
    type: 'commonjs',
    sideEffects: false,
    files: ['esm', 'cjs'],
    exports: {
      '.': exported(ENTRY),
      ...Object.fromEntries(modules.map((name) => [`./contracts/${name}`, exported(`functions/${name}/contract`)])),
      './package.json': './package.json',
    },
    // TypeScript's moduleResolution node10 reads `main`, not `exports`.
    main: `./cjs/${ENTRY}.js`,
    types: `./cjs/${ENTRY}.d.ts`,
    typesVersions: { '*': { 'contracts/*': ['cjs/functions/*/contract.d.ts'] } },
    dependencies: { zod: `^${dependencies.zod}` },
  }
}
