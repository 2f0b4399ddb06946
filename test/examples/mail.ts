// Mail has no endpoints; its job is tested with the endpoints that write mails.

import type { mail } from '#functions/mail/contract.ts'
import type { Examples } from './example.ts'

export const examples: Examples<typeof mail> = {}
