// The package holdfast: the kernel, the client and the generated suites for modules of other teams, as ES modules with types.

import { copyFile, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { root } from './lambda.ts'
import { emitModules, emitTypes, packageJson, writeJson } from './modules.ts'

/** `holdfast/kernel` is kit/kernel.ts. */
export const entries = ['contract', 'kernel', 'http', 'client', 'testing'] as const
const PROJECT = 'infra/bundle/kit.tsconfig.json'
/** Authors write their schemas with it, so it is theirs: a second copy would have a registry of its own. */
const PEER = 'zod'

export const emitKit = async (outDir = 'dist/kit'): Promise<void> => {
  const folder = resolve(root, outDir)
  const scripts = await emitModules({ project: PROJECT, folder, target: 'node24' })
  const files = scripts.flatMap((file) => [file, file.replace(/\.js$/, '.d.ts')])
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  await Promise.all([
    writeJson(join(folder, 'package.json'), await manifest(texts)),
    copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE')),
    copyFile(join(root, 'infra/bundle/kit-readme.md'), join(folder, 'README.md')),
  ])
}

/** The types alone, which the report of the public face is made from. */
export const emitKitTypes = (folder: string): Promise<string[]> => emitTypes(PROJECT, folder)

const manifest = async (texts: readonly string[]) => {
  const { version, license, engines, dependencies, devDependencies } = await packageJson()
  const installed: Readonly<Record<string, string>> = { ...devDependencies, ...dependencies }
  const pinned = importedBy(texts).flatMap((name) => {
    // The types of a package may be a package of their own.
    const version = installed[name] ? { [name]: installed[name] } : { [`@types/${name}`]: installed[`@types/${name}`] }
    return Object.entries(version)
  })
  return {
    name: 'holdfast',
    description:
      'Modules whose business rules are conditions inside DynamoDB transactions, and the suites that prove them.',
    ...{ version, license, engines, type: 'module' },
    // It gives zod the words of its messages.
    sideEffects: ['./shared/kernel/http/schema.js'],
    files: ['kit', 'shared', 'infra'],
    exports: {
      ...Object.fromEntries(
        entries.map((entry) => [`./${entry}`, { types: `./kit/${entry}.d.ts`, default: `./kit/${entry}.js` }]),
      ),
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries(pinned.filter(([name]) => name !== PEER)),
    peerDependencies: { [PEER]: `^${dependencies[PEER]}` },
  }
}

/** The packages that the files import, in their order. */
const importedBy = (texts: readonly string[]): string[] => {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:from|import)\s*\(?["']([^."'#][^"']*)["']/g)].map(([, from = '']) => packageOf(from)),
  )
  return [...new Set(names)].sort()
}

/** `@aws-sdk/lib-dynamodb` of a path in it; of Node's own modules the package of their types. */
const packageOf = (from: string): string =>
  from.startsWith('node:') ? '@types/node' : (/^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from)
