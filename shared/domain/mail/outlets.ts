// The outlets of mail: Amazon SES in the cloud, a mailbox server on one machine.

import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import { environment, type Runtime } from '#kernel/commit/runtime.ts'
import type { Language } from '#kernel/data/language.ts'
import { callAws, domainIn } from '#kernel/http/aws.ts'
import { outletIn } from './setting.ts'

export interface Message {
  readonly to: string
  readonly language: Language
  readonly subject: string
  readonly text: string
  readonly html: string
}

const TIMEOUT_MS = 10_000

/** @throws Error if the outlet did not accept the message; it may have been sent all the same */
export const deliver = async (message: Message, { client }: Pick<Runtime, 'client'>): Promise<void> => {
  const outlet = outletIn()
  if (outlet === 'ses') return sendBySes(message, client)
  if (outlet === 'mailbox') return sendToMailbox(message)
  throw new Misconfigured('MAIL is off, but the outbox has mails. Set MAIL, or wait until they expire.')
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const sendBySes = async ({ to, subject, text, html }: Message, { config }: Runtime['client']): Promise<void> => {
  const region = await config.region()
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
  await callAws(config, {
    service: 'ses',
    url: `${process.env['AWS_ENDPOINT_URL_SESV2'] || `https://email.${region}.${domainIn(region)}`}/v2/email/outbound-emails`,
    headers: { 'content-type': 'application/json' },
    body: {
      FromEmailAddress: environment('MAIL_FROM'),
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: content(subject), Body: { Text: content(text), Html: content(html) } } },
    },
  })
}

/** The mailbox server keeps the message, or hands it to an SMTP server. */
const sendToMailbox = async (message: Message): Promise<void> => {
  const { status } = await fetch(`${environment('MAILBOX_URL')}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (status !== 201) throw new Error(`The mailbox answered ${status}.`)
}
