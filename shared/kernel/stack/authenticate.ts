// Who is calling. A public endpoint does not ask; elsewhere a valid access token says.

import { Problem } from '../problem.ts'
import { Unauthenticated } from '../problems.ts'
import { verifyToken } from '../token.ts'
import { header, type Layer, learn } from './request.ts'

export const authenticate: Layer = ({ auth }) => ({
  before: async (request) => {
    if (auth === 'public') return
    const token = /^Bearer +([^ ]+)$/i.exec(header(request, 'authorization') ?? '')?.[1]
    const caller = token && (await verifyToken(token))
    if (!caller) throw new Problem(Unauthenticated)
    learn(request, { caller })
  },
})
