// `npm run docs`: builds the documentation site in English and Korean, offline, and serves it on this machine.

import { pages } from '#infra/docs/site/pages.ts'
import { buildSite, SITE, serveSite } from '#infra/docs/site/site.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { runScript } from '#infra/local/run-script.ts'
import { argumentsOf } from './usage.ts'

const usage = {
  line: 'npm run docs [-- [--serve] [--base <path>]]',
  text: {
    en: `Builds the documentation site into ${SITE}/: the pages of docs/ in English and Korean, their search, and the API reference.
It needs no network, and neither does the site.

--serve        then serves it on this machine, at PORT or the first free port after 4173
--base <path>  the path under which the site will be published, such as /holdfast/; / by default`,
    ko: `문서 사이트를 ${SITE}/에 만듭니다: docs/의 영어와 한국어 페이지, 검색, API 문서.
만들 때도 볼 때도 네트워크가 필요 없습니다.

--serve        만든 뒤 이 컴퓨터에서 PORT 또는 4173 다음의 빈 포트로 보여 줍니다
--base <path>  /holdfast/처럼 사이트를 게시할 경로. 기본값은 /입니다`,
  },
  options: { serve: { type: 'boolean' }, base: { type: 'string' } },
} as const

await runScript(async () => {
  const { flags } = argumentsOf(usage)
  const base = flags.base ?? '/'
  if (!/^\/(?:[\w.-]+\/)*$/.test(base))
    throw new Refusal(`"${base}" is not a path of a site. Begin and end it with a slash, such as /holdfast/.`)
  await buildSite(base)
  console.log(`Built ${pages.length} pages in two languages into ${SITE}/`)
  if (flags.serve) console.log(`The documentation is at ${await serveSite(base, Number(process.env['PORT'] || 4173))}`)
})
