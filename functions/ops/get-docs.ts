// Returns the API reference page: one script and one document of the same origin.

import { introduction, viewerWords } from '#domain/ops/viewer-words.ts'
import type { Language } from '#kernel/data/language.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { html } from '#kernel/http/page.ts'
import { ops } from './contract.ts'

/** The version of the vendored script, so that browsers fetch a new one. */
const SCRIPT_VERSION = '1.72.1'

const CONFIGURATION = {
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  defaultOpenAllTags: true,
  documentDownloadType: 'json',
  authentication: { preferredSecurityScheme: 'accessToken' },
  persistAuth: true,
}

/** What is not of the document: the description of the API, and the settings of the viewer for the language. */
const spoken = {
  en: { noScript: 'This page requires JavaScript. Without it, read', info: {}, settings: {} },
  ko: {
    noScript: '이 페이지를 보려면 자바스크립트가 필요합니다. 자바스크립트 없이 읽을 수 있는 문서:',
    info: { description: introduction },
    settings: { localization: { locale: 'ko', translations: viewerWords } },
  },
} as const satisfies Record<Language, object>

/** Runs before the viewer: what it remembers, it remembers in this tab only. Fetches the document while the viewer loads. */
const BEFORE = `
Object.defineProperty(window, 'localStorage', { value: sessionStorage })
const openApi = fetch('/openapi.json').then((response) => response.json())
`

/**
 * Fills in an Idempotency-Key, a new one for each send: the viewer's own variable has few values, so they would repeat. Signing
 * in fills in the access token, signing out clears it.
 */
const after = ({ info, settings }: (typeof spoken)[Language]): string => `
const variable = '{{$guid}}'
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const prepared = (api) => {
  for (const operation of Object.values(api.paths).flatMap((path) => Object.values(path)))
    for (const parameter of operation.parameters ?? []) {
      if (parameter.name === 'Idempotency-Key') parameter.example = variable
      // The viewer sends every parameter that has an example.
      if (parameter.in === 'query' && !parameter.required) delete parameter.schema.examples
    }
  Object.assign(api.info, ${JSON.stringify(info)})
  return api
}
const fillIn = (token) => {
  const field = document.querySelector('input[placeholder=Token]')
  field.value = token
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
openApi.then((api) => {
  Scalar.createApiReference('#reference', {
    ...${JSON.stringify({ ...CONFIGURATION, ...settings })},
    content: prepared(api),
    onBeforeRequest: ({ requestBuilder: { headers } }) => {
      if (headers.get('idempotency-key') === variable) headers.set('idempotency-key', newKey())
    },
    // Without a token the viewer sends the scheme alone.
    onRequestBuilt: ({ request: { headers } }) => {
      if (headers.get('authorization')?.trim() === 'Bearer') headers.delete('authorization')
    },
    onResponseReceived: async ({ request, response }) => {
      const { pathname } = new URL(request.url)
      if (!response.ok) return
      if (pathname === '/auth/logout') fillIn('')
      if (pathname === '/auth/tokens' || pathname === '/auth/refresh') fillIn((await response.clone().json()).accessToken)
    },
  })
})
`

const page = (language: Language): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Holdfast API</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>${spoken[language].noScript} <a href="/openapi.json">/openapi.json</a></noscript>
<div id="reference"></div>
${{ html: `<script>${BEFORE}</script>` }}
<script src="/docs/script.js?version=${SCRIPT_VERSION}"></script>
${{ html: `<script>${after(spoken[language])}</script>` }}
</body>
</html>
`.html

const pages = { en: page('en'), ko: page('ko') }

export const handler = endpoint(ops.getDocs, ({ language }) => ({ reply: pages[language] }))
