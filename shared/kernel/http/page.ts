// A plain page: a heading and paragraphs, in English or Korean, without scripts.

import type { Language } from '#kernel/data/language.ts'

/** HTML that is safe to insert. */
export interface Html {
  readonly html: string
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A template whose values are escaped, unless they are HTML; lists are joined. */
export const html = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html => ({
  html: parts.reduce((text, part, at) => `${text}${inserted(values[at - 1] ?? '')}${part}`),
})

const inserted = (value: string | number | Html | readonly Html[]): string => {
  if (typeof value !== 'object') return escaped(String(value))
  return 'html' in value ? value.html : value.map((one) => one.html).join('')
}

/** A page of one paragraph. */
export interface Notice {
  readonly title: string
  readonly text: string
}

export interface Page {
  readonly language: Language
  readonly title: string
  readonly content: Html
}

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark;word-break:keep-all;overflow-wrap:anywhere}code,pre{font-size:.9em}pre{overflow:auto}'

export const pageOf = ({ language, title, content }: Page): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${{ html: `<style>${STYLE}</style>` }}
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.html

export const noticePage = (notices: Readonly<Record<Language, Notice>>, language: Language): string => {
  const { title, text } = notices[language]
  return pageOf({ language, title, content: html`<p>${text}</p>` })
}
