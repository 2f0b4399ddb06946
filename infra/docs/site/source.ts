// The Markdown of a page of the site, made from a document of the repository: links, anchors, diagrams, notes.

import { posix } from 'node:path'
import { textAt } from '#infra/derive/derived.ts'
import type { Language } from '#kernel/data/language.ts'
import { diagramOf } from './diagrams.ts'
import { headingsOf } from './headings.ts'
import { addressOf, type Page, pages, placeOf } from './pages.ts'

/** A file of the site's sources, with its path below their folder: a text of its own, or a copy of a file of the repository. */
export type SiteFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly copyOf: string }

const fileOf = (page: Page, language: Language): string => (language === 'ko' ? (page.korean ?? page.file) : page.file)

/** The line that leads to the other language; the site has a menu for it. */
const SWITCH = /^\[(?:한국어|English)\]\(\S+\.md\)\n\n/m

/** Text outside of blocks of code is changed; blocks stay as they are. */
const outsideOfCode = (markdown: string, change: (text: string) => string): string =>
  markdown
    .split(/(^ *```[\s\S]*?^ *```$)/m)
    .map((part, at) => (at % 2 === 0 ? change(part) : part))
    .join('')

const NOTE = `::: info 아직 한국어로 옮기지 않은 문서입니다
영어 원문을 그대로 보여 드립니다. 용어는 [용어집](/ko/glossary)에서 찾을 수 있습니다.
:::`

/**
 * The page as the site shows it, and the diagrams in it. Korean headings keep the anchors of the English ones, so that an address
 * is the same in both languages.
 * @param repository the address of the repository's files, such as https://example.com/holdfast/blob/main; links to files that
 * are no page lead there, and become plain text without it
 */
export const sourceOf = (page: Page, language: Language, repository: string | undefined): SiteFile[] => {
  const file = fileOf(page, language)
  const place = placeOf(page, language)
  const markdown = textAt(file)
  const linked = outsideOfCode(markdown.replace(SWITCH, ''), (text) => withLinks(text, { file, language, repository }))
  const diagrams: SiteFile[] = []
  const drawn = linked.replace(/^```mermaid\n([\s\S]*?)^```$/gm, (_, mermaid: string, at: number) => {
    const heading = headingsOf(linked.slice(0, at)).at(-1)?.text ?? ''
    const path = place.replace(/\.md$/, `-${diagrams.length + 1}.svg`)
    const { text, width } = diagramOf(mermaid)
    diagrams.push({ path, text })
    // A wide one scrolls before its words are too small to read.
    const least = Math.round(width * SMALLEST)
    return `<div class="diagram"><img src="./${posix.basename(path)}" alt="${heading}" style="min-width: ${least}px"></div>\n`
  })
  const text = language === 'ko' ? withNote(withAnchors(drawn, page), page) : drawn
  return [
    { path: place, text: `---\ntitle: ${JSON.stringify(titleOf(markdown))}\n---\n${text}` },
    ...diagrams,
    ...picturesIn(markdown, file).map((picture) => ({ path: pathOf(picture), copyOf: picture })),
  ]
}

/** To which a diagram may shrink. */
const SMALLEST = 0.75

const titleOf = (markdown: string): string => (headingsOf(markdown)[0]?.text ?? '').replaceAll('`', '')

const withAnchors = (markdown: string, page: Page): string => {
  const anchors = headingsOf(textAt(page.file)).map(({ anchor }) => anchor)
  let next = 0
  return outsideOfCode(markdown, (text) => text.replace(/^(#+ .*)$/gm, (heading) => `${heading} {#${anchors[next++]}}`))
}

const withNote = (markdown: string, page: Page): string => {
  if (page.korean) return markdown
  const [heading = '', ...rest] = markdown.split(/(?<=^# .*\n)/m)
  return `${heading}\n${NOTE}\n\n<div lang="en">\n${rest.join('')}\n</div>\n`
}

interface From {
  readonly file: string
  readonly language: Language
  readonly repository: string | undefined
}

const withLinks = (text: string, from: From): string =>
  text.replace(
    /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
    (whole, picture: string, label: string, link: string) => {
      if (/^[a-z]+:/.test(link)) return whole
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? from.file : posix.join(posix.dirname(from.file), path)
      if (picture !== '') return `![${label}](${from.language === 'ko' ? '../' : './'}${pathOf(target)})`
      const page = pages.find(({ file, korean }) => file === target || korean === target)
      if (page) return `[${label}](${addressOf(page, from.language)}${anchorIn(page, target, anchor)})`
      return from.repository ? `[${label}](${from.repository}/${target})` : label
    },
  )

const anchorIn = (page: Page, target: string, anchor: string | undefined): string => {
  if (anchor === undefined) return ''
  const at = headingsOf(textAt(target)).findIndex((heading) => heading.anchor === decodeURIComponent(anchor))
  return `#${headingsOf(textAt(page.file))[at]?.anchor ?? anchor}`
}

const picturesIn = (markdown: string, file: string): string[] =>
  [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, link = '']) => posix.join(posix.dirname(file), link))

/** Where a picture is copied to. */
const pathOf = (picture: string): string => picture.replace(/^docs\//, '')
