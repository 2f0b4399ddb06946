// Builds the console: one page with its styles, and one script, both from the sources in app.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { withoutDocumentation } from '#infra/bundle/without-documentation.ts'
import type { Derived } from '#infra/derive/derived.ts'
import { LOOK } from '#kernel/http/look.ts'

const app = fileURLToPath(new URL('app/', import.meta.url))

/** The files that the functions of the console return. */
export const consoleFiles = async (): Promise<Derived[]> => {
  const { style, script } = await built()
  const hash = createHash('sha256').update(script).digest('base64')
  const page = { style, version: hash.replace(/\W/g, '').slice(0, 12), integrity: `sha256-${hash}` }
  return [
    { path: 'shared/console/page.json', text: `${JSON.stringify(page, null, 2)}\n` },
    { path: 'shared/console/script.json', text: `${JSON.stringify({ script }, null, 2)}\n` },
  ]
}

const built = async (): Promise<{ style: string; script: string }> => {
  const { outputFiles } = await build({
    entryPoints: [`${app}main.tsx`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    logLevel: 'silent',
    plugins: [withoutDocumentation],
  })
  const css = await readFile(`${app}console.css`, 'utf8')
  return { style: LOOK + css.replaceAll('\n', ''), script: outputFiles[0]?.text ?? '' }
}
