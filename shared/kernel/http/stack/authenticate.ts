// Authenticates callers by access token. Public endpoints need none; those that recognise callers refuse an invalid one.

import { Problem } from '#kernel/data/problem.ts'
import { Unauthenticated } from '#kernel/data/problems.ts'
import { verifyToken } from '#kernel/http/token.ts'
import { header, type Layer } from './request.ts'

export const authenticate: Layer = ({ auth, recognises }) => ({
  before: async (request) => {
    if (auth === 'public' && !recognises) return
    const sent = header(request, 'authorization')
    if (!sent && auth === 'public') return
    const token = /^Bearer +([^ ]+)$/i.exec(sent ?? '')?.[1]
    const caller = token && (await verifyToken(token))
    if (!caller) throw new Problem(Unauthenticated)
    request.context.learned.caller = caller
  },
})
