// Returns the API reference page: one script and one document of the same origin.

import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

/** The version of the vendored script, so that browsers fetch a new one. */
const SCRIPT_VERSION = '1.72.1'

const CONFIGURATION = {
  url: '/openapi.json',
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  operationTitleSource: 'path',
  defaultOpenAllTags: true,
  documentDownloadType: 'json',
  authentication: { preferredSecurityScheme: 'accessToken' },
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Holdfast API</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>This page requires JavaScript. Without it, read <a href="/openapi.json">/openapi.json</a>.</noscript>
<script id="api-reference" type="application/json" data-configuration='${JSON.stringify(CONFIGURATION)}'></script>
<script src="/docs/script.js?version=${SCRIPT_VERSION}"></script>
</body>
</html>
`

export const handler = endpoint(ops.getDocs, () => ({ reply: PAGE }))
