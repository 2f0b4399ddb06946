// Cursors: a position signed together with its list, so that it cannot be forged or used on another list.

import type { Position } from '#kernel/commit/listing.ts'
import { Problem } from '#kernel/data/problem.ts'
import { InvalidCursor } from '#kernel/data/problems.ts'
import { isSigned, sign } from './signature.ts'

const USE = 'cursor'

/** @param list the caller, the route with its parameters, and the filters */
export const encodeCursor = (position: Position, list: string): string => {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${text}.${sign(USE, text, list)}`
}

export const decodeCursor = (cursor: string, list: string): Position => {
  const [text = '', signature = '', ...more] = cursor.split('.')
  if (more.length > 0 || !isSigned(signature, USE, text, list)) throw new Problem(InvalidCursor)
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}
