// The users' part of an erasure: first the sessions. Names and addresses go with the last step, which the flow adds.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import { remove } from '#kernel/data/write.ts'
import { Email, Profile, Session, Sibling, Totp, Username, type users } from './items.ts'

export const traces = [
  trace(Profile, (item) => Profile.idOf(item)),
  trace(Session, ({ userId }) => userId),
  trace(Totp, ({ userId }) => userId),
  trace(Username, ({ userId }) => userId),
  trace(Email, ({ userId }) => userId),
]

const AT_ONCE = 90

export const erasure: ErasureOf<typeof users> = {
  fates: {
    USER: 'sessions and profile are erased; the id stays, so that others see a former member',
    USERNAME: 'erased, and free for others',
    EMAIL: 'erased, and free for others',
    ATTEMPT: 'kept for a day at most: counters under hashes',
    NAMES: 'only in an index',
    DUE_USER: 'only in an index',
  },
  next: async ({ read }, { userId }) => {
    const page = { limit: AT_ONCE, after: undefined }
    const { items: sessions } = await read.list({ ...Session.within(userId), ...page })
    if (sessions.length > 0)
      return erase(sessions.map(({ sessionId }) => remove('forgetSession', Session.key(userId, sessionId))))
    const { items: siblings } = await read.list({ ...Sibling.within(userId), ...page })
    if (siblings.length > 0) return erase(siblings.map((item) => remove('forgetSibling', siblingKey(userId, item))))
    return (await read.get(Totp.key(userId))) ? erase([remove('forgetTotp', Totp.key(userId))]) : nothing
  },
}

/** @param item as stored: its sort key ends with session and hash */
const siblingKey = (userId: string, item: object) => {
  const { sk = '' } = item as { sk?: string }
  const [, sessionId = '', hash = ''] = sk.split('#')
  return Sibling.key(userId, sessionId, hash)
}
