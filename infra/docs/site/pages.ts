// The pages of the documentation site in reading order: the one list of its navigation, in English and in Korean.

import type { Language, Text } from '#kernel/data/language.ts'

export interface Page {
  /** The English file, from the root of the repository. */
  readonly file: string
  /** The Korean file. Without it, the Korean site shows the English text under a note. */
  readonly korean?: string
  readonly title: Text
}

export interface Section {
  readonly title: Text
  readonly pages: readonly Page[]
}

const page = (file: string, en: string, ko: string): Page => ({ file, title: { en, ko } })
/** With a Korean version in docs/ko, or README.ko.md. */
const translated = (file: string, en: string, ko: string): Page => ({
  ...page(file, en, ko),
  korean: file === 'README.md' ? 'README.ko.md' : file.replace('docs/', 'docs/ko/'),
})

export const sections: readonly Section[] = [
  {
    title: { en: 'Start', ko: '시작하기' },
    pages: [
      translated('README.md', 'What Holdfast is', 'Holdfast 소개'),
      translated('docs/session.md', 'A longer session', '긴 예제'),
      translated('docs/first-endpoint.md', 'Your first endpoint', '첫 엔드포인트'),
    ],
  },
  {
    title: { en: 'How it works', ko: '동작 원리' },
    pages: [
      page('docs/architecture.md', 'Architecture', '구조'),
      page('docs/commit.md', 'Commit', '커밋'),
      page('docs/invariants.md', 'Invariants', '불변조건'),
      page('docs/hot-items.md', 'Hot items', '핫 아이템'),
      page('docs/simulation.md', 'The simulation', '시뮬레이션'),
    ],
  },
  {
    title: { en: 'What it offers', ko: '제공하는 기능' },
    pages: [
      page('docs/people.md', 'People', '회원'),
      page('docs/billing.md', 'Payments', '결제'),
      page('docs/events.md', 'Events, notifications, webhooks', '이벤트, 알림, 웹훅'),
      page('docs/waiting.md', 'Waiting list and invitations', '대기자 명단과 초대'),
    ],
  },
  {
    title: { en: 'Build', ko: '개발' },
    pages: [
      page('docs/contributing.md', 'Contributing', '기여 방법'),
      page('docs/vocabulary.md', 'Vocabulary', '선언·호출 요약표'),
      page('docs/your-module.md', 'Your module', '모듈 만들기'),
    ],
  },
  {
    title: { en: 'Operate', ko: '운영' },
    pages: [
      translated('docs/operate.md', 'Operate', '운영'),
      translated('docs/console.md', 'The console', '콘솔'),
      translated('docs/deploy.md', 'Deploy', '배포'),
      page('docs/aws.md', 'On AWS', 'AWS'),
      page('docs/scenarios.md', 'Launches in simulation', '출시 시뮬레이션'),
    ],
  },
  {
    title: { en: 'Reference', ko: '참조' },
    pages: [
      page('docs/endpoints.md', 'Endpoints', '엔드포인트'),
      translated('docs/glossary.md', 'Glossary', '용어집'),
      page('kit/api.md', 'Names of the package', '패키지가 내보내는 이름'),
      page('docs/measured.md', 'Measured figures', '측정값'),
      page('docs/explored.md', 'What was explored', '탐색 결과'),
      page('docs/decisions.md', 'Decisions', '결정 기록'),
      page('CHANGELOG.md', 'Changelog', '변경 기록'),
      page('SECURITY.md', 'Security', '보안'),
    ],
  },
]

export const pages: readonly Page[] = sections.flatMap((section) => section.pages)

/** The address of the viewer of openapi.json, which is no page of the list. */
export const API_REFERENCE = '/api/'

/** Such as `billing` for docs/billing.md; the README is the first page. */
export const nameOf = ({ file }: Page): string =>
  file === 'README.md'
    ? 'index'
    : file
        .replace(/^docs\/|\.md$/g, '')
        .replace('/', '-')
        .toLowerCase()

/** The Markdown file of a page in the sources of the site. */
export const placeOf = (page: Page, language: Language): string => `${language === 'ko' ? 'ko/' : ''}${nameOf(page)}.md`

/** The address of a page, without a suffix. */
export const addressOf = (page: Page, language: Language): string =>
  `/${placeOf(page, language).replace(/(index)?\.md$/, '')}`
