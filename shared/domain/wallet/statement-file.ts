// A statement as a CSV file (RFC 4180) for spreadsheets: one line for each entry, between the opening and the closing balance.

import { stringify } from 'csv-stringify/sync'
import type { Language } from '#kernel/data/language.ts'
import type { EntryItem } from './items.ts'
import { signs } from './ledger.ts'
import type { EntryType } from './schema.ts'

/** The maximum number of entries in a file: about 2 MB with the longest texts. */
export const MOST_ENTRIES = 2000

interface Words {
  readonly columns: readonly string[]
  readonly opening: string
  readonly closing: string
  readonly types: Readonly<Record<EntryType, string>>
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    columns: ['No.', 'Time', 'Type', 'Out', 'In', 'Balance', 'Information', 'Transaction'],
    opening: 'Opening balance',
    closing: 'Closing balance',
    types: {
      DEPOSIT: 'DEPOSIT',
      WITHDRAWAL: 'WITHDRAWAL',
      TRANSFER_IN: 'TRANSFER_IN',
      TRANSFER_OUT: 'TRANSFER_OUT',
      PAYMENT: 'PAYMENT',
      REFUND: 'REFUND',
      TOPUP: 'TOPUP',
      TOPUP_CANCEL: 'TOPUP_CANCEL',
    },
  },
  ko: {
    columns: ['번호', '일시', '구분', '출금', '입금', '잔액', '내용', '거래 ID'],
    opening: '기초 잔액',
    closing: '기말 잔액',
    types: {
      DEPOSIT: '입금',
      WITHDRAWAL: '출금',
      TRANSFER_IN: '이체 입금',
      TRANSFER_OUT: '이체 출금',
      PAYMENT: '결제',
      REFUND: '환불',
      TOPUP: '충전',
      TOPUP_CANCEL: '충전 취소',
    },
  },
}

/** A balance at a time. */
interface Balance {
  readonly at: string
  readonly balance: number
}

/** @param entries those between the two balances, by seq */
export const statementFile = (
  opening: Balance,
  entries: readonly EntryItem[],
  closing: Balance,
  language: Language,
): string => {
  const { columns, types, ...names } = words[language]
  const line = (name: string, { at, balance }: Balance) => ['', at, name, '', '', balance, '', '']
  const lines = entries.map(({ seq, createdAt, type, amount, balance, information, transactionId }) => [
    seq,
    createdAt,
    types[type],
    signs[type] < 0 ? amount : '',
    signs[type] > 0 ? amount : '',
    balance,
    harmless(information),
    transactionId,
  ])
  return stringify([columns, line(names.opening, opening), ...lines, line(names.closing, closing)], {
    bom: true,
    record_delimiter: 'windows',
    quoted_string: true,
    quoted_empty: false,
    // A text that a spreadsheet would take for a formula begins with an apostrophe.
    escape_formulas: true,
  })
}

/** Some spreadsheets skip blanks before a formula. */
const harmless = (text: string): string =>
  /^\s+[=+\-@＝＋－＠]/.test(text) || text.startsWith('\n') ? `'${text}` : text
