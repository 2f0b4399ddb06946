// Requests to addresses that others choose. They reach public addresses only: each connection goes to an address that was checked.

import { lookup as resolve } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Text } from '#kernel/data/language.ts'

export interface Address {
  readonly address: string
  readonly family: number
}

/** Finds the addresses of a host name. */
export type Lookup = (hostname: string) => Promise<readonly Address[]>

/** `loopback`: besides public addresses this machine, also over http, for a service that runs on one machine. */
export type Reach = 'public' | 'loopback'

export interface Message {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Limits {
  readonly reach: Reach
  /** For the whole exchange. */
  readonly timeoutMs: number
  /** Of the reply; the rest is not read. */
  readonly mostBytes: number
  readonly lookup?: Lookup
}

/** A request that was not sent, because its address is not allowed. */
class Refused extends Error {
  override readonly name = 'Refused'
}

const blocked = new BlockList()
/** Everything that is not one host of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  blocked.addSubnet(network, prefix, 'ipv4')
/** Within the global unicast addresses: documentation, and those that contain an IPv4 address, such as 6to4 and Teredo. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  blocked.addSubnet(network, prefix, 'ipv6')
const unicast = new BlockList()
unicast.addSubnet('2000::', 3, 'ipv6')
const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether a connection to the address is allowed. Mapped, link-local and unique local addresses of IPv6 are not unicast. */
export const isAllowed = (address: string, reach: Reach): boolean => {
  const family = isIP(address)
  if (family === 0) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (reach === 'loopback' && loopback.check(address, type)) return true
  return !blocked.check(address, type) && (family === 4 || unicast.check(address, type))
}

/** The host of a URL, an IPv6 address without brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** Names that never are of the public internet. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|home\.arpa)\.?$/i

/** @returns why no request may be sent to the address, as far as one can say without asking; undefined: it may */
export const refusalOf = (text: string, reach: Reach): Text | undefined => {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { en: 'must be an address that begins with https://', ko: 'https://로 시작하는 주소여야 합니다.' }
  if (url.username !== '' || url.password !== '')
    return { en: 'must not contain a user name or password', ko: '사용자 이름이나 비밀번호를 포함할 수 없습니다.' }
  if (url.hash !== '') return { en: 'must not contain a fragment (#)', ko: '#으로 시작하는 부분을 포함할 수 없습니다.' }
  if (url.port === '0') return { en: 'must have a port from 1 to 65535', ko: '포트는 1부터 65535까지여야 합니다.' }
  const host = hostOf(url)
  const isHere =
    reach === 'loopback' && (LOCAL_NAME.test(host) || loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))
  if (url.protocol === 'http:' && !isHere) return { en: 'must begin with https://', ko: 'https://로 시작해야 합니다.' }
  if (isHere) return undefined
  if (LOCAL_NAME.test(host) || (isIP(host) === 0 && !host.includes('.')))
    return { en: 'must have a public host name', ko: '공개된 호스트 이름이어야 합니다.' }
  return isIP(host) > 0 && !isAllowed(host, reach)
    ? { en: 'must have a public address', ko: '공개된 주소여야 합니다.' }
    : undefined
}

/** Finds all addresses of a host, and refuses the host if one of them is not allowed. @throws Refused */
const checked = async (hostname: string, { reach, lookup = byDns }: Limits): Promise<readonly Address[]> => {
  const found = await lookup(hostname)
  if (found.length === 0) throw new Refused(`${hostname} has no address`)
  if (found.some(({ address }) => !isAllowed(address, reach))) throw new Refused(`${hostname} is not a public address`)
  return found
}

const byDns: Lookup = (hostname) => resolve(hostname, { all: true, verbatim: true })

/** The connection takes what the check saw: the name is not asked for again. */
const lookupBy =
  (limits: Limits): LookupFunction =>
  (hostname, options, callback) => {
    checked(hostname, limits).then(
      (found) => {
        const [first] = found
        if (options.all)
          callback(
            null,
            found.map((one) => ({ ...one })),
          )
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }

/** How long the rest of a reply is read, so that its sender is not cut off. Only its status counts. */
const REST_MS = 1000

/**
 * Posts a message. Redirects are not followed. @returns the status of the reply
 * @throws Refused if the address is not allowed; Error without a reply in time
 */
export const postOutside = (message: Message, limits: Limits): Promise<number> =>
  new Promise((resolve, reject) => {
    const refusal = refusalOf(message.url, limits.reach)
    if (refusal !== undefined) throw new Refused(`The address ${refusal.en}.`)
    const url = new URL(message.url)
    const body = Buffer.from(message.body)
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...message.headers, 'content-length': String(body.length) },
      // A connection that stays open would go around the check of the next message.
      agent: false,
      lookup: lookupBy(limits),
      signal: AbortSignal.timeout(limits.timeoutMs),
    }
    let status: number | undefined
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(url, options, (reply) => {
      const { statusCode = 0 } = reply
      status = statusCode
      let size = 0
      const end = (): void => {
        clearTimeout(timer)
        request.destroy()
        resolve(statusCode)
      }
      const timer = setTimeout(end, REST_MS)
      reply.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > limits.mostBytes) end()
      })
      // The status has come, whatever becomes of the rest.
      reply.on('end', end).on('error', end).on('close', end)
    })
    request.on('error', (error) => (status === undefined ? reject(error) : resolve(status)))
    request.end(body)
  })
