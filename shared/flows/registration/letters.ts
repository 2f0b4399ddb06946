// The mail to an address that a user wants to verify.

import type { EmailItem } from '#domain/users/items.ts'

/** The link to verify it. An address that another user has verified gets a mail that says so, to that user. */
export const aboutAddress = (holder: EmailItem | undefined, userId: string) =>
  holder?.verifiedAt !== undefined && holder.userId !== userId
    ? ({ occasion: 'KNOWN', userId: holder.userId } as const)
    : ({ occasion: 'VERIFY', userId } as const)
