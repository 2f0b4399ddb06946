// The page of a link to reset a password.

import { resetPage } from '#domain/users/pages.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.showPasswordReset, ({ language }) => ({ reply: resetPage(language) }))
