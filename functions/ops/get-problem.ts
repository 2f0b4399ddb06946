// Explains a problem in English or Korean, to browsers as a page.

import type { Language } from '#kernel/data/language.ts'
import type { Words } from '#kernel/data/problem.ts'
import { ProblemNotFound } from '#kernel/data/problems.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { html, pageOf, refusalPage } from '#kernel/http/page.ts'
import document from '../../problems.json' with { type: 'json' }
import { ops } from './contract.ts'

interface Explained {
  readonly status: number
  readonly words: Readonly<Record<Language, Words>>
  readonly fields: string[]
  readonly answeredBy: { operation: string; route: string }[]
}

/** By code. `npm run derive` wrote them. */
const problems: Readonly<Record<string, Explained>> = document

export const handler = endpoint(
  ops.getProblem,
  ({ path: { code }, language, refuse }) => {
    const found = (Object.hasOwn(problems, code) && problems[code]) || refuse(ProblemNotFound)
    const { words, ...rest } = found
    const reply = { type: `/problems/${code}`, code, ...rest, ...words[language] }
    return { reply, page: explanation(code, found, language) }
  },
  refusalPage,
)

const labels = {
  en: { status: 'HTTP status', fields: 'Additional fields', answeredBy: 'Answered by', reference: 'API reference' },
  ko: { status: 'HTTP 상태 코드', fields: '추가 필드', answeredBy: '이 문제로 응답하는 API', reference: 'API 문서' },
} as const

const explanation = (code: string, found: Explained, language: Language): string => {
  const { status, fields, answeredBy } = found
  const { title, detail } = found.words[language]
  const label = labels[language]
  const names = fields.map((name) => html`<code>${name}</code> `)
  const routes = answeredBy.map(({ route }) => html`<li><code>${route}</code></li>\n`)
  const content = html`<p>${detail}</p>
<p>${label.status}: ${status}<br><code>${code}</code></p>
${fields.length > 0 ? html`<p>${label.fields}: ${names}</p>` : ''}
${answeredBy.length > 0 ? html`<h2>${label.answeredBy}</h2>\n<ul>\n${routes}</ul>` : ''}
<p><a href="/docs">${label.reference}</a></p>`
  return pageOf({ language, title, content })
}
