// The links of mails: whether the user of one still lets it count.

import type { UserItem } from './items.ts'

type Found = UserItem | undefined

/** Not if the email was changed again, or the user is leaving. */
export const canVerify = (user: Found, { email }: { readonly email: string }): user is UserItem =>
  user !== undefined && !user.deletedAt && [user.email, user.pendingEmail].includes(email)

/** Not if there is a new password since the mail, or the user is leaving. */
export const canReset = (user: Found, { epoch }: { readonly epoch?: number }): user is UserItem =>
  user !== undefined && !user.deletedAt && user.sessionEpoch === epoch
