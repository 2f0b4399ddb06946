// The esbuild options for Lambda bundles: one small file per function.

import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { builtIns } from './built-ins.ts'
import { substitutes } from './substitutes.ts'
import { whatIsUsed } from './what-is-used.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** @param entryPoints handler paths by output name, such as `wallet-deposit/index` */
export const lambdaOptions = (entryPoints: Readonly<Record<string, string>>) =>
  ({
    absWorkingDir: root,
    entryPoints: { ...entryPoints },
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    sourcemap: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // By default the SDK's CommonJS build is chosen for Node, which cannot be tree-shaken.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // Korean as it is written takes half the bytes of its escapes.
    charset: 'utf8',
    logLevel: 'silent',
    // Native code, so it is copied beside the bundle.
    external: ['sharp'],
    plugins: [builtIns, substitutes, whatIsUsed],
  }) satisfies BuildOptions
