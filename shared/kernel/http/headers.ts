// Security headers of all replies, and the Content-Security-Policy of pages.

import { createHash } from 'node:crypto'

const YEAR_S = 365 * 24 * 60 * 60

/** @param protocol from x-forwarded-proto; each hop appends its own */
export const protection = (protocol = 'http'): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...(/(^|[ ,])https$/i.test(protocol) ? { 'strict-transport-security': `max-age=${YEAR_S}` } : {}),
})

/** By default, a page may fetch, run and send nothing. */
const NOTHING = {
  'default-src': "'none'",
  'img-src': 'data:',
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/**
 * The policy of a page: its inline scripts and styles by hash, and additional sources.
 * @param allows sources by directive, in place of the defaults and beside the hashes
 */
export const policyOf = (html: string, allows: Readonly<Record<string, string>> = {}): string => {
  const inline: Readonly<Record<string, string>> = { ...hashes('script', html), ...hashes('style', html) }
  return Object.entries({ ...NOTHING, ...inline, ...allows })
    .map(([directive, sources]) => [directive, inlined(sources, inline[directive])].join(' '))
    .join('; ')
}

/** A hash would switch 'unsafe-inline' off. */
const inlined = (sources: string, hash = ''): string =>
  sources === hash || hash === '' || sources.includes("'unsafe-inline'") ? sources : `${sources} ${hash}`

/** Only elements without attributes have inline content; others are references or data. */
const hashes = (element: 'script' | 'style', html: string): Record<string, string> => {
  const inline = [...html.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))]
  const sources = inline.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return sources.length > 0 ? { [`${element}-src`]: sources.join(' ') } : {}
}
