// The deployed bundles, built once for all test files of a run.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { beforeAll, inject } from 'vitest'
import { functionFolder } from '#infra/cli/build.ts'

export interface Bundles {
  /** The folder of an endpoint's or a job's index.mjs. */
  folderOf(entry: { module: string; name: string }): string
  /** The metafile of esbuild. */
  outputOf(entry: { module: string; name: string }): Metafile['outputs'][string]
}

/** The folder that the first worker to ask has had built. */
const built = async (): Promise<string> => {
  const reply = await fetch(inject('bundles'))
  const text = await reply.text()
  if (!reply.ok) throw new Error(`The bundles cannot be built: ${text}`)
  return text
}

export const useBundles = (): Bundles => {
  let folder = ''
  let metafile: Metafile | undefined
  beforeAll(async () => {
    folder = await built()
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
