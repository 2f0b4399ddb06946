// A page for people: a card with a heading, in English or Korean.

import type { Language } from '#kernel/data/language.ts'
import type { Problem } from '#kernel/data/problem.ts'
import { LOOK } from './look.ts'

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

export interface Page {
  readonly language: Language
  readonly title: string
  readonly content: Html
  /** Runs once the page is there. */
  readonly script?: string
}

const STYLE = `${LOOK}
main{max-width:34rem;margin:0 auto;padding:12vh 1rem 4rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shade);padding:2rem}
h1{font-size:var(--xxl);line-height:1.3;letter-spacing:-.01em;margin:0 0 1rem}
h2{font-size:var(--l);margin:1.75rem 0 .5rem}
p,ul,dl{margin:0 0 1rem}.card>:last-child{margin-bottom:0}
.quiet,small{color:var(--quiet);font-size:var(--m)}
ul{padding-left:1.2rem}ul.plain{list-style:none;padding:0}ul.plain>li{padding:.75rem 0;border-top:1px solid var(--line)}
dl{display:grid;grid-template-columns:auto 1fr;gap:.4rem 1.25rem}dt{color:var(--quiet)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.sum{border-top:1px solid var(--line);padding-top:.6rem;font-weight:600}
label{display:block;font-size:var(--m);color:var(--quiet);margin-bottom:.25rem}
input,select{width:100%;min-height:2.75rem;padding:0 .75rem;background:var(--card);border:1px solid var(--line);border-radius:8px}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:0 1.25rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--text);text-decoration:none;cursor:pointer;font-weight:500}
.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.row{display:flex;flex-wrap:wrap;gap:.5rem}.wide{width:100%}
@media (max-width:32rem){main{padding-top:2rem}.card{padding:1.5rem 1.25rem}}`.replaceAll('\n', '')

export const pageOf = ({ language, title, content, script }: Page): string =>
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
<div class="card">
<h1>${title}</h1>
${content}
</div>
</main>
${{ html: script ? `<script>${script}</script>` : '' }}
</body>
</html>
`.html

const ways: Readonly<Record<Language, { readonly status: string; readonly home: string; readonly docs: string }>> = {
  en: { status: 'HTTP status', home: 'Start page', docs: 'API reference' },
  ko: { status: 'HTTP 상태 코드', home: '시작 페이지', docs: 'API 문서' },
}

/** A refused request for people: what is wrong, and the ways on. */
export const refusalPage = (language: Language, problem: Problem): string => {
  const { title, detail } = problem.words(language)
  const { status, code } = problem.kind
  const way = ways[language]
  const content = html`<p>${detail}</p>
<p class="quiet">${way.status}: ${status}<br><code>${code}</code></p>
<p class="row"><a class="button" href="/">${way.home}</a> <a class="button" href="/docs">${way.docs}</a></p>`
  return pageOf({ language, title, content })
}
