// The payment sandbox of an instance, and the environment variables that connect to it.

import { join } from 'node:path'
import { type Sandbox, startSandbox } from '#infra/sandbox/server.ts'
import { serve } from './gateway.ts'
import { Refusal } from './refusal.ts'

type Env = Readonly<Record<string, string | undefined>>

const gateways = ['KAKAOPAY', 'TOSS'] as const

/** @param url of a sandbox @param env gateways with an address in it keep that address */
export const sandboxEnvironment = (url: string, env: Env = {}): Record<string, string> => {
  const keys = { KAKAOPAY_SECRET_KEY: 'sandbox', KAKAOPAY_CID: 'TC0ONETIME', TOSS_SECRET_KEY: 'sandbox' }
  const played = withoutAddress(env)
  const all = { KAKAOPAY_BASE_URL: url, TOSS_BASE_URL: url, ...keys }
  return Object.fromEntries(Object.entries(all).filter(([name]) => played.some((one) => name.startsWith(one))))
}

const withoutAddress = (env: Env) => gateways.filter((name) => !env[`${name}_BASE_URL`])

interface Wanted {
  readonly host: string
  /** The port of the instance. */
  readonly port: number
  /** Undefined: the port after the instance's, so that a payment can be completed after a restart. */
  readonly sandboxPort?: number | undefined
  /** Undefined: nothing is stored. */
  readonly dataDir?: string | undefined
}

/** @returns undefined if every gateway has its own address @throws Refusal if the requested port is in use */
export const bringSandbox = async (
  env: Env,
  { host, port, sandboxPort, dataDir }: Wanted,
): Promise<Sandbox | undefined> => {
  if (withoutAddress(env).length === 0) return undefined
  // A different name than that of `npm run sandbox`, which may use the same folder at the same time.
  const dataFile = dataDir && join(dataDir, 'payments.jsonl')
  return startSandbox({ host, port: sandboxPort ?? (await nextTo(port, host)), dataFile })
}

/** @returns the port after this one, or 0 if it is in use */
export const nextTo = async (port: number, host: string): Promise<number> => {
  if (port === 0 || port >= 65535) return 0
  try {
    await (await serve({ entries: [], port: port + 1, host })).close()
    return port + 1
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return 0
  }
}
