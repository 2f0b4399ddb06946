// The state of the sandbox: payments and replies of idempotency keys. A change is stored in the file before it is reported.

import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { Refusal } from '#infra/local/refusal.ts'

export interface Payment {
  readonly gateway: 'KAKAOPAY' | 'TOSS'
  /** The owner: KakaoPay's cid, or a digest of the Toss key. */
  readonly shop: string
  /** KakaoPay's tid, or Toss's paymentKey. */
  readonly tid: string
  readonly orderId: string
  readonly userId: string
  readonly itemName: string
  readonly amount: number
  readonly approvalUrl: string
  readonly cancelUrl: string
  readonly failUrl: string
  readonly createdMs: number
  readonly state: 'OPEN' | 'AUTHENTICATED' | 'QUIT' | 'FAILED' | 'PAID'
  /** Proves that the buyer approved. */
  readonly token: string
  /** At most one. A list, so that tests can detect a second capture. */
  readonly captures: readonly Movement[]
  readonly cancels: readonly Movement[]
}

export interface Movement {
  readonly id: string
  readonly amount: number
  readonly atMs: number
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

/** The stored reply of an idempotency key. */
export interface Kept extends Reply {
  readonly scope: string
  readonly atMs: number
}

export interface Change {
  readonly payment?: Payment | undefined
  readonly kept?: Kept | undefined
}

export interface Book {
  payment(tid: string): Payment | undefined
  payments(): Payment[]
  kept(scope: string): Kept | undefined
  write(change: Change): void
  newId(prefix: string, length: number): string
  /** Everything that it contains; what is stored never changes, a change replaces it. */
  contents(): readonly object[]
  /** @returns what puts the book in memory back as it is now */
  save(): () => void
  close(): void
}

export interface BookOptions {
  /** One line per change; undefined keeps the state in memory. */
  readonly file?: string | undefined
  readonly random?: ((bytes: number) => Uint8Array) | undefined
}

export const openBook = (
  { file, random = randomBytes }: BookOptions = {},
  changed: (payment: Payment) => void = () => {},
): Book => {
  const payments = new Map<string, Payment>()
  const replies = new Map<string, Kept>()
  const take = ({ payment, kept }: Change): void => {
    if (payment) payments.set(payment.tid, payment)
    if (kept) replies.set(kept.scope, kept)
  }
  for (const change of file ? linesOf(file) : []) take(change)
  const journal = file ? openSync(file, 'a', 0o600) : undefined
  return {
    payment: (tid) => payments.get(tid),
    payments: () => [...payments.values()],
    kept: (scope) => replies.get(scope),
    write(change) {
      // Payment and reply are one line, so that a crash cannot repeat a cancellation.
      if (journal !== undefined) writeSync(journal, `${JSON.stringify(change)}\n`)
      take(change)
      if (change.payment) changed(change.payment)
    },
    newId: (prefix, length) => prefix + Buffer.from(random(length)).toString('hex').slice(prefix.length, length),
    contents: () => [...payments.values(), ...replies.values()],
    save: () => {
      const saved = [[...payments], [...replies]] as const
      return () => {
        payments.clear()
        replies.clear()
        for (const [tid, payment] of saved[0]) payments.set(tid, payment)
        for (const [scope, reply] of saved[1]) replies.set(scope, reply)
      }
    },
    close: () => journal === undefined || closeSync(journal),
  }
}

const linesOf = (file: string): Change[] => {
  if (!existsSync(file)) return []
  const text = readFileSync(file)
  // Text after the last line end is an incomplete write of a killed process and was never reported.
  const whole = text.subarray(0, text.lastIndexOf('\n') + 1)
  truncateSync(file, whole.length)
  try {
    const lines = whole.toString().split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Change)
  } catch {
    throw new Refusal(`${file} is damaged. Delete it to start with an empty sandbox.`)
  }
}

const LIFE_MS = 15 * 60_000

export const isExpired = ({ state, createdMs }: Payment, nowMs: number): boolean =>
  (state === 'OPEN' || state === 'AUTHENTICATED') && nowMs >= createdMs + LIFE_MS

const sumOf = (movements: readonly Movement[]): number => movements.reduce((sum, { amount }) => sum + amount, 0)
export const capturedOf = ({ captures }: Payment): number => sumOf(captures)
export const cancelledOf = ({ cancels }: Payment): number => sumOf(cancels)
/** The amount that can still be refunded. */
export const remainingOf = (payment: Payment): number => capturedOf(payment) - cancelledOf(payment)

export const capture = (payment: Payment, id: string, atMs: number): Payment => ({
  ...payment,
  state: 'PAID',
  captures: [...payment.captures, { id, amount: payment.amount, atMs }],
})

export const giveBack = (payment: Payment, { id, amount, atMs }: Movement): Payment => ({
  ...payment,
  cancels: [...payment.cancels, { id, amount, atMs }],
})

/** The ledger for tests: all movements of money, without secrets. */
export interface LedgerEntry {
  readonly gateway: Payment['gateway']
  readonly orderId: string
  readonly tid: string
  readonly state: string
  readonly amount: number
  readonly captures: number
  readonly captured: number
  readonly cancelled: number
}

export const ledgerOf = (book: Book, nowMs: number): LedgerEntry[] =>
  book.payments().map((payment) => {
    const { gateway, orderId, tid, amount, captures } = payment
    const state = isExpired(payment, nowMs) ? 'EXPIRED' : payment.state
    const money = { captured: capturedOf(payment), cancelled: cancelledOf(payment) }
    return { gateway, orderId, tid, state, amount, captures: captures.length, ...money }
  })
