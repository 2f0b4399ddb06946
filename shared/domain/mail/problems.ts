// The problems of mail.

import { problem } from '#kernel/data/problem.ts'

export const InvalidToken = problem('invalid-token', 400, {
  en: { title: 'Invalid token', detail: 'The link is wrong, expired or already used. Request a new mail.' },
  ko: {
    title: '사용할 수 없는 링크',
    detail: '링크가 잘못되었거나 만료되었거나 이미 사용되었습니다. 메일을 다시 요청해 주십시오.',
  },
})
/** The reader of the mail has proved to own the address, so this may be told. */
export const AddressTaken: typeof InvalidToken = {
  ...InvalidToken,
  words: {
    en: {
      ...InvalidToken.words.en,
      detail: 'Another account has verified this address since the mail was sent, so the link is void.',
    },
    ko: {
      ...InvalidToken.words.ko,
      detail: '메일을 보낸 뒤에 다른 계정이 이 주소를 확인하여 링크를 사용할 수 없습니다.',
    },
  },
}
export const MailOff = problem('mail-off', 409, {
  en: {
    title: 'Mail is off',
    detail: 'This service sends no mail, so addresses are not verified and passwords are not reset by mail.',
  },
  ko: {
    title: '메일 발송 꺼짐',
    detail: '이 서비스는 메일을 보내지 않으므로 이메일 확인과 메일을 통한 비밀번호 재설정을 할 수 없습니다.',
  },
})
