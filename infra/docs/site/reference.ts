// The API reference of the documentation site: the viewer of `/docs` with openapi.json, as files that any web server can hand out.

import { gunzipSync } from 'node:zlib'
import { textAt } from '#infra/derive/derived.ts'
import type { SiteFile } from './source.ts'

const CONFIGURATION = {
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  hideClientButton: true,
  // No API stands behind this page: requests are sent from /docs of a running instance.
  hideTestRequestButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  defaultOpenAllTags: true,
  documentDownloadType: 'json',
  hideDarkModeToggle: true,
  servers: [{ url: 'http://127.0.0.1:3000', description: 'npm start' }],
}

/** The scheme is that of the other pages, which VitePress keeps under this name; `auto` is the system's. */
const SCRIPT = `
const chosen = localStorage.getItem('vitepress-theme-appearance') ?? 'auto'
const isDark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
fetch('openapi.json').then((reply) => reply.json()).then((content) =>
  Scalar.createApiReference('#reference', { ...${JSON.stringify(CONFIGURATION)}, content, forceDarkModeState: isDark ? 'dark' : 'light' }))
`

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference | Holdfast</title>
<link rel="icon" href="data:,">
<style>
body { margin: 0 }
.back { display: flex; gap: 1.5rem; padding: .75rem 1.5rem; font: 14px system-ui, sans-serif }
.back a { color: light-dark(#0b5f6b, #6cc7d3); text-decoration: none }
</style>
</head>
<body>
<nav class="back"><a href="../">← Documentation</a><a href="../ko/" lang="ko">← 한국어 문서</a></nav>
<noscript>This page requires JavaScript. Without it, read <a href="openapi.json">openapi.json</a>.</noscript>
<div id="reference"></div>
<script src="script.js"></script>
<script>${SCRIPT}</script>
</body>
</html>
`

export const reference = (): SiteFile[] => {
  const { gzip }: { gzip: string } = JSON.parse(textAt('shared/vendor/scalar/api-reference.json'))
  return [
    { path: 'public/api/index.html', text: PAGE },
    { path: 'public/api/openapi.json', text: textAt('openapi.json') },
    { path: 'public/api/script.js', text: gunzipSync(Buffer.from(gzip, 'base64')).toString('utf8') },
  ]
}
