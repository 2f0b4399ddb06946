// The page of a link to verify an address.

import { verifyPage } from '#domain/users/pages.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.showVerification, ({ language }) => ({ reply: verifyPage(language) }))
