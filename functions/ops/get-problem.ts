// Explains a problem, to browsers as a page.

import { korean } from '#domain/ops/korean.ts'
import type { ProblemKind } from '#kernel/data/problem.ts'
import { ProblemNotFound } from '#kernel/data/problems.ts'
import { type Endpoint, endpointsOf } from '#kernel/http/contract.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Language } from '#kernel/http/language.ts'
import { html, pageOf } from '#kernel/http/page.ts'
import { problemsOf } from '#kernel/http/problems-of.ts'
import { contracts } from '../api.ts'
import { ops } from './contract.ts'

interface Explained {
  readonly kind: ProblemKind
  readonly endpoints: Endpoint[]
}

/** Every problem of the API, by code. */
const problems = new Map<string, Explained>()
for (const one of endpointsOf(contracts))
  for (const kind of problemsOf(one)) {
    const { endpoints } = problems.get(kind.code) ?? { endpoints: [] }
    problems.set(kind.code, { kind, endpoints: [...endpoints, one] })
  }

export const handler = endpoint(ops.getProblem, ({ path, language, refuse }) => {
  const found = problems.get(path.code) ?? refuse(ProblemNotFound)
  const { kind, endpoints } = found
  const { code, status, title, detail } = kind
  const answeredBy = endpoints
    .filter(({ route }) => route !== '$default')
    .map(({ operation, route, summary }) => ({ operation, route, summary }))
  const fields = Object.keys(kind.fields)
  return {
    reply: { type: `/problems/${code}`, code, status, title, detail, fields, answeredBy },
    page: explanation(found, language),
  }
})

const labels = {
  en: { status: 'HTTP status', fields: 'Additional fields', answeredBy: 'Answered by', reference: 'API reference' },
  ko: { status: 'HTTP 상태 코드', fields: '추가 필드', answeredBy: '이 문제로 응답하는 API', reference: 'API 문서' },
} as const

const explanation = ({ kind, endpoints }: Explained, language: Language): string => {
  const { code, status, fields } = kind
  const { title, detail } = (language === 'ko' && korean[code]) || kind
  const label = labels[language]
  const names = Object.keys(fields).map((name) => html`<code>${name}</code> `)
  const routes = endpoints
    .filter(({ route }) => route !== '$default')
    .map(({ route }) => html`<li><code>${route}</code></li>\n`)
  const content = html`<p>${detail}</p>
<p>${label.status}: ${status}<br><code>${code}</code></p>
${names.length > 0 ? html`<p>${label.fields}: ${names}</p>` : ''}
${routes.length > 0 ? html`<h2>${label.answeredBy}</h2>\n<ul>\n${routes}</ul>` : ''}
<p><a href="/docs">${label.reference}</a></p>`
  return pageOf({ language, title, content })
}
