// The documents name existing things: links, headings, files, scripts, code.

import { existsSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { api } from '#functions/api.ts'
import { headingsOf } from '#infra/docs/site/headings.ts'
import { sourcesIn, textOf } from '#test/support/sources.ts'

const root = new URL('../../../', import.meta.url)
const documents = [
  'README.md',
  'README.ko.md',
  'SECURITY.md',
  ...readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]
const scripts = Object.keys(JSON.parse(textOf('package.json')).scripts)
const paths = ['functions', 'shared', 'infra', 'kit', 'examples', 'test', 'docs'].flatMap((folder) => [
  folder,
  ...readdirSync(new URL(folder, root), { recursive: true }).map((file) => `${folder}/${file}`),
])

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, one = '']) => one)

/** Broken relative links of a document. */
const brokenLinks = (document: string): string[] =>
  found(textOf(document), /\]\(([^)\s]+)\)/g)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? document : posix.join(posix.dirname(document), file)
      if (!existsSync(new URL(target, root))) return true
      return anchor !== undefined && !headingsOf(textOf(target)).some((heading) => heading.anchor === anchor)
    })

/** A path with a placeholder, such as functions/<module>/contract.ts, matches at least one file. */
const isThere = (path: string): boolean => {
  const pattern = path.replace(/[.[\]]/g, '\\$&').replace(/<\w+>/g, '[^/]+')
  return paths.some((one) => new RegExp(`^${pattern}$`).test(one))
}

/** Paths in a document, relative to the root. Vitest runs every file whose path contains a given one. */
const brokenPaths = (document: string): string[] => {
  const text = textOf(document)
  const filters = found(text, /vitest run (test\/[\w./-]+)/g)
  const named = found(
    text.replace(/vitest run test\/[\w./-]+/g, ''),
    /(?<![\w./#<>-])((?:functions|shared|infra|kit|examples|test|docs)\/[\w.<>/-]*[\w>])/g,
  )
  return [
    ...named.filter((path) => !isThere(path)),
    ...filters.filter((filter) => !paths.some((path) => path.endsWith('.test.ts') && path.includes(filter))),
  ]
}

test.each(documents)('%s links and names what is there', (document) => {
  expect(brokenLinks(document), 'links').toEqual([])
  expect(brokenPaths(document), 'files').toEqual([])
  const run = found(textOf(document), /npm run (?:-s )?([a-z][\w:-]*)/g)
  expect(
    run.filter((name) => !scripts.includes(name)),
    'scripts',
  ).toEqual([])
})

test('README.md and README.ko.md lead to every document', () => {
  const linked = (document: string) =>
    found(textOf(document), /\]\(([^)#\s]+)/g).map((link) => posix.join(posix.dirname(document), link))
  const missing = (readme: string): string[] => {
    const targets = linked(readme)
    return documents.filter((document) => /^docs\/[^/]+$/.test(document) && !targets.includes(document))
  }
  expect(missing('README.md')).toEqual([])
  // A Korean version stands for its page.
  expect(
    missing('README.ko.md').filter((document) => !existsSync(new URL(document.replace('docs/', 'docs/ko/'), root))),
  ).toEqual([])
  const korean = documents.filter((document) => document.startsWith('docs/ko/'))
  expect(korean.filter((document) => !linked('README.ko.md').includes(document))).toEqual([])
})

/** Lists of figures and words, which readers look something up in. */
const lookedUp = ['decisions', 'glossary', 'scenarios', 'ko/glossary'].map((name) => `docs/${name}.md`)

test.each(documents.filter((document) => document.startsWith('docs/') && !lookedUp.includes(document)))(
  '%s ends with what to read next',
  (document) => expect(textOf(document).trim().split('\n').slice(-8).join('\n')).toMatch(/\]\([\w./-]+\.md/),
)

test.each(['README.md', 'README.ko.md'])('%s lists every module', (readme) => {
  const [listed = ''] = found(textOf(readme), /`functions\/api\.ts` \|[^:]*: ([^|]+) \|/g)
  expect(listed.split(', ')).toEqual(Object.keys(api))
})

/** Without spaces and trailing commas, which depend on the formatting. */
const compact = (code: string): string => code.replace(/\s/g, '').replace(/,(?=[\])}]|$)/g, '')

test.each(['README.md', 'README.ko.md', 'docs/architecture.md', 'docs/invariants.md', 'docs/vocabulary.md'])(
  '%s quotes code that is there',
  (document) => {
    const sources = sourcesIn('functions', 'shared').map(({ text }) => compact(text))
    const quoted = found(textOf(document), /```ts\n([\s\S]*?)```/g).flatMap((block) => block.split(/\n\n|^\/\/.*\n/m))
    const pieces = quoted.map((piece) => compact(piece.replace(/^\/\/.*\n/gm, ''))).filter((piece) => piece !== '')
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.filter((piece) => !sources.some((source) => source.includes(piece)))).toEqual([])
  },
)

test('docs/vocabulary.md has every condition, audit, write and read, and everything that a handler gets', () => {
  const members = (path: string, name: string) => {
    const [block = ''] = new RegExp(`^export interface ${name}<[^]*?^}`, 'm').exec(textOf(path)) ?? []
    return found(block, /^ {2}(?:readonly )?(\w+)\??[<(:]/gm)
  }
  const words = [
    ...members('shared/kernel/data/condition.ts', 'On'),
    ...members('shared/kernel/data/guards.ts', 'GuardSpec'),
    ...members('shared/kernel/data/write.ts', 'Change'),
    ...members('shared/kernel/commit/store.ts', 'Read'),
    ...members('shared/kernel/commit/plan.ts', 'PlanContext'),
    ...members('shared/kernel/http/endpoint.ts', 'Call'),
    ...found(textOf('shared/kernel/data/invariants.ts'), /^export const (\w+)/gm),
  ]
  expect(words.length).toBeGreaterThan(45)
  const named = new Set(found(textOf('docs/vocabulary.md'), /`([^`\n]+)`/g).flatMap((code) => code.match(/\w+/g) ?? []))
  expect(words.filter((word) => !named.has(word))).toEqual([])
})

test('the Korean glossary has each term beside its Korean term, in the same order', () => {
  const rows = (document: string) =>
    [...textOf(document).matchAll(/^\| ([^|]+?) \| ([^|]+?) \|/gm)].map(([, first = '', second = '']) => [
      first,
      second,
    ])
  const isTerm = ([, korean = '']: string[]): boolean => korean !== 'Korean'
  const terms = rows('docs/glossary.md').filter(isTerm)
  expect(terms.length).toBeGreaterThan(70)
  const swapped = rows('docs/ko/glossary.md').map(([korean = '', english = '']) => [english, korean])
  expect(swapped.filter(([english]) => english !== '영어')).toEqual(terms)
})

test('all terms of the glossary stand in it once', () => {
  const terms = found(textOf('docs/glossary.md'), /^\| ([^|]+?) \|/gm).filter((term) => !/^(term|-+)$/.test(term))
  const single = terms.flatMap((term) => term.split(', '))
  expect(single.length).toBeGreaterThan(50)
  expect(single.filter((term, at) => single.indexOf(term) !== at)).toEqual([])
})
