// The local keys, kept between starts: the key pair of access tokens and the HMAC key.

import { hkdfSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { Refusal } from './refusal.ts'

/**
 * @param file of the key pair; undefined keeps it in memory
 * @returns the environment variables of the functions
 */
export const tokenKeys = async (
  file?: string,
): Promise<Record<'TOKEN_PUBLIC_KEYS' | 'TOKEN_PRIVATE_KEY' | 'HMAC_KEY', string>> => {
  const pair = (file && kept(file)) || (await newPair())
  if (file) keep(file, pair)
  const { d: _, ...publicKey } = pair
  return {
    TOKEN_PUBLIC_KEYS: JSON.stringify({ keys: [publicKey] }),
    TOKEN_PRIVATE_KEY: JSON.stringify(pair),
    HMAC_KEY: hmacKey(pair),
  }
}

/** Derived from the private key, so that one file stores both. */
const hmacKey = ({ d = '' }: JWK): string =>
  Buffer.from(hkdfSync('sha256', d, '', 'holdfast HMAC key', 32)).toString('base64url')

/** Private and public key in one JSON Web Key. */
export const newPair = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' }
}

const kept = (file: string): JWK | undefined => {
  try {
    const pair = JSON.parse(readFileSync(file, 'utf8')) as JWK
    if (pair.kid && pair.d) return pair
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  }
  throw new Refusal({
    en: `${file} is damaged. Delete it to create new keys; all users must then sign in again.`,
    ko: `${file}이(가) 손상되었습니다. 삭제하면 새 키가 만들어지며, 모든 사용자가 다시 로그인해야 합니다.`,
  })
}

const keep = (file: string, pair: JWK): void => writeFileSync(file, JSON.stringify(pair), { mode: 0o600 })
