// What an instance must know to pay through a sandbox on this machine, and the sandbox that it brings.

import { join } from 'node:path'
import { type Sandbox, startSandbox } from '#infra/sandbox/server.ts'
import { serve } from './gateway.ts'
import { Refusal } from './refusal.ts'

type Env = Readonly<Record<string, string | undefined>>

const gateways = ['KAKAOPAY', 'TOSS'] as const

/** @param url of a sandbox @param env in which a gateway that has an address keeps it */
export const sandboxEnvironment = (url: string, env: Env = {}): Record<string, string> => {
  const keys = { KAKAOPAY_SECRET_KEY: 'sandbox', KAKAOPAY_CID: 'TC0ONETIME', TOSS_SECRET_KEY: 'sandbox' }
  const played = withoutAddress(env)
  const all = { KAKAOPAY_BASE_URL: url, TOSS_BASE_URL: url, ...keys }
  return Object.fromEntries(Object.entries(all).filter(([name]) => played.some((one) => name.startsWith(one))))
}

const withoutAddress = (env: Env) => gateways.filter((name) => !env[`${name}_BASE_URL`])

interface Wanted {
  readonly host: string
  /** Of the instance. */
  readonly port: number
  /** Undefined: the one after the instance's, so that a payment begun before a restart can be ended after it. */
  readonly sandboxPort?: number | undefined
  /** Undefined keeps nothing. */
  readonly dataDir?: string | undefined
}

/** @returns undefined where every gateway has an address of its own @throws Refusal where the port that was asked for is taken */
export const bringSandbox = async (
  env: Env,
  { host, port, sandboxPort, dataDir }: Wanted,
): Promise<Sandbox | undefined> => {
  if (withoutAddress(env).length === 0) return undefined
  // Of another name than that of a sandbox run by itself, which may use the same folder at the same time.
  const dataFile = dataDir && join(dataDir, 'payments.jsonl')
  return startSandbox({ host, port: sandboxPort ?? (await nextTo(port, host)), dataFile })
}

const nextTo = async (port: number, host: string): Promise<number> => {
  if (port === 0 || port === 65535) return 0
  try {
    await (await serve({ entries: [], port: port + 1, host })).close()
    return port + 1
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return 0
  }
}
