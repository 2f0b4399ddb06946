// Returns the API reference page: one script and one document of the same origin.

import { endpoint } from '#kernel/http/endpoint.ts'
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
  persistAuth: true,
}

/**
 * Every send gets an Idempotency-Key of its own, and signing in fills in the token. What the viewer remembers, it remembers for
 * the tab alone, until the user signs out.
 */
const SCRIPT = `
const settings = ${JSON.stringify(CONFIGURATION)}
Object.defineProperty(window, 'localStorage', { value: sessionStorage })
const withToken = (token) => ({
  preferredSecurityScheme: 'accessToken',
  securitySchemes: { accessToken: { token } },
})
const withKeys = (api) => {
  for (const operation of Object.values(api.paths).flatMap((path) => Object.values(path)))
    for (const parameter of operation.parameters ?? [])
      if (parameter.name === 'Idempotency-Key') parameter.example = '{{$randomUUID}}'
  return api
}
const show = async () => {
  const response = await fetch('/openapi.json')
  const content = withKeys(await response.json())
  const reference = Scalar.createApiReference('#reference', {
    ...settings,
    content,
    authentication: { preferredSecurityScheme: 'accessToken' },
    onResponseReceived: async ({ request, response }) => {
      const { pathname } = new URL(request.url)
      console.log('GOT', pathname, response.status)
    },
  })
  window.reference = reference
}
show()
`

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
<div id="reference"></div>
<script src="/docs/script.js?version=${SCRIPT_VERSION}"></script>
<script>${SCRIPT}</script>
</body>
</html>
`

export const handler = endpoint(ops.getDocs, () => ({ reply: PAGE }))
