// Passwords that attackers try first: leaked ones, and those that follow from the user or the service.

import { gunzipSync } from 'node:zlib'
import leaked from '../../vendor/passwords/leaked.json' with { type: 'json' }
import { plain } from './passwords.ts'

/** Read at the first use, because most functions that contain the list do not use it in most calls. */
let known: ReadonlySet<string> | undefined

const isLeaked = (password: string): boolean => {
  known ??= new Set(gunzipSync(Buffer.from(leaked.gzip, 'base64')).toString().split('\n'))
  return known.has(password)
}

const PRODUCT = 'holdfast'

export interface Owner {
  readonly username: string
  readonly email: string
}

/** Compared without case and without digits and signs at the end: `Holdfast1!` is as weak as `holdfast`. */
export const isWeak = (password: string, { username, email }: Owner): boolean => {
  const given = plain(password).toLowerCase()
  const own = [username, email, email.split('@')[0] ?? '', PRODUCT].map((word) => word.toLowerCase())
  const isOwn = own.some((word) => given === word || (word.length >= 4 && isTail(given, word)))
  return given.trim() === '' || isLeaked(given) || isOwn
}

/** Whether only digits and signs follow the word. */
const isTail = (given: string, word: string): boolean =>
  given.startsWith(word) && !/\p{L}/u.test(given.slice(word.length))
