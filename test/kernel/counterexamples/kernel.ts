// Counterexamples of the kernel.

import { type guard, receiptKey, Try, writeReceipt, writeTry } from '#kernel/commit/receipt.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const keyed = { scope: 'user', operation: 'wallet.deposit', key: 'k', hash: 'one', requestId: 'first' }
const now = Math.floor(Date.now() / 1000)

export const counterexamples: Counterexamples<typeof guard> = {
  receipt: {
    given: [
      stored(receiptKey(keyed), {
        ...{ hash: 'one', status: 201, body: '{}', requestId: 'first' },
        ...{ firstAt: now, writtenAt: now, ttl: now + 1000, times: 1 },
      }),
    ],
    writes: () => [writeReceipt({ ...keyed, hash: 'another' }, { status: 201, body: {} }, { now, fence: '' })],
  },
  oneTry: {
    given: [stored(Try.key('token'), { times: 1, ttl: now + 1000 })],
    writes: () => [writeTry('token', now)],
  },
}
