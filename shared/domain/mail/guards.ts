// The conditions of mail, and the problem that a broken one answers.

import { access, keepers } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'
import { Mail, type MailItem, Ticket } from './items.ts'
import { InvalidToken } from './problems.ts'

export const guard = keepers('mail', {
  /** A link works once, and only in time. */
  valid: Ticket.guard({
    when: (ticket, { now }: { now: string }) => ticket.later('expiresAt', now),
    fails: InvalidToken,
    keeps: access,
  }),
  /** Of two processes that found a mail due, one sends it, and no mail that was sent is stored again. */
  unclaimed: Mail.expectation({
    when: (mail, { attempts }: Pick<MailItem, 'attempts'>) => mail.equals('attempts', attempts),
    keeps: [invariant.scheduled],
  }),
})
