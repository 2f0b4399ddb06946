// Names what the service offers besides the API, to browsers as a page in English or Korean.

import type { Language } from '#kernel/data/language.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { html, pageOf } from '#kernel/http/page.ts'
import { VERSION } from '#kernel/http/version.ts'
import { ops } from './contract.ts'

const root = {
  ...{ name: 'Holdfast', version: VERSION, console: '/console' },
  ...{ docs: '/docs', openapi: '/openapi.json', health: '/health' },
}

const labels = {
  en: {
    lead: 'The service is running.',
    console: ['Console', 'for operators: users, accounts, payments, invariants'],
    docs: ['API reference', 'read and try each call'],
    openapi: ['OpenAPI document', 'for programs and generators'],
    health: ['Health', 'whether the table and the bucket answer'],
    mailbox: ['Mailbox', 'the mails of this machine'],
    version: 'Version',
  },
  ko: {
    lead: '서비스가 실행 중입니다.',
    console: ['콘솔', '운영자용: 사용자, 계좌, 결제, 불변조건'],
    docs: ['API 문서', 'API를 하나씩 읽고 실행해 볼 수 있습니다(영어)'],
    openapi: ['OpenAPI 문서', '프로그램과 생성기용'],
    health: ['상태 확인', '테이블과 버킷이 응답하는지 확인합니다'],
    mailbox: ['메일함', '이 컴퓨터에서 보낸 메일'],
    version: '버전',
  },
} as const

export const handler = endpoint(ops.getRoot, ({ language }) => ({ reply: root, page: indexPage(language) }))

const indexPage = (language: Language): string => {
  const label = labels[language]
  // Only on one machine.
  const mailbox = process.env['MAILBOX_URL']
  const places = [
    [root.console, label.console],
    [root.docs, label.docs],
    [root.openapi, label.openapi],
    [`${root.health}?deep=true`, label.health],
    ...(mailbox ? ([[mailbox, label.mailbox]] as const) : []),
  ] as const
  const items = places.map(
    ([path, [name, says]]) => html`<li><a href="${path}">${name}</a><br><small>${says}</small></li>\n`,
  )
  const content = html`<p>${label.lead}</p>
<ul class="plain">
${items}</ul>
<p class="quiet">${label.version} ${VERSION}</p>`
  return pageOf({ language, title: root.name, content })
}
