// The deployed bundles, built once per test worker into a folder of their own.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { beforeAll, inject } from 'vitest'
import { bundleFunctions, functionFolder } from '#infra/cli/build.ts'

export interface Bundles {
  /** The folder of an endpoint's or a job's index.mjs. */
  folderOf(entry: { module: string; name: string }): string
  /** The metafile of esbuild. */
  outputOf(entry: { module: string; name: string }): Metafile['outputs'][string]
}

/** A build takes ten seconds, so the test files of a worker share it; it is deleted at the end of the run. */
let built: Promise<string> | undefined
const build = async (): Promise<string> => {
  const folder = join(inject('scratch'), `bundles-${process.pid}`)
  await bundleFunctions(join(folder, 'functions'))
  return folder
}

export const useBundles = (): Bundles => {
  let folder = ''
  let metafile: Metafile | undefined
  beforeAll(async () => {
    built ??= build()
    folder = await built
    metafile = JSON.parse(readFileSync(join(folder, 'functions.json'), 'utf8'))
  })
  const folderOf = (entry: { module: string; name: string }): string => functionFolder(entry, join(folder, 'functions'))
  return {
    folderOf,
    outputOf: (entry) => {
      const name = `/${folderOf(entry).split('/').at(-1)}/index.mjs`
      const [, output] = Object.entries(metafile?.outputs ?? {}).find(([path]) => path.endsWith(name)) ?? []
      if (!output) throw new Error(`nothing was bundled to ${name}`)
      return output
    },
  }
}
