// The mailbox of an instance.

import { join } from 'node:path'
import { type Mailbox, startMailbox } from '#infra/mailbox/server.ts'
import { nextTo } from './sandbox.ts'

interface Wanted {
  readonly host: string
  /** The port of the instance. */
  readonly port: number
  /** Undefined: two after the instance's, if free. */
  readonly mailboxPort?: number | undefined
  /** Undefined: nothing is stored. */
  readonly dataDir?: string | undefined
}

/** @returns undefined if MAIL names another outlet, or none @throws Refusal if the requested port is in use */
export const bringMailbox = async (
  env: Readonly<Record<string, string | undefined>>,
  { host, port, mailboxPort, dataDir }: Wanted,
): Promise<Mailbox | undefined> => {
  if ((env['MAIL'] || 'mailbox') !== 'mailbox' || env['MAILBOX_URL']) return undefined
  return startMailbox({
    host,
    port: mailboxPort ?? (await nextTo(port && port + 1, host)),
    dataFile: dataDir && join(dataDir, 'mails.jsonl'),
    smtpUrl: env['SMTP_URL'] || undefined,
    from: env['MAIL_FROM'] || undefined,
  })
}
