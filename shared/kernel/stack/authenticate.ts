// Who is calling, as a valid access token says. A public endpoint does not ask, or only takes note of it.

import { Problem } from '../problem.ts'
import { Unauthenticated } from '../problems.ts'
import { verifyToken } from '../token.ts'
import { header, type Layer, learn } from './request.ts'

export const authenticate: Layer = ({ auth, recognises }) => ({
  before: async (request) => {
    if (auth === 'public' && !recognises) return
    const token = /^Bearer +([^ ]+)$/i.exec(header(request, 'authorization') ?? '')?.[1]
    const caller = token && (await verifyToken(token))
    if (!caller && auth !== 'public') throw new Problem(Unauthenticated)
    if (caller) learn(request, { caller })
  },
})
