// Passwords: argon2id hashes as PHC strings with their cost.

import { timingSafeEqual } from 'node:crypto'
import { COST, SALT_BYTES, slowHash } from '#kernel/http/slow-hash.ts'

/** A hash of no password at the current cost: an unknown name takes as long as a wrong password. */
const NO_HASH = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** Results by request body and question: a replan reuses them, so the hash is computed once. */
const answered = new WeakMap<object, Map<string, Promise<unknown>>>()

const once = <T>(request: object, question: string, answer: () => Promise<T>): Promise<T> => {
  const answers = answered.get(request) ?? new Map<string, Promise<unknown>>()
  answered.set(request, answers)
  const given = answers.get(question) ?? answer()
  answers.set(question, given)
  return given as Promise<T>
}

/** @param body of the request with the password */
export const hashPassword = (body: object, password: string, random: (bytes: number) => Uint8Array): Promise<string> =>
  once(body, 'hash', async () => {
    const nonce = random(SALT_BYTES)
    const tag = await slowHash(password, nonce)
    return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`
  })

/** @param hash undefined for an unknown user: takes as long, and returns false */
export const isPassword = (body: object, password: string, hash: string = NO_HASH): Promise<boolean> =>
  once(body, hash, async () => {
    const [, , , costs = '', salt = '', stored = ''] = hash.split('$')
    const [memory = 0, passes = 0, parallelism = 0] = costs.split(',').map((cost) => Number(cost.slice(2)))
    const expected = Buffer.from(stored, 'base64')
    const nonce = Buffer.from(salt, 'base64')
    const tag = await slowHash(password, nonce, { memory, passes, parallelism }, expected.length)
    return timingSafeEqual(tag, expected) && hash !== NO_HASH
  })

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')
