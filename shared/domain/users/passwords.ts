// Passwords: argon2id, stored as PHC strings that carry their own cost.

import { timingSafeEqual } from 'node:crypto'
import { COST, SALT_BYTES, slowHash } from '#kernel/http/slow-hash.ts'

/** The hash of no password, at today's cost: the refusal of a name without a user takes as long as that of a wrong password. */
const NO_HASH = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** Answers by request body and question: a plan that is made anew asks again, and the hash is computed once. */
const answered = new WeakMap<object, Map<string, Promise<unknown>>>()

const once = <T>(request: object, question: string, answer: () => Promise<T>): Promise<T> => {
  const answers = answered.get(request) ?? new Map<string, Promise<unknown>>()
  answered.set(request, answers)
  const given = answers.get(question) ?? answer()
  answers.set(question, given)
  return given as Promise<T>
}

/** @param body of the request that the password is for */
export const hashPassword = (body: object, password: string, random: (bytes: number) => Uint8Array): Promise<string> =>
  once(body, 'hash', async () => {
    const nonce = random(SALT_BYTES)
    const tag = await slowHash(plain(password), nonce)
    return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`
  })

/** @param hash undefined: there is no such user; the answer takes as long, and is false */
export const isPassword = (body: object, password: string, hash: string = NO_HASH): Promise<boolean> =>
  once(body, hash, async () => {
    const [, , , costs = '', salt = '', stored = ''] = hash.split('$')
    const [memory = 0, passes = 0, parallelism = 0] = costs.split(',').map((cost) => Number(cost.slice(2)))
    const expected = Buffer.from(stored, 'base64')
    const nonce = Buffer.from(salt, 'base64')
    const tag = await slowHash(plain(password), nonce, { memory, passes, parallelism }, expected.length)
    return timingSafeEqual(tag, expected) && hash !== NO_HASH
  })

/** Keyboards compose the same character differently, Hangul above all. */
const plain = (password: string): string => password.normalize('NFC')

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')
