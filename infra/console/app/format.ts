// Amounts, times and durations as the operator reads them.

import { language } from './words.ts'

export const won = (amount: number): string =>
  `${amount.toLocaleString('en')}${language.value === 'ko' ? '원' : ' won'}`

/** Times are shown in Seoul, wherever the operator is. */
const ZONE = 'Asia/Seoul'

export const when = (at: string | null): string =>
  at === null
    ? '–'
    : new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'medium', timeZone: ZONE }).format(
        Date.parse(at),
      )

/** The time of day in Seoul. */
export const timeOf = (at: string): string =>
  new Intl.DateTimeFormat(language.value, { timeStyle: 'short', timeZone: ZONE }).format(Date.parse(at))

export const count = (number: number): string => number.toLocaleString(language.value)

export const violationsOf = (number: number): string =>
  language.value === 'ko' ? `위반 ${count(number)}건` : `${count(number)} ${number === 1 ? 'violation' : 'violations'}`

export const itemsOf = (number: number): string =>
  language.value === 'ko' ? `항목 ${count(number)}개` : `${count(number)} ${number === 1 ? 'item' : 'items'}`

/** Such as 3 min 12 s. */
export const duration = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)]
  const [m, s] = language.value === 'ko' ? ['분', '초'] : [' min', ' s']
  return minutes > 0 ? `${minutes}${m} ${rest}${s}` : `${rest}${s}`
}

/** Minutes and seconds, such as 14:05. */
export const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
