// The erasure of receipts: the replies that were stored for a person's requests.

import { LAST } from '#kernel/data/key.ts'
import { remove } from '#kernel/data/write.ts'
import { type ErasureOf, erase, nothing } from './erasure.ts'
import { keyOfReceipt, type receipts, receiptsIn } from './receipt.ts'

const AT_ONCE = 90

export const erasure: ErasureOf<typeof receipts> = {
  fates: {
    RECEIPT: 'erased: replies contain what the person sent and saw',
    RECEIPTS: 'only in an index',
    TRY: 'kept for a day: a random token, nothing of a person',
  },
  next: async ({ read }, { userId, username }) => {
    // A registration is scoped by the username, other requests by the user.
    for (const scope of [userId, username.toLowerCase()]) {
      const page = { limit: AT_ONCE, after: undefined }
      const { items } = await read.list({ partition: receiptsIn(scope), from: ' ', to: LAST, index: 'list', ...page })
      if (items.length > 0) return erase(items.map((item) => remove('forget', keyOfReceipt(item))))
    }
    return nothing
  },
}
