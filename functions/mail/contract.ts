// The contract of mail.

import { contract } from '#kernel/http/contract.ts'

export const mail = contract('mail', 'Mail: an outbox that is written with each change and sent by a job.', {
  sendMails: {
    everyMinutes: 1,
    follows: 'MAIL',
    summary: 'Sends the mails of the outbox: at once where the table has a stream, and every minute.',
    access: { mail: 'write', users: 'read' },
    indexes: ['due'],
    mails: 'sends',
  },
})
