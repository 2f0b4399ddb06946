// The ES modules of a package: JavaScript and types of all files that its entries reach, each for itself.

import { execFile } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { root } from './lambda.ts'

interface Modules {
  /** The tsconfig that names the entries. */
  readonly project: string
  readonly folder: string
  readonly target: string
  readonly plugins?: Plugin[]
  /** Without line ends and comments. By default as written. */
  readonly isSmall?: boolean
}

/** @returns the files with JavaScript, from the folder, which is made anew */
export const emitModules = async ({
  project,
  folder,
  target,
  plugins = [],
  isSmall = false,
}: Modules): Promise<string[]> => {
  const types = await emitTypes(project, folder)
  const entryPoints = types.map((file) => join(root, file.replace(/\.d\.ts$/, '.ts')))
  const output = { outbase: root, outdir: folder, format: 'esm', platform: 'node', logLevel: 'silent' } as const
  await build({ entryPoints, target, plugins, minifyWhitespace: isSmall, ...output })
  const scripts = types.map((file) => file.replace(/\.d\.ts$/, '.js'))
  await Promise.all(scripts.map((file) => nameOutput(join(folder, file), folder)))
  return scripts
}

/** @returns the files with types, from the folder, which is made anew */
export const emitTypes = async (project: string, folder: string): Promise<string[]> => {
  await rm(folder, { recursive: true, force: true })
  const tsc = join(root, 'node_modules/.bin/tsc')
  await promisify(execFile)(tsc, ['-p', join(root, project), '--outDir', folder])
  const all = await readdir(folder, { recursive: true })
  const types = all.filter((file) => file.endsWith('.d.ts'))
  await Promise.all(types.map((file) => nameOutput(join(folder, file), folder)))
  return types
}

/** Rewrites specifiers such as `./contract.ts` and `#kernel/http/contract.ts`, which tsc leaves unchanged. */
const nameOutput = async (file: string, folder: string): Promise<void> => {
  const { imports } = await packageJson()
  const up = relative(dirname(file), folder) || '.'
  const text = await readFile(file, 'utf8')
  const local = text.replace(/(["'])(#\w+\/)([^"'\n]*\.ts)\1/g, (whole, quote, alias, path) => {
    const target: string | undefined = imports[`${alias}*`]
    return target ? `${quote}${target.replace('./', `${up}/`).replace('*', path)}${quote}` : whole
  })
  await writeFile(file, local.replace(/(["']\.{1,2}\/[^"'\n]*)\.ts(?=["'])/g, '$1.js'))
}

interface PackageJson {
  readonly version: string
  readonly license: string
  readonly engines: Readonly<Record<string, string>>
  readonly imports: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** This project's own. */
export const packageJson = async (): Promise<PackageJson> =>
  JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

export const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
