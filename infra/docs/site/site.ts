// Builds the documentation site: writes its sources, lets VitePress make pages of them, and serves the result on this machine.

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { build } from 'vitepress'
import { textAt } from '#infra/derive/derived.ts'
import { languages } from '#kernel/data/language.ts'
import { pages } from './pages.ts'
import { reference } from './reference.ts'
import { type SiteFile, sourceOf } from './source.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const SOURCES = 'dist/docs-sources'
/** Where `docs/.vitepress/config.ts` has the site written. */
export const SITE = 'dist/docs'

/** `repository` of package.json, as npm knows it. */
const repositoryOf = (manifest: { repository?: { url: string } }): string | undefined => {
  const address = manifest.repository?.url.replace(/^git\+|\.git$/g, '')
  return address && `${address}/blob/main`
}

export const siteFiles = (): SiteFile[] => {
  const repository = repositoryOf(JSON.parse(textAt('package.json')))
  return [
    ...pages.flatMap((page) => languages.flatMap((language) => sourceOf(page, language, repository))),
    ...reference(),
  ]
}

/** @param base the path under which the site is published, such as / or /holdfast/ @throws if a link leads to no page */
export const buildSite = async (base: string): Promise<void> => {
  const sources = join(root, SOURCES)
  rmSync(sources, { recursive: true, force: true })
  for (const file of siteFiles()) {
    const path = join(sources, file.path)
    mkdirSync(dirname(path), { recursive: true })
    if ('text' in file) writeFileSync(path, file.text)
    else copyFileSync(join(root, file.copyOf), path)
  }
  await build(join(root, 'docs'), { base })
}

/** Serves the built site on this machine alone, until the process ends. @returns its address */
export const serveSite = async (base: string, port: number): Promise<string> => {
  const { resolvedUrls } = await preview({
    configFile: false,
    root,
    base,
    appType: 'mpa',
    logLevel: 'warn',
    build: { outDir: SITE },
    preview: { host: '127.0.0.1', port },
  })
  return resolvedUrls?.local[0] ?? ''
}
