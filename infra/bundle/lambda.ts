// How esbuild makes what Lambda loads: one file a function, small, and quick to start.

import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { builtIns } from './built-ins.ts'
import { substitutes } from './substitutes.ts'
import { withoutDocumentation } from './without-documentation.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** @param entryPoints by the output's name: `wallet-deposit/index` is made of a handler's path */
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
    // The SDK's own choice for Node is CommonJS, of which nothing can be left out.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'silent',
    // Compiled for one kind of machine, so it lies beside the bundle that wants it.
    external: ['sharp'],
    plugins: [builtIns, substitutes, withoutDocumentation],
  }) satisfies BuildOptions
