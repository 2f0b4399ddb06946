// Returns the page of the console: styles, and an inline script that loads the console itself.

import type { Language } from '#kernel/data/language.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { html } from '#kernel/http/page.ts'
import built from '../../shared/console/page.json' with { type: 'json' }
import { ops } from './contract.ts'

const LOAD = `
document.head.append(Object.assign(document.createElement('script'), {
  src: '/console/script.js?version=${built.version}',
  integrity: '${built.integrity}',
}))
`

const NO_SCRIPT = { en: 'The console needs JavaScript.', ko: '콘솔을 사용하려면 자바스크립트가 필요합니다.' }

/** The console itself chooses its language, which operators can change. */
const page = (language: Language): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Holdfast</title>
<link rel="icon" href="data:,">
${{ html: `<style>${built.style}</style>` }}
</head>
<body>
<div id="app"><main class="sign-in"><h1>Holdfast</h1></main></div>
<noscript><main>${NO_SCRIPT[language]}</main></noscript>
${{ html: `<script>${LOAD}</script>` }}
</body>
</html>
`.html

const pages = { en: page('en'), ko: page('ko') }

export const handler = endpoint(ops.getConsole, ({ language }) => ({ reply: pages[language] }))
