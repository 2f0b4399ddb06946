// Counterexamples of mail: each write is refused by one keeper.

import type { guard } from '#domain/mail/guards.ts'
import type { MailItem, TicketItem } from '#domain/mail/items.ts'
import { claim, issue, post, redeem, ticketKey } from '#domain/mail/writes.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const LATE = '2026-01-03T00:00:00.000Z'

const posted = post('mail_1', { occasion: 'VERIFY', userId: 'ann', to: 'ann@example.com', language: 'en' }, T0)
const mail: MailItem = posted.after
const ticket: TicketItem = issue(mail, 'VERIFY', 'token', T0).after

export const counterexamples: Counterexamples<typeof guard> = {
  valid: { given: [stored(ticketKey('token'), ticket)], writes: () => [redeem('token', LATE)] },
  unclaimed: {
    // Another process has sent the mail.
    given: [],
    writes: () => [claim(mail, T0)],
  },
}
