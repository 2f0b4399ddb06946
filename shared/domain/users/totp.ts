// One-time codes of an authenticator app (RFC 6238), and recovery codes for its loss.

import { createHash } from 'node:crypto'
import { generateURI, ScureBase32Plugin, verifySync } from 'otplib'
import { seal, unseal } from '#kernel/http/sealed.ts'
import type { TotpItem, UserItem } from './items.ts'

type Random = (bytes: number) => Uint8Array

const ISSUER = 'Holdfast'
/** A clock of a phone may be off by one period. */
const TOLERANCE_S = 30
const RECOVERY_CODES = 10
/** The length that RFC 4226 recommends. */
const SECRET_BYTES = 20

const base32 = new ScureBase32Plugin()

const useOf = (userId: string): string => `totp ${userId}`

/** Codes are random and long, so a fast hash protects them. */
const hashOf = (code: string): string => createHash('sha256').update(code).digest('base64url')

/** What the user is shown once, and what is stored of it. */
export const newTotp = ({ userId, username, sessionEpoch }: UserItem, now: string, random: Random) => {
  const secret = base32.encode(random(SECRET_BYTES))
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, () => Buffer.from(random(10)).toString('hex'))
  const item: TotpItem = {
    userId,
    secret: seal(useOf(userId), secret, random),
    recovery: recoveryCodes.map(hashOf),
    createdAt: now,
    ...(sessionEpoch === undefined ? {} : { epoch: sessionEpoch }),
    lastStep: 0,
    version: 0,
  }
  return { item, shown: { secret, uri: generateURI({ issuer: ISSUER, label: username, secret }), recoveryCodes } }
}

/** The item after the use of a code, which works once; undefined: the code is wrong. */
export const used = (item: TotpItem, code: string, now: string): TotpItem | undefined => {
  const version = item.version + 1
  if (/^\d{6}$/.test(code)) {
    const secret = unseal(useOf(item.userId), item.secret)
    // The key of the service was replaced. Recovery codes still work.
    if (secret === undefined) return undefined
    const epoch = Math.floor(Date.parse(now) / 1000)
    const found = verifySync({ secret, token: code, epoch, epochTolerance: TOLERANCE_S })
    if (!found.valid || !('timeStep' in found) || found.timeStep <= item.lastStep) return undefined
    return { ...item, lastStep: found.timeStep, version }
  }
  const recovery = item.recovery.filter((one) => one !== hashOf(code))
  return recovery.length < item.recovery.length ? { ...item, recovery, version } : undefined
}
