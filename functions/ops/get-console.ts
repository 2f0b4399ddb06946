// Returns the page of the console: styles, and an inline script that loads the console itself.

import { endpoint } from '#kernel/http/endpoint.ts'
import { html } from '#kernel/http/page.ts'
import page from '../../shared/console/page.json' with { type: 'json' }
import { ops } from './contract.ts'

const LOAD = `
document.head.append(Object.assign(document.createElement('script'), {
  src: '/console/script.js?version=${page.version}',
  integrity: '${page.integrity}',
}))
`

const PAGE = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Holdfast</title>
<link rel="icon" href="data:,">
${{ html: `<style>${page.style}</style>` }}
</head>
<body>
<div id="app"><main class="sign-in"><h1>Holdfast</h1></main></div>
<noscript><main>The console needs JavaScript. <span lang="ko">콘솔을 사용하려면 자바스크립트가 필요합니다.</span></main></noscript>
${{ html: `<script>${LOAD}</script>` }}
</body>
</html>
`.html

export const handler = endpoint(ops.getConsole, () => ({ reply: PAGE }))
