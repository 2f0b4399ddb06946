// The functions as they are deployed, bundled once for a test file into a folder where nothing else is.

import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { beforeAll } from 'vitest'
import { bundleFunctions, functionFolder } from '../../infra/build.ts'

export interface Bundles {
  /** The folder of an endpoint's or a job's index.mjs. */
  folderOf(entry: { module: string; name: string }): string
  /** What esbuild tells of it. */
  outputOf(entry: { module: string; name: string }): Metafile['outputs'][string]
}

export const useBundles = (): Bundles => {
  let folder = ''
  let metafile: Metafile | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-bundles-'))
    const outDir = join(folder, 'functions')
    await bundleFunctions(outDir)
    metafile = JSON.parse(readFileSync(`${outDir}.json`, 'utf8'))
    return () => rm(folder, { recursive: true, force: true })
  }, 60_000)
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
