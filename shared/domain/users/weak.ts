// Passwords that attackers try first: leaked ones, common words, patterns of keys, and those that follow from the user or the service.

import { brotliDecompressSync } from 'node:zlib'
import leaked from '../../vendor/passwords/leaked.json' with { type: 'json' }
import { koreanWords } from './korean.ts'

/** Read at the first use, because most functions that contain the list do not use it in most calls. */
let known: ReadonlySet<string> | undefined

const isKnown = (word: string): boolean => {
  known ??= new Set([
    ...brotliDecompressSync(Buffer.from(leaked.brotli, 'base64')).toString().split('\n'),
    ...koreanWords(),
  ])
  return known.has(word)
}

const PRODUCT = 'holdfast'

export interface Owner {
  readonly username: string
  readonly email: string
}

/** Compared without case. */
export const isWeak = (password: string, { username, email }: Owner): boolean => {
  const given = password.toLowerCase()
  const own = [username, email, email.split('@')[0] ?? '', PRODUCT].map((word) => word.toLowerCase())
  const isOwn = own.some((word) => given === word || (word.length >= 4 && isTail(given, word)))
  return given.trim() === '' || isOwn || isPattern(given) || [given, ...coresOf(given)].some(isGuessed)
}

/** Whether only digits and signs follow the word: `Holdfast1!` is as weak as `holdfast`. */
const isTail = (given: string, word: string): boolean =>
  given.startsWith(word) && !/\p{L}/u.test(given.slice(word.length))

/** As many digits and signs around a word make it no stronger: a year and a sign. */
const MOST_AROUND = 6

/** Signs and digits in place of letters: `p@ssw0rd`. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  4: 'a',
  0: 'o',
  3: 'e',
  $: 's',
  5: 's',
  7: 't',
  '!': 'i',
}

const unmasked = (word: string, one: string): string =>
  word.replace(/[@40$537!1]/g, (sign) => (sign === '1' ? one : (LOOKALIKES[sign] ?? sign)))

/** What is left without the digits and signs behind, and around. */
const coresOf = (given: string): string[] => {
  const withoutTail = given.replace(/[^\p{L}]+$/u, '')
  const bare = withoutTail.replace(/^[^\p{L}]+/u, '')
  return [withoutTail, bare].filter(({ length }) => length >= LEAST_CORE && given.length - length <= MOST_AROUND)
}
const LEAST_CORE = 2

/** Whether it is a known password or word, or one that repeats. */
const isGuessed = (word: string): boolean =>
  isRepeated(word) || [word, unmasked(word, 'i'), unmasked(word, 'l')].some(isKnown)

/** The length of a unit that would be a password by itself. */
const ENOUGH = 8

const isRepeated = (word: string): boolean => {
  const [, unit] = /^(.+?)\1+$/su.exec(word) ?? []
  return unit !== undefined && unit.length < ENOUGH && word.length > LEAST_CORE
}

/** Keys side by side, and the alphabet. */
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** In which ways one character follows another: by the next or the last one of a row, or as the same one. */
const stepsOf = (from: string, to: string): string[] => {
  const rows = ROWS.flatMap((row, at) => {
    const [a, b] = [row.indexOf(from), row.indexOf(to)]
    return a >= 0 && b >= 0 && Math.abs(a - b) === 1 ? [`${at} ${b - a}`] : []
  })
  return from === to ? ['same'] : rows
}

/** The length of a run that counts as one character, on average: `qwer1234!` has three. */
const RUN = 3

const isPattern = (given: string): boolean => {
  const characters = [...given]
  let runs = 0
  let ways: readonly string[] | undefined
  for (const [at, character] of characters.entries()) {
    const steps = at === 0 ? [] : stepsOf(characters[at - 1] ?? '', character)
    const kept = ways ? steps.filter((step) => ways?.includes(step)) : steps
    const isGoingOn = at > 0 && kept.length > 0
    if (!isGoingOn) runs += 1
    ways = isGoingOn ? kept : undefined
  }
  return runs <= Math.floor(characters.length / RUN)
}
