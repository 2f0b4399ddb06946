// Cursors: a list's position and a digest of whose list it is, so that one cannot be carried to another list unnoticed.

import { createHash } from 'node:crypto'
import type { Position } from './listing.ts'
import { Problem } from './problem.ts'
import { InvalidCursor } from './problems.ts'

/** @param list who reads which list: the caller, the route with its parameters, the filters */
export const encodeCursor = (position: Position, list: string): string => {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${text}.${digest(text, list)}`
}

export const decodeCursor = (cursor: string, list: string): Position => {
  const [text = '', sum, ...more] = cursor.split('.')
  if (sum !== digest(text, list) || more.length > 0) throw new Problem(InvalidCursor)
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    throw new Problem(InvalidCursor)
  }
}

const digest = (text: string, list: string): string =>
  createHash('sha256').update(`${text}\n${list}`).digest('base64url').slice(0, 22)
