// Gateways by name, with settings from the environment.

import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import type { Gateway, GatewayName, GatewaySettings } from './gateway.ts'
import { kakaopay } from './kakaopay.ts'
import { toss } from './toss.ts'

/** @throws Misconfigured if KakaoPay has no cid */
export const gatewayNamed = (name: GatewayName, settings: GatewaySettings): Gateway => {
  if (name === 'TOSS') return toss(settings)
  const { cid } = settings
  if (!cid) throw new Misconfigured('KAKAOPAY_CID is not set. Set it to pay through KAKAOPAY.')
  return kakaopay({ ...settings, cid })
}

/** @throws Misconfigured if a setting is missing: nothing has a default, so that no gateway is called by mistake */
export const gatewaySettings = (
  name: GatewayName,
  env: Readonly<Record<string, string | undefined>>,
): GatewaySettings => {
  const needed = (variable: string): string => {
    const value = env[`${name}_${variable}`]
    if (!value) throw new Misconfigured(`${name}_${variable} is not set. Set it to pay through ${name}.`)
    return value
  }
  const url = URL.parse(needed('BASE_URL'))
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Misconfigured(`${name}_BASE_URL is not a URL. Set it to a URL such as https://pay.example.com.`)
  const baseUrl = url.href.replace(/\/+$/, '')
  const secretKey = needed('SECRET_KEY')
  if (!/^[\x21-\x7e]+$/.test(secretKey))
    throw new Misconfigured(
      `${name}_SECRET_KEY contains characters that are not valid in a key. Remove spaces and line ends.`,
    )
  return { baseUrl, secretKey, ...(name === 'KAKAOPAY' ? { cid: needed('CID') } : {}) }
}
