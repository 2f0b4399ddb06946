// The page of the mailbox: all mails, newest first. It uses no script.

import type { Kept } from './book.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** @param mails oldest first; the address of each is its place in this list */
export const listPage = (mails: readonly Kept[]): string => {
  const rows = mails.map(
    ({ to, subject, at }, place) =>
      `<li><a href="/messages/${place}"><b>${escaped(subject)}</b></a><br>${escaped(to)} <time>${at}</time></li>`,
  )
  const list = rows.length > 0 ? `<ul>${rows.reverse().join('\n')}</ul>` : '<p>No mail was sent yet.</p>'
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mailbox</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
ul { list-style: none; padding: 0 } li { padding: .75rem 0; border-top: 1px solid #8885; overflow-wrap: anywhere }
time { opacity: .7 }
</style></head>
<body><main><h1>Mailbox</h1>
<p>Mails of this machine. They are not sent, unless SMTP_URL names a mail server.</p>
${list}
</main></body></html>
`
}
