// The page of the mailbox, in English and Korean: all mails, newest first. It uses no script.

import type { Language } from '#kernel/data/language.ts'
import { html, pageOf } from '#kernel/http/page.ts'
import type { Kept } from './book.ts'

const words = {
  en: {
    title: 'Mailbox',
    lead: 'Mails of this machine. They are not sent, unless SMTP_URL names a mail server.',
    empty: 'No mail was sent yet. A registration, a password reset or a new address brings one.',
    missing: 'Page not found',
    nothing: 'No mail is at this address. The mailbox was emptied, or the address is wrong.',
    back: 'To the mailbox',
  },
  ko: {
    title: '메일함',
    lead: '이 컴퓨터에서 보낸 메일입니다. SMTP_URL에 메일 서버를 설정하지 않으면 실제로는 보내지 않습니다.',
    empty: '아직 보낸 메일이 없습니다. 가입하거나 비밀번호를 재설정하거나 주소를 바꾸면 여기에 나타납니다.',
    missing: '페이지를 찾을 수 없음',
    nothing: '이 주소에는 메일이 없습니다. 메일함을 비웠거나 주소가 잘못되었습니다.',
    back: '메일함으로 가기',
  },
} as const

/** @param mails oldest first; the address of each is its place in this list */
export const listPage = (mails: readonly Kept[], language: Language): string => {
  const { title, lead, empty } = words[language]
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'Asia/Seoul' })
  const rows = mails.map(
    ({ to, subject, at }, place) =>
      html`<li><a href="/messages/${place}">${subject}</a><br><small>${to}, <time datetime="${at}">${clock.format(Date.parse(at))}</time></small></li>\n`,
  )
  const list = rows.length > 0 ? html`<ul class="plain">\n${rows.reverse()}</ul>` : html`<p>${empty}</p>`
  return pageOf({ language, title, content: html`<p class="quiet">${lead}</p>\n${list}` })
}

/** Of an address without a mail. */
export const missingPage = (language: Language): string => {
  const { missing, nothing, back } = words[language]
  const content = html`<p>${nothing}</p>\n<p><a class="button" href="/">${back}</a></p>`
  return pageOf({ language, title: missing, content })
}
