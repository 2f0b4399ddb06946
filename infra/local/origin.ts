// Which requests the servers on this machine take: those of its own programs and pages, none that a web page of another site makes.

import type { IncomingMessage } from 'node:http'

/** What both checks look at. */
export type Asked = Pick<IncomingMessage, 'method' | 'headers'>

export interface Turned {
  readonly status: 403 | 421
  readonly says: string
}

/** @param host as a server listens on it, or as a URL names it */
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|\[?::1\]?|(.+\.)?localhost)$/i.test(host)

/**
 * @param host that the server listens on. Elsewhere than on loopback, callers may know it by any name.
 * @returns why the request is not taken
 */
export const turnedAway = ({ method, headers }: Asked, host: string): Turned | undefined => {
  const named = hostnameOf(`http://${headers.host}`)
  // A name of another site that leads here: the browser takes its page and this server for one origin (DNS rebinding).
  if (headers.host !== undefined && isLoopback(host) && !isOurs(named)) return WRONG_HOST
  return isForeign({ method, headers }, named) ? FOREIGN : undefined
}

const WRONG_HOST: Turned = {
  status: 421,
  says: 'The Host header names another machine. Call this one as 127.0.0.1 or localhost, or set PUBLIC_BASE_URL to the address that you call it by.',
}
const FOREIGN: Turned = {
  status: 403,
  says: 'A page of another site asked. This instance answers pages of this machine, and of the site that PUBLIC_BASE_URL names.',
}

const hostnameOf = (address: string): string => URL.parse(address)?.hostname ?? ''

const isOurs = (hostname: string): boolean =>
  hostname !== '' && (isLoopback(hostname) || hostname === hostnameOf(process.env['PUBLIC_BASE_URL'] ?? ''))

/** Programs send neither header. Browsers of today send Sec-Fetch-Site with every request, older ones Origin with most. */
const isForeign = ({ method, headers }: Asked, named: string): boolean => {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest, origin } = headers
  // A link, or a gateway's way back, which shows the page to a person and not to the other site.
  if (method === 'GET' && mode === 'navigate' && dest === 'document') return false
  if (origin !== undefined && origin !== 'null') {
    const from = hostnameOf(origin)
    return !isOurs(from) && from !== named
  }
  return site === undefined ? origin === 'null' : site === 'cross-site'
}
