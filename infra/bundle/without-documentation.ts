// What the client package leaves out of contracts: what is for documents or the deployment alone, the words of problems, and messages.

import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import { deploymentOf, documentation, edited, messages, problemWords } from './source.ts'

export const withoutDocumentation: Plugin = {
  name: 'without documentation',
  setup: (build) => {
    build.onLoad({ filter: /\/shared\/kernel\/data\/documented\.ts$/ }, () => ({ contents: IDENTITY }))
    build.onLoad({ filter: /\/(shared|functions)\/.*\/(schema|problems|contract|money)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const deployment = /\/functions\/\w+\/contract\.ts$/.test(path) ? deploymentOf(path, source) : []
      const edits = [
        ...documentation(path, source),
        ...problemWords(path, source),
        ...(path.endsWith('/schema.ts') ? messages(path, source) : []),
        ...deployment,
      ]
      return { contents: edited(source, edits), loader: 'ts' }
    })
  },
}

/** esbuild replaces a call of this function with its argument. */
export const IDENTITY = 'export function documented(schema) { return schema }'
