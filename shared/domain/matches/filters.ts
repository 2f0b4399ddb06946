// The filters of lists of matches.

import type { MatchItem } from './items.ts'

/** Whether a seat can be taken. @param now ISO 8601 */
export const hasFreeSeat = ({ status, startsAt, playerCount, maxPlayerCount }: MatchItem, now: string): boolean =>
  status === 'OPEN' && startsAt > now && playerCount < maxPlayerCount

/** Keyboards compose Hangul differently, and leading blanks are invisible. */
const plain = (venue: string): string => venue.normalize('NFC').trimStart().toLowerCase()

/** @param prefix the beginning of a venue */
export const isAt = ({ venue }: MatchItem, prefix: string): boolean => plain(venue).startsWith(plain(prefix))
