// The problems of the wallet.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'
import { Forbidden } from '#kernel/data/problems.ts'

export const AccountNotFound = problem('account-not-found', 404, {
  en: { title: 'Account not found', detail: 'No account has this id.' },
  ko: { title: '계좌를 찾을 수 없음', detail: '이 ID의 계좌가 없습니다.' },
})
export const TransactionNotFound = problem('transaction-not-found', 404, {
  en: { title: 'Transaction not found', detail: 'The account has no transaction with this sequence number.' },
  ko: { title: '거래를 찾을 수 없음', detail: '이 계좌에 이 순번의 거래가 없습니다.' },
})
export const TooRecent = problem(
  'too-recent',
  409,
  {
    en: {
      title: 'Too recent',
      detail:
        'Entries of that time may still be committing. Retry after retryAfter seconds, or omit `at` to read the current state.',
    },
    ko: {
      title: '너무 최근의 시각',
      detail:
        '그 시각의 거래가 아직 기록되는 중일 수 있습니다. retryAfter초 뒤에 다시 시도하거나, at 없이 보내 현재 상태를 조회해 주십시오.',
    },
  },
  { retryAfter: documented(z.int(), { example: 60 }) },
)
export const SpanTooLong = problem(
  'span-too-long',
  409,
  {
    en: {
      title: 'Span too long',
      detail:
        'The span has more entries than a file may have (limit). Ask for a shorter one: with `to` at the time in until, and then from there on.',
    },
    ko: {
      title: '너무 긴 기간',
      detail:
        '이 기간의 거래가 파일 하나에 담을 수 있는 수(limit)보다 많습니다. to를 until의 시각으로 줄여 받고, 그다음 시각부터 다시 받아 주십시오.',
    },
  },
  {
    limit: documented(z.int(), { example: 2000 }),
    entries: documented(z.int(), { example: 2500 }),
    until: documented(z.string(), { example: '2030-06-07T10:30:00.000Z' }),
  },
)
export const SameAccount = problem('same-account', 400, {
  en: { title: 'Same account', detail: 'fromAccountId and toAccountId are the same. Choose two different accounts.' },
  ko: { title: '같은 계좌', detail: 'fromAccountId와 toAccountId가 같습니다. 서로 다른 계좌를 선택해 주십시오.' },
})
export const AccountExists = problem('account-exists', 409, {
  en: { title: 'Account exists', detail: 'You already have an account. Each user can have one.' },
  ko: { title: '계좌가 이미 있음', detail: '이미 계좌가 있습니다. 계좌는 한 사람당 하나만 만들 수 있습니다.' },
})
export const AccountNumberTaken = problem('account-number-taken', 409, {
  en: { title: 'Account number taken', detail: 'An account with this number at this bank is already registered.' },
  ko: { title: '이미 등록된 계좌번호', detail: '이 은행의 이 계좌번호는 이미 등록되어 있습니다.' },
})
export const InsufficientBalance = problem(
  'insufficient-balance',
  409,
  {
    en: {
      title: 'Insufficient balance',
      detail: 'The amount exceeds the available balance. The field available gives it.',
    },
    ko: { title: '잔액 부족', detail: '금액이 사용 가능 금액보다 큽니다. 사용 가능 금액은 available에 있습니다.' },
  },
  { available: documented(z.int(), { example: 50_000 }) },
)
export const BalanceLimit = problem('balance-limit', 409, {
  en: { title: 'Balance limit', detail: 'The balance would exceed 1000000000000000 won.' },
  ko: { title: '잔액 한도 초과', detail: '잔액이 1000조 원을 넘게 됩니다.' },
})
export const AccountNotEmpty = problem('account-not-empty', 409, {
  en: {
    title: 'Account not empty',
    detail:
      'Your account has a balance, or cash that a billing or a payout holds. Withdraw or transfer the balance, end the billing, and cancel the payout or wait for its decision.',
  },
  ko: {
    title: '비어 있지 않은 계좌',
    detail:
      '계좌에 잔액이 있거나, 청구나 출금 요청을 위해 보류된 캐시가 있습니다. 잔액을 출금하거나 이체하고, 청구를 끝내고, 출금 요청을 취소하거나 결정을 기다려 주십시오.',
  },
})
export const PayoutNotFound = problem('payout-not-found', 404, {
  en: { title: 'Payout not found', detail: 'No payout has this id.' },
  ko: { title: '출금 요청을 찾을 수 없음', detail: '이 ID의 출금 요청이 없습니다.' },
})
export const PayoutState = problem('payout-state', 409, {
  en: { title: 'Payout decided', detail: 'This payout is already paid, rejected or cancelled.' },
  ko: { title: '이미 결정된 출금 요청', detail: '이미 지급되었거나 거절되었거나 취소된 출금 요청입니다.' },
})
export const OwnPayout = problem('own-payout', 403, {
  en: { title: 'Own payout', detail: 'You cannot decide on a payout of your own. Another operator must.' },
  ko: { title: '본인의 출금 요청', detail: '본인의 출금 요청은 결정할 수 없습니다. 다른 운영자에게 요청해 주십시오.' },
})

/** Where the product lets operators alone deposit. */
export const DepositsByOperators: typeof Forbidden = {
  ...Forbidden,
  words: {
    en: {
      ...Forbidden.words.en,
      detail:
        'On this service only operators deposit. Top the account up at a gateway with POST /accounts/{accountId}/topups, or ask an operator.',
    },
    ko: {
      ...Forbidden.words.ko,
      detail:
        '이 서비스에서는 운영자만 입금할 수 있습니다. POST /accounts/{accountId}/topups로 충전하거나 운영자에게 요청해 주십시오.',
    },
  },
}
/** Where the product pays out on request. */
export const WithdrawalsOnRequest: typeof Forbidden = {
  ...Forbidden,
  words: {
    en: {
      ...Forbidden.words.en,
      detail:
        'On this service operators pay out. Request a payout with POST /accounts/{accountId}/payouts; it holds the amount until an operator has paid it.',
    },
    ko: {
      ...Forbidden.words.ko,
      detail:
        '이 서비스에서는 운영자가 출금을 처리합니다. POST /accounts/{accountId}/payouts로 출금을 요청해 주십시오. 운영자가 지급할 때까지 금액이 보류됩니다.',
    },
  },
}
