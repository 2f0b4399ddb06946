// The setting MAIL: how this service sends mail.

import { Misconfigured } from '#kernel/commit/misconfiguration.ts'

type Env = Readonly<Record<string, string | undefined>>
export type Outlet = 'off' | 'mailbox' | 'ses'

/** `off` unless set. @throws Misconfigured for any other value */
export const outletIn = (env: Env = process.env): Outlet => {
  const { MAIL: outlet = 'off' } = env
  if (outlet === 'off' || outlet === 'mailbox' || outlet === 'ses') return outlet
  throw new Misconfigured(`MAIL is "${outlet}". Set it to off, mailbox or ses.`)
}

export const isMailOn = (): boolean => outletIn() !== 'off'
