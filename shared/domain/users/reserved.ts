// Names that no user gets, because others would take their owner for the service.

import { patternOf, readingOf } from './lookalikes.ts'

const RESERVED = [
  ...['admin', 'administrator', 'operator', 'support', 'root', 'api', 'holdfast', 'system', 'help', 'security'],
  ...['staff', 'moderator', 'official', 'service', 'mail', 'postmaster', 'webmaster', 'hostmaster', 'abuse', 'noreply'],
  ...['me', 'null', 'undefined', 'anonymous', 'everyone', 'nobody', 'former', 'deleted', 'billing', 'payments'],
]
const RESERVED_NAME = new RegExp(`^(?:${RESERVED.map(patternOf).join('|')})$`)

/** Compared as it looks, without case, dots and underscores. */
export const isReserved = (username: string): boolean =>
  [username.toLowerCase(), readingOf(username)].some((name) => RESERVED_NAME.test(name.replaceAll(/[._]/g, '')))

const STAFF = [
  ...['admin', 'administrator', 'manager', 'moderator', 'official', 'operator', 'staff', 'support', 'system', 'team'],
  ...['customerservice', 'customersupport', 'helpdesk', 'root'],
  ...[
    '관리자',
    '운영자',
    '운영진',
    '운영팀',
    '고객센터',
    '고객지원',
    '고객상담',
    '상담원',
    '공식',
    '공식계정',
    '시스템',
    '직원',
  ],
]
  .map(patternOf)
  .join('|')
/** The product, or staff, or both. */
const SERVICE = new RegExp(`^(?:(?:${patternOf('holdfast')}|홀드패스트)(?:${STAFF})*|(?:${STAFF})+)님?$`, 'u')

/** Compared as it looks and as its letters alone, without case, signs and blanks. */
export const isServiceName = (name: string): boolean =>
  [name.normalize('NFKC').toLowerCase(), readingOf(name)].some((one) => SERVICE.test(one.replaceAll(/[^\p{L}]/gu, '')))
