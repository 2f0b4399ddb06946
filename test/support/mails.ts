// Mails of a test: the job sends them to a list in this process, where tests read the links.

import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Message } from '#domain/mail/outlets.ts'
import { handler as sendMails } from '#functions/mail/send-mails.ts'

const MAILBOX = 'http://mailbox.test'

/** What the mailbox does with one mail; throws as a network does. */
export type Reception = (message: Message) => Response | Promise<Response>

export interface Mails {
  /** Runs the job. @returns all mails of the address so far, oldest first */
  to(address: string): Promise<Message[]>
  /** Runs the job. @returns the token of the last link to the address, such as to the page `reset` */
  token(address: string, page?: string): Promise<string>
  /** From now on mails are received like this. */
  receive(reception: Reception | undefined): void
  send(): Promise<unknown>
}

const newMails = (): Mails & { open(): () => void } => {
  const received: Message[] = []
  let reception: Reception | undefined
  const send = () => sendMails({}, { awsRequestId: 'mails' })
  const to = async (address: string): Promise<Message[]> => {
    await send()
    return received.filter((one) => one.to === address)
  }
  return {
    to,
    send,
    token: async (address, page = '') =>
      tokenIn((await to(address)).findLast(({ text }) => text.includes(`${page}?token=`))?.text),
    receive: (how) => {
      reception = how
    },
    open: () => {
      const { fetch } = globalThis
      const before = process.env['MAILBOX_URL']
      process.env['MAILBOX_URL'] = MAILBOX
      globalThis.fetch = async (input, init) => {
        if (!String(input).startsWith(MAILBOX)) return fetch(input, init)
        const message: Message = JSON.parse(String(init?.body))
        if (reception) return reception(message)
        received.push(message)
        return new Response(null, { status: 201 })
      }
      return () => {
        globalThis.fetch = fetch
        if (before === undefined) delete process.env['MAILBOX_URL']
        else process.env['MAILBOX_URL'] = before
      }
    },
  }
}

const tokenIn = (text = ''): string => /[?]token=([\w-]+)/.exec(text)?.[1] ?? ''

export const useMails = (): Mails => {
  const mails = newMails()
  beforeAll(() => {
    const close = mails.open()
    afterAll(close)
  })
  return mails
}

/** This test runs on a service that sends no mail. */
export const withoutMail = (): void => {
  const { MAIL: before = 'off' } = process.env
  process.env['MAIL'] = 'off'
  onTestFinished(() => {
    process.env['MAIL'] = before
  })
}
