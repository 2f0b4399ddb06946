// The package holdfast-client: the client and the contracts as JavaScript with types, for ESM and CommonJS, with only zod.

import { copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { contracts } from '#functions/api.ts'
import { root } from './lambda.ts'
import { emitModules, packageJson, writeJson } from './modules.ts'
import { withoutDocumentation } from './without-documentation.ts'

const ENTRY = 'functions/client'
const TARGET = 'es2022'

/**
 * Writes two trees of the same modules, `esm` and `cjs`. Each has its own types and package.json, from which TypeScript reads
 * the module format.
 */
export const emitClient = async (outDir = 'dist/client'): Promise<void> => {
  const folder = resolve(root, outDir)
  const [esm, cjs] = [join(folder, 'esm'), join(folder, 'cjs')]
  await rm(folder, { recursive: true, force: true })
  const project = 'infra/bundle/client.tsconfig.json'
  const scripts = await emitModules({
    project,
    folder: esm,
    target: TARGET,
    plugins: [withoutDocumentation],
    isSmall: true,
  })
  await Promise.all(scripts.filter((file) => file.endsWith('/contract.js')).map((file) => shorten(join(esm, file))))
  await cp(esm, cjs, { recursive: true, filter: (file) => !file.endsWith('.js') })
  const entryPoints = scripts.map((file) => join(esm, file))
  const output = {
    outbase: esm,
    outdir: cjs,
    format: 'cjs',
    platform: 'node',
    minifyWhitespace: true,
    logLevel: 'silent',
  } as const
  await build({ entryPoints, target: TARGET, ...output })
  await Promise.all([
    writeJson(join(esm, 'package.json'), { type: 'module', sideEffects: false }),
    writeJson(join(cjs, 'package.json'), { type: 'commonjs', sideEffects: false }),
    writeJson(join(folder, 'package.json'), await manifest()),
    copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE')),
    copyFile(join(root, 'infra/bundle/client-readme.md'), join(folder, 'README.md')),
  ])
}

/** The types of a contract repeat each summary as a literal. */
const shorten = async (script: string): Promise<void> => {
  const file = script.replace(/\.js$/, '.d.ts')
  const types = await readFile(file, 'utf8')
  await writeFile(file, types.replace(/(readonly summary: )(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g, '$1string'))
}

const manifest = async () => {
  const { version, license, dependencies } = await packageJson()
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
    dependencies: { zod: `^${dependencies['zod']}` },
  }
}
