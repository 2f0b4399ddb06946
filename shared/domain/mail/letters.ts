// The texts of mails in English and Korean, as plain text and HTML.

import type { Language } from '#kernel/data/language.ts'
import type { Occasion, Use } from './items.ts'
import type { Message } from './outlets.ts'

interface Wording {
  readonly subject: string
  readonly lines: readonly string[]
  /** The label of the link, if the mail has one. */
  readonly action?: string
  /** What to do if the mail was not expected. */
  readonly else: string
}

export type Sent = Exclude<Occasion, 'NONE'>

const words: Readonly<Record<Language, Readonly<Record<Sent, Wording>>>> = {
  en: {
    VERIFY: {
      subject: 'Confirm your email address',
      lines: ['Confirm that this email address belongs to this account. The link is valid for 24 hours.'],
      action: 'Confirm email address',
      else: 'If this is not your account, or you did not ask for this, ignore this mail. Nothing happens without the link.',
    },
    RESET: {
      subject: 'Reset your password',
      lines: ['Choose a new password. The link is valid for 30 minutes and works once. All devices are signed out.'],
      action: 'Choose a new password',
      else: 'If you did not ask for this, ignore this mail. Your password stays the same. If this is not your account, ask for another mail with the username of yours.',
    },
    KNOWN: {
      subject: 'You already have an account',
      lines: [
        'Another account asked for this email address, but it already belongs to your account.',
        'If that was you, sign in to your account, or reset its password if you have forgotten it.',
      ],
      else: 'If that was not you, ignore this mail. Your account is unchanged.',
    },
    MOVED: {
      subject: 'Your email address was changed',
      lines: ['The email address of your account was changed. This address no longer belongs to it.'],
      else: 'If that was not you, contact support at once.',
    },
    TOTP_REMOVED: {
      subject: 'Your authenticator app was removed',
      lines: [
        'An operator removed the authenticator app from your account. All devices are signed out.',
        'Sign in with your password, and set up a new app.',
      ],
      else: 'If you did not ask for this, contact support at once.',
    },
    DELETION: {
      subject: 'Your account is being deleted',
      lines: ['You asked to delete your account. You cannot sign in any more, and your personal data is being erased.'],
      else: 'If that was not you, contact support at once.',
    },
  },
  ko: {
    VERIFY: {
      subject: '이메일 주소를 확인해 주세요',
      lines: ['이 이메일 주소가 아래 계정의 것인지 확인해 주세요. 링크는 24시간 동안 사용할 수 있어요.'],
      action: '이메일 주소 확인하기',
      else: '본인의 계정이 아니거나 요청하신 적이 없다면 이 메일을 무시해 주세요. 링크를 누르지 않으면 아무 일도 일어나지 않아요.',
    },
    RESET: {
      subject: '비밀번호를 재설정해 주세요',
      lines: ['새 비밀번호를 정해 주세요. 링크는 30분 동안 한 번만 쓸 수 있고, 모든 기기에서 로그아웃돼요.'],
      action: '새 비밀번호 정하기',
      else: '요청하신 적이 없다면 이 메일을 무시해 주세요. 비밀번호는 바뀌지 않아요. 본인의 계정이 아니라면 본인의 사용자 이름과 함께 메일을 다시 요청해 주세요.',
    },
    KNOWN: {
      subject: '이미 가입된 이메일 주소예요',
      lines: [
        '다른 계정에서 이 이메일 주소를 쓰려고 했지만, 이 주소는 이미 아래 계정의 것이에요.',
        '본인이 요청하셨다면 기존 계정으로 로그인하시거나, 비밀번호를 잊으셨다면 재설정해 주세요.',
      ],
      else: '본인이 아니라면 이 메일을 무시해 주세요. 기존 계정은 그대로예요.',
    },
    MOVED: {
      subject: '이메일 주소가 변경되었어요',
      lines: ['계정의 이메일 주소가 변경되었어요. 이 주소는 더 이상 계정에 연결되어 있지 않아요.'],
      else: '본인이 변경하지 않았다면 바로 고객센터로 알려 주세요.',
    },
    TOTP_REMOVED: {
      subject: '인증 앱이 해제되었어요',
      lines: [
        '운영자가 계정의 인증 앱을 해제했어요. 모든 기기에서 로그아웃되었어요.',
        '비밀번호로 로그인한 뒤 인증 앱을 다시 설정해 주세요.',
      ],
      else: '요청하신 적이 없다면 바로 고객센터로 알려 주세요.',
    },
    DELETION: {
      subject: '계정 탈퇴가 접수되었어요',
      lines: ['계정 탈퇴를 요청하셨어요. 이제 로그인할 수 없고, 개인정보가 삭제되고 있어요.'],
      else: '본인이 요청하지 않았다면 바로 고객센터로 알려 주세요.',
    },
  },
}

/** The account that a mail is about. An address can be in several accounts, and people forget usernames. */
export interface About {
  readonly username: string
  /** The time of its registration. */
  readonly createdAt: string
}

const dates: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Asia/Seoul' }),
  ko: new Intl.DateTimeFormat('ko-KR', { dateStyle: 'long', timeZone: 'Asia/Seoul' }),
}

const accounts: Readonly<Record<Language, (username: string, date: string) => string>> = {
  en: (username, date) => `Account: ${username}, registered on ${date}.`,
  ko: (username, date) => `계정: ${username} (${date} 가입)`,
}

/** @param link for an occasion with an action */
export const letter = (
  occasion: Sent,
  { to, language }: Pick<Message, 'to' | 'language'>,
  { username, createdAt }: About,
  link?: string,
): Message => {
  const { subject, lines, action, else: otherwise } = words[language][occasion]
  const named = [...lines, accounts[language](username, dates[language].format(new Date(createdAt)))]
  const linked = action && link ? { action, link } : undefined
  const text = [...named, ...(linked ? [`${linked.action}:\n${linked.link}`] : []), otherwise].join('\n\n')
  return { to, language, subject, text: `${text}\n`, html: page(language, subject, named, otherwise, linked) }
}

/** Styles are inline, because many mail programs drop style elements. */
const page = (
  language: Language,
  subject: string,
  lines: readonly string[],
  otherwise: string,
  linked?: { readonly action: string; readonly link: string },
): string => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${subject}</title></head>
<body style="margin:0;background:#f4f5f7;font:16px/1.6 system-ui,-apple-system,'Apple SD Gothic Neo','Malgun Gothic',sans-serif;color:#1c1e21">
<div style="max-width:32rem;margin:0 auto;padding:24px 16px">
<div style="background:#fff;border-radius:8px;padding:24px">
<h1 style="font-size:20px;margin:0 0 16px">${subject}</h1>
${lines.map((line) => `<p style="margin:0 0 16px">${line}</p>`).join('\n')}
${linked ? `<p style="margin:0 0 16px"><a href="${linked.link}" style="display:inline-block;background:#1a56db;color:#fff;text-decoration:none;border-radius:6px;padding:10px 18px">${linked.action}</a></p>\n<p style="margin:0 0 16px;font-size:13px;color:#5f6368;word-break:break-all">${linked.link}</p>` : ''}
<p style="margin:0;font-size:13px;color:#5f6368">${otherwise}</p>
</div></div></body></html>
`

/** The page of the link: ours, or the product's at APP_URL. */
export const linkTo = (use: Use, token: string, base: string): string =>
  `${base.replace(/\/+$/, '')}/auth/${use === 'VERIFY' ? 'verify' : 'reset'}?token=${token}`
