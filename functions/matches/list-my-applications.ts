// Lists the caller's seats, newest first.

import { applications } from '#domain/matches/reads.ts'
import { applicationView } from '#domain/matches/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listMyApplications, async ({ user, page, read, cursor }) => {
  const { items, next } = await applications(read, user.userId, page)
  return { reply: { items: items.map(applicationView), nextCursor: cursor(next) } }
})
