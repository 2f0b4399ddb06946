// Headers that protect the reader of a reply, whatever the reply is, and the Content-Security-Policy of pages.

import { createHash } from 'node:crypto'

const YEAR_S = 365 * 24 * 60 * 60

/** @param protocol that the reader came by, as x-forwarded-proto tells it; each hop adds its own to the list */
export const protection = (protocol = 'http'): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...(/(^|[ ,])https$/i.test(protocol) ? { 'strict-transport-security': `max-age=${YEAR_S}` } : {}),
})

/** A browser fetches nothing, runs nothing and sends nothing that is not allowed here. */
const NOTHING = {
  'default-src': "'none'",
  'img-src': 'data:',
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/**
 * The policy of a page: its own inline scripts and styles by their hashes, and what it is allowed besides.
 * @param allows by directive, in place of what stands here
 */
export const policyOf = (html: string, allows: Readonly<Record<string, string>> = {}): string => {
  const directives = { ...NOTHING, ...hashes('script', html), ...hashes('style', html), ...allows }
  return Object.entries(directives)
    .map((directive) => directive.join(' '))
    .join('; ')
}

/** Of all elements without attributes. An element with one is a reference, or data. */
const hashes = (element: 'script' | 'style', html: string): Record<string, string> => {
  const inline = [...html.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))]
  const sources = inline.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return sources.length > 0 ? { [`${element}-src`]: sources.join(' ') } : {}
}
