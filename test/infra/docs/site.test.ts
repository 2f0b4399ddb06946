// The sources of the documentation site: every document is listed, links lead to pages, Korean versions say what the English ones say.

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagramOf } from '#infra/docs/site/diagrams.ts'
import { anchorOf, headingsOf } from '#infra/docs/site/headings.ts'
import { nameOf, type Page, pages } from '#infra/docs/site/pages.ts'
import { siteFiles } from '#infra/docs/site/site.ts'
import { sourceOf } from '#infra/docs/site/source.ts'
import type { Language } from '#kernel/data/language.ts'
import { textOf } from '#test/support/sources.ts'

const root = new URL('../../../', import.meta.url)
const documents = readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`)

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, one = '']) => one)

describe('the list of pages', () => {
  test('has every document once', () => {
    const listed = pages.flatMap(({ file, korean }) => [file, ...(korean ? [korean] : [])])
    expect(
      documents.filter((file) => !listed.includes(file)),
      'add them to infra/docs/site/pages.ts',
    ).toEqual([])
    expect(listed.filter((file, at) => listed.indexOf(file) !== at)).toEqual([])
  })

  test('has a title of its own and an address of its own for each page', () => {
    const titles = pages.flatMap(({ title }) => [title.en, title.ko])
    expect(titles.filter((title) => title === '')).toEqual([])
    expect(new Set(pages.map(nameOf)).size).toBe(pages.length)
  })
})

describe('a page of the site', () => {
  const page = (file: string): Page => {
    const one = pages.find((listed) => listed.file === file)
    if (!one) throw new Error(`${file} is not listed`)
    return one
  }
  const textIn = (file: string, language: Language, repository?: string): string => {
    const [source] = sourceOf(page(file), language, repository)
    return source && 'text' in source ? source.text : ''
  }

  test('links to pages in its own language, with the anchors of the English headings', () => {
    expect(textIn('README.md', 'en')).toContain('](/session)')
    expect(textIn('README.md', 'ko')).toContain('](/ko/session)')
    expect(textIn('README.md', 'ko')).toContain('](/ko/aws#not-proven-yet)')
    expect(textIn('docs/deploy.md', 'ko')).toContain('[아래](/ko/deploy#a-domain-and-an-edge)')
    expect(textIn('README.md', 'ko')).toMatch(/^## .*[가-힣].* \{#why\}$/m)
  })

  test('links to files of the repository if its address is known; otherwise their names are plain text', () => {
    const address = 'https://example.com/holdfast/blob/main'
    expect(textIn('docs/your-module.md', 'en', address)).toContain(`[examples/stock](${address}/examples/stock)`)
    expect(textIn('docs/your-module.md', 'en')).toContain('finished module is in examples/stock.')
    for (const { file } of pages) expect(textIn(file, 'en'), file).not.toMatch(/\]\((?!\/|\.\/|https?:|mailto:|#)/)
  })

  test('that has no Korean version says so in Korean and marks the text as English', () => {
    const text = textIn('docs/commit.md', 'ko')
    expect(text).toMatch(/# Commit \{#commit\}\n\n::: info 아직 한국어로 옮기지 않은 문서입니다\n/)
    expect(text).toContain('<div lang="en">')
    expect(textIn('README.md', 'ko')).not.toContain('<div lang="en">')
  })

  test('has its diagrams as pictures in both schemes, which ask for nothing', () => {
    const files = siteFiles()
    const drawn = files.flatMap((file) => ('text' in file && file.path.endsWith('.svg') ? [file.text] : []))
    const mermaid = pages.flatMap(({ file }) => found(textOf(file), /^(```mermaid)$/gm))
    expect(drawn).toHaveLength(2 * mermaid.length)
    expect(drawn.length).toBeGreaterThan(4)
    for (const svg of drawn) {
      expect(svg).toContain('prefers-color-scheme: dark')
      expect(svg.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/@import|url\((?!#)|https?:/)
    }
    expect(diagramOf('flowchart LR\n  A["one"] --> B["two"]').text).toContain('>two<')
    expect(files.filter((file) => 'text' in file && /^```mermaid/m.test(file.text))).toEqual([])
  })
})

test('anchors are those of GitHub', () => {
  expect(anchorOf('2026-11-23: friends, chat, `billing`')).toBe('2026-11-23-friends-chat-billing')
  expect(anchorOf('한 번만 입금하기')).toBe('한-번만-입금하기')
  const text = '# One\n```sh\n# no heading\n```\n## One\n'
  expect(headingsOf(text).map(({ anchor, level }) => [anchor, level])).toEqual([
    ['one', 1],
    ['one-1', 2],
  ])
})

describe.each(pages.flatMap(({ file, korean }) => (korean ? [[korean, file] as const] : [])))(
  '%s',
  (korean, english) => {
    const both = <T>(of: (text: string) => T): [T, T] => [of(textOf(korean)), of(textOf(english))]
    const prose = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```$/gm, '')

    test('has the headings of the English page, in Korean', () => {
      const [ours, theirs] = both((text) => headingsOf(text).map(({ level }) => level))
      expect(ours).toEqual(theirs)
      const inEnglish = headingsOf(textOf(korean)).filter(({ text }) => !/[가-힣]/.test(text))
      expect(inEnglish.map(({ text }) => text).filter((text) => !/^(Holdfast|`[^`]+`)$/.test(text))).toEqual([])
    })

    test('has its blocks of code, byte for byte except for comments', () => {
      const [ours, theirs] = both((text) =>
        [...text.matchAll(/^( *)```(.*)\n([\s\S]*?)^\1```$/gm)].map(([, , kind, block = '']) => [
          kind,
          block.replace(/ +# .*$/gm, '').replace(/^\/\/ .*$/gm, '//'),
        ]),
      )
      expect(ours).toEqual(theirs)
    })

    test('names the same commands, settings and files', () => {
      const [ours, theirs] = both((text) => [...new Set(found(prose(text), /`([^`\n]+)`/g))].sort())
      expect(ours).toEqual(theirs)
    })

    test('has as many rows of tables, list entries and notes, and the same figures', () => {
      const [ours, theirs] = both((text) => ({
        rows: found(prose(text), /^( *\|)/gm).length,
        entries: found(prose(text), /^ *((?:[-*]|\d+\.) )/gm).length,
        bold: found(prose(text), /\*\*([^*]+)\*\*/g).length,
      }))
      expect(ours).toEqual(theirs)
    })

    test('leads to the same pages', () => {
      const targets = (text: string): string[] => {
        const links = found(text, /\]\(([^)#\s]+)/g).filter((link) => !/^https?:/.test(link))
        return [...new Set(links.map((link) => link.replace(/^.*\//, '').replace('README.ko.md', 'README.md')))].sort()
      }
      expect(both(targets)[0]).toEqual(both(targets)[1])
    })

    test('is Korean in every paragraph', () => {
      const paragraphs = prose(textOf(korean))
        .split(/\n\s*\n/)
        .filter((paragraph) => /[a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(paragraph.replace(/`[^`]*`/g, '')))
      expect(paragraphs.filter((paragraph) => !/[가-힣]/.test(paragraph))).toEqual([])
    })
  },
)
