// Rejects requests from web pages of other sites to the local servers.

import { type ProblemKind, problem } from '#kernel/data/problem.ts'
import { type Asked, isListed } from './cors.ts'

/** @param host as a server listens on it, or as in a URL */
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|\[?::1\]?|(.+\.)?localhost)$/i.test(host)

/**
 * @param host that the server listens on. On other than loopback addresses, any Host header is accepted.
 * @returns the problem, or undefined
 */
export const rejectionOf = ({ method, headers }: Asked, host: string): ProblemKind | undefined => {
  const named = hostnameOf(`http://${headers.host}`)
  // DNS rebinding: a host name of another site resolves to this machine, so the browser sees the same origin.
  if (headers.host !== undefined && isLoopback(host) && !isTrusted(named)) return WRONG_HOST
  return isForeign({ method, headers }, named) ? FOREIGN : undefined
}

const WRONG_HOST = problem('foreign-host', 421, {
  en: {
    title: 'Foreign host',
    detail:
      'The Host header names another machine. Use 127.0.0.1 or localhost, or set PUBLIC_BASE_URL to the address in use.',
  },
  ko: {
    title: '허용되지 않는 호스트',
    detail:
      'Host 헤더가 다른 컴퓨터를 가리킵니다. 127.0.0.1이나 localhost를 사용하거나, 사용 중인 주소를 PUBLIC_BASE_URL로 설정해 주십시오.',
  },
})
const FOREIGN = problem('foreign-origin', 403, {
  en: {
    title: 'Foreign origin',
    detail:
      'The request comes from a page of another site. This instance answers only pages of this machine, of the site in PUBLIC_BASE_URL and of the origins in CORS_ORIGINS.',
  },
  ko: {
    title: '허용되지 않는 출처',
    detail:
      '다른 사이트의 페이지에서 온 요청입니다. 이 인스턴스는 이 컴퓨터의 페이지, PUBLIC_BASE_URL의 사이트, CORS_ORIGINS에 적힌 출처에만 응답합니다.',
  },
})

const hostnameOf = (address: string): string => URL.parse(address)?.hostname ?? ''

const isTrusted = (hostname: string): boolean =>
  hostname !== '' && (isLoopback(hostname) || hostname === hostnameOf(process.env['PUBLIC_BASE_URL'] ?? ''))

/** Programs send neither header. Current browsers send Sec-Fetch-Site with every request, older ones send Origin with most. */
const isForeign = ({ method, headers }: Asked, named: string): boolean => {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest, origin } = headers
  // A link, or the redirect of a payment gateway: the other site cannot read the page.
  if (method === 'GET' && mode === 'navigate' && dest === 'document') return false
  if (origin !== undefined && origin !== 'null') {
    const from = hostnameOf(origin)
    return !isTrusted(from) && from !== named && !isListed(origin)
  }
  return site === undefined ? origin === 'null' : site === 'cross-site'
}
