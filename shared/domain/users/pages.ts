// The pages behind the links of mails, in English and Korean. Their script sends the token to the API.

import type { Language } from '#kernel/data/language.ts'
import { type Html, html, pageOf } from '#kernel/http/page.ts'

interface Wording {
  readonly title: string
  readonly lead: string
  /** Goes before the username. */
  readonly account: string
  readonly action: string
  readonly done: string
  readonly broken: string
  readonly failed: string
}

type Texts = Readonly<Record<Language, Wording>>

const verifying: Texts = {
  en: {
    title: 'Confirm your email address',
    lead: 'Press the button if this is your account. Its email address is confirmed then.',
    account: 'Account: ',
    action: 'Confirm',
    done: 'Your email address is confirmed.',
    broken: 'The link is expired or already used. Request a new mail.',
    failed: 'That did not work. Check your connection and try again.',
  },
  ko: {
    title: '이메일 주소 확인',
    lead: '본인의 계정이 맞으면 버튼을 눌러 주세요. 계정의 이메일 주소가 확인돼요.',
    account: '계정: ',
    action: '확인하기',
    done: '이메일 주소가 확인되었어요.',
    broken: '링크가 만료되었거나 이미 사용되었어요. 메일을 다시 요청해 주세요.',
    failed: '처리하지 못했어요. 연결 상태를 확인하고 다시 시도해 주세요.',
  },
}

const resetting: Texts & Readonly<Record<Language, { readonly label: string; readonly weak: string }>> = {
  en: {
    title: 'Choose a new password',
    lead: 'All devices are signed out when you save the new password.',
    account: 'Account: ',
    action: 'Save password',
    done: 'Your password is changed. You can sign in now.',
    broken: 'The link is expired or already used. Request a new mail.',
    failed: 'That did not work. Check your connection and try again.',
    label: 'New password (8 to 128 characters)',
    weak: 'This password is too easy to guess, or too short. Choose another one.',
  },
  ko: {
    title: '새 비밀번호 정하기',
    lead: '새 비밀번호를 저장하면 모든 기기에서 로그아웃돼요.',
    account: '계정: ',
    action: '비밀번호 저장하기',
    done: '비밀번호가 변경되었어요. 이제 로그인할 수 있어요.',
    broken: '링크가 만료되었거나 이미 사용되었어요. 메일을 다시 요청해 주세요.',
    failed: '처리하지 못했어요. 연결 상태를 확인하고 다시 시도해 주세요.',
    label: '새 비밀번호 (8~128자)',
    weak: '너무 짧거나 쉽게 추측할 수 있는 비밀번호예요. 다른 비밀번호를 정해 주세요.',
  },
}

/** What the address of a page says of its link: its token counts, is used up or unknown, or is not there. */
export type Link = 'valid' | 'broken' | 'missing'

/** A program that follows links in mails sends no form, so it uses no link up. */
export const verifyPage = (language: Language, link: Link): string =>
  link === 'valid'
    ? page(language, verifying[language], { path: '/auth/email-verification', field: html`` })
    : brokenPage(language, verifying[language], link)

export const resetPage = (language: Language, link: Link): string => {
  const texts = resetting[language]
  if (link !== 'valid') return brokenPage(language, texts, link)
  const field = html`<p><label for="password">${texts.label}</label>
<input id="password" type="password" autocomplete="new-password" minlength="8" maxlength="128" required></p>`
  return page(language, texts, { path: '/auth/password-resets', field })
}

const missing: Readonly<Record<Language, string>> = {
  en: 'This page opens from the link in a mail. Open the link again, or request a new mail.',
  ko: '메일의 링크로 열어야 하는 페이지예요. 링크를 다시 열거나 메일을 다시 요청해 주세요.',
}

const brokenPage = (language: Language, { title, broken }: Wording, link: 'broken' | 'missing'): string =>
  pageOf({ language, title, content: html`<p role="status">${link === 'broken' ? broken : missing[language]}</p>` })

const page = (
  language: Language,
  { title, lead, account, action, done, broken, failed, weak = failed }: Wording & { readonly weak?: string },
  { path, field }: { readonly path: string; readonly field: Html },
): string => {
  const content = html`<p id="account" hidden>${account}<b></b></p>
<p id="lead">${lead}</p>
<form id="form">
${field}
<p><button class="main wide">${action}</button></p>
</form>
<p id="said" role="status"></p>
<noscript>${needsScript[language]}</noscript>`
  const texts = JSON.stringify({ done, broken, failed, weak }).replaceAll('<', '\\u003c')
  return pageOf({ language, title, content, script: scriptOf(path, texts) })
}

const needsScript: Readonly<Record<Language, string>> = {
  en: 'This page needs JavaScript.',
  ko: '이 페이지를 쓰려면 자바스크립트가 필요해요.',
}

const scriptOf = (path: string, texts: string): string => `
const form = document.getElementById('form')
const said = document.getElementById('said')
const texts = ${texts}
const token = new URLSearchParams(location.search).get('token') ?? ''
// Behind 43 random characters, the token has the username.
const username = /^[\\w-]{47,83}$/.test(token) ? atob(token.slice(43).replaceAll('-', '+').replaceAll('_', '/')) : ''
if (/^[A-Za-z0-9_.]{3,30}$/.test(username)) {
  const account = document.getElementById('account')
  account.querySelector('b').textContent = username
  account.hidden = false
}
// The token leaves the address bar and the history.
history.replaceState(null, '', location.pathname)
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = form.querySelector('button')
  const password = document.getElementById('password')
  button.disabled = true
  try {
    const response = await fetch('${path}', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(password ? { token, password: password.value } : { token }),
    })
    const { code = '' } = response.ok ? {} : await response.json()
    said.textContent = response.ok ? texts.done : code === 'invalid-token' ? texts.broken : response.status === 400 ? texts.weak : texts.failed
    if (response.ok || code === 'invalid-token') {
      form.remove()
      document.getElementById('lead').remove()
    }
  } catch {
    said.textContent = texts.failed
  }
  button.disabled = false
})
`
