// The edge before the API: refuses requests that pass it by, and reads the caller's address from it.

import { timingSafeEqual } from 'node:crypto'
import type { Text } from '#kernel/data/language.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { header, type Layer, type Request } from './request.ts'

/** The header with the edge's key. */
export const EDGE_KEY = 'x-origin-key'
/** The header with the address of the caller, which the edge always sets. */
export const EDGE_ADDRESS = 'x-caller-address'

const PAST_THE_EDGE: Text = {
  en: 'This address takes requests of the edge only. Send the request to the public address of the API.',
  ko: '이 주소는 엣지에서 온 요청만 받습니다. API의 공개 주소로 보내 주십시오.',
}

/** Without EDGE_KEY in the environment there is no edge. */
const expected = (): string | undefined => process.env['EDGE_KEY'] || undefined

export const edge: Layer = () => ({
  before: (request) => {
    const key = expected()
    if (key !== undefined && !isEqual(header(request, EDGE_KEY) ?? '', key))
      throw new Problem(Forbidden, {}, PAST_THE_EDGE)
  },
})

const isEqual = (sent: string, key: string): boolean => {
  const [one, other] = [Buffer.from(sent), Buffer.from(key)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The caller's network address. Without an edge, the header is the caller's own and says nothing. */
export const addressOf = ({ event }: Pick<Request, 'event'>): string => {
  const { sourceIp } = event.requestContext.http
  return expected() === undefined ? sourceIp : (event.headers[EDGE_ADDRESS] ?? sourceIp)
}
