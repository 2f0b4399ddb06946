// The settings of the documentation site that `npm run docs` builds with VitePress.

import { type DefaultTheme, defineConfig } from 'vitepress'
import { anchorOf } from '../../infra/docs/site/headings.ts'
import { API_REFERENCE, addressOf, sections } from '../../infra/docs/site/pages.ts'
import type { Language } from '../../shared/kernel/data/language.ts'

const apiReference = { en: 'API reference', ko: 'API 레퍼런스' }

const sidebar = (language: Language): DefaultTheme.SidebarItem[] =>
  sections.map(({ title, pages }) => ({
    text: title[language],
    items: [
      // The viewer is a document of its own, so the router of the pages must not load it.
      ...(title.en === 'Reference' ? [{ text: apiReference[language], link: API_REFERENCE, target: '_self' }] : []),
      ...pages.map((page) => ({ text: page.title[language], link: addressOf(page, language) })),
    ],
  }))

const nav = (language: Language): DefaultTheme.NavItem[] => [
  ...sections.flatMap(({ title, pages: [first] }) =>
    first && ['Start', 'How it works', 'Operate'].includes(title.en)
      ? [{ text: title[language], link: addressOf(first, language) }]
      : [],
  ),
  { text: 'API', link: API_REFERENCE, target: '_self' },
]

const korean: DefaultTheme.Config = {
  outline: { label: '이 페이지의 내용', level: [2, 3] },
  docFooter: { prev: '이전', next: '다음' },
  darkModeSwitchLabel: '화면 모드',
  lightModeSwitchTitle: '밝은 화면으로 바꾸기',
  darkModeSwitchTitle: '어두운 화면으로 바꾸기',
  sidebarMenuLabel: '목차',
  returnToTopLabel: '맨 위로',
  langMenuLabel: '언어 바꾸기',
  skipToContentLabel: '본문으로 건너뛰기',
  notFound: {
    title: '페이지를 찾을 수 없습니다',
    quote: '주소가 바뀌었거나 없는 페이지입니다. 목차나 검색에서 찾아보십시오.',
    linkLabel: '첫 페이지로',
    linkText: '첫 페이지로',
  },
}

const koreanSearch: DefaultTheme.LocalSearchOptions = {
  translations: {
    button: { buttonText: '검색', buttonAriaLabel: '문서 검색' },
    modal: {
      displayDetails: '본문 함께 보기',
      resetButtonTitle: '검색어 지우기',
      backButtonTitle: '검색 닫기',
      noResultsText: '찾은 문서가 없습니다:',
      footer: {
        selectText: '열기',
        selectKeyAriaLabel: 'Enter 키',
        navigateText: '이동',
        navigateUpKeyAriaLabel: '위쪽 화살표 키',
        navigateDownKeyAriaLabel: '아래쪽 화살표 키',
        closeText: '닫기',
        closeKeyAriaLabel: 'Esc 키',
      },
    },
  },
}

export default defineConfig({
  srcDir: '../dist/docs-sources',
  outDir: '../dist/docs',
  cacheDir: '../dist/docs-cache',
  title: 'Holdfast',
  description: 'A serverless backend whose business rules are conditions inside DynamoDB transactions.',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // The anchors of GitHub, so that a link in a document is right in both places.
  markdown: { anchor: { slugify: anchorOf } },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: { nav: nav('en'), sidebar: sidebar('en'), outline: { level: [2, 3] } },
    },
    ko: {
      label: '한국어',
      lang: 'ko',
      description: '비즈니스 규칙을 DynamoDB 트랜잭션의 조건식으로 지키는 서버리스 백엔드입니다.',
      themeConfig: { nav: nav('ko'), sidebar: sidebar('ko'), ...korean },
    },
  },
  themeConfig: { search: { provider: 'local', options: { locales: { ko: koreanSearch } } } },
  vite: {
    // The settings of the repository's tsconfig.json are not those of this site.
    esbuild: { tsconfigRaw: '{}' },
    build: { chunkSizeWarningLimit: 4096 },
  },
})
