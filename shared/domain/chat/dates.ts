// Finds dates in Korean and English texts: "12월 3일", "다음 주 금요일", "in 3 days", "Dec 3rd".

import { plusDays, realDay, weekdayOf } from './days.ts'

export interface Mention {
  /** YYYY-MM-DD. */
  readonly day: string
  /** A start: "오늘부터", "from tomorrow". */
  readonly begins: boolean
  /** The position in the text. */
  readonly at: number
  readonly end: number
}

type Parts = readonly (string | undefined)[]
/** A date pattern, and its day relative to the day of writing. */
type Form = readonly [pattern: RegExp, day: (writtenOn: string, parts: Parts) => string | undefined]

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const WEEKDAY =
  '(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)'
const AHEAD: Readonly<Record<string, number>> = {
  오늘: 0,
  내일: 1,
  모레: 2,
  내일모레: 2,
  글피: 3,
  today: 0,
  tonight: 0,
  tomorrow: 1,
  'the day after tomorrow': 2,
  하루: 1,
  이틀: 2,
  사흘: 3,
  나흘: 4,
  일주일: 7,
  열흘: 10,
  보름: 15,
}
const WEEKS: Readonly<Record<string, number>> = { 이번: 0, 다음: 1, 담: 1, 다다음: 2, this: 0, next: 1 }
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
}
const COUNT = `(\\d{1,3}|${Object.keys(NUMBERS).join('|')})`
/** "In three days", "three days left", "only three days left". */
const UNTIL = ' ?(?:[뒤후]|(?:밖에 ?안 ?)?남[았은아])'

const ahead = (writtenOn: string, word = ''): string =>
  plusDays(writtenOn, AHEAD[word.toLowerCase().replace('내일 ', '내일')] ?? 0)

const after = (writtenOn: string, count = '', unit = ''): string =>
  plusDays(writtenOn, (NUMBERS[count.toLowerCase()] ?? Number(count)) * (/^(주|week)/i.test(unit) ? 7 : 1))

/** A date without a year is the next one. */
const onDate = (writtenOn: string, year: string | undefined, month: number, day = ''): string | undefined => {
  if (year !== undefined) return realDay(Number(year), month, Number(day))
  const thisYear = Number(writtenOn.slice(0, 4))
  return [thisYear, thisYear + 1].map((one) => realDay(one, month, Number(day))).find((one) => one && one >= writtenOn)
}

const inMonth = (writtenOn: string, year: string | undefined, month = '', day = ''): string | undefined =>
  onDate(writtenOn, year, MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1, day)

const inMonthAhead = (writtenOn: string, ahead: number, day: string | undefined): string | undefined => {
  const month = Number(writtenOn.slice(5, 7)) - 1 + ahead
  return realDay(Number(writtenOn.slice(0, 4)) + Math.floor(month / 12), (month % 12) + 1, Number(day))
}

/** Weeks begin on Monday; a weekday without a week is the next one. */
const onWeekday = (writtenOn: string, week: string | undefined, weekday: number): string => {
  const days = weekday - weekdayOf(writtenOn)
  if (week === undefined) return plusDays(writtenOn, (days + 7) % 7)
  return plusDays(writtenOn, days + 7 * (WEEKS[week.toLowerCase()] ?? 0))
}

const onDayNamed = (writtenOn: string, week: string | undefined, weekday = ''): string =>
  onWeekday(writtenOn, week, WEEKDAYS.indexOf(weekday.slice(0, 3).toLowerCase()))

const forms: readonly Form[] = [
  [
    /(?<!\d)(\d{4})[-./] ?(\d{1,2})[-./] ?(\d{1,2})(?!\d)/g,
    (writtenOn, [year, month, day]) => onDate(writtenOn, year, Number(month), day),
  ],
  [
    /(?:(?<!\d)(\d{4})년 ?)?(?<!\d)(\d{1,2})월 ?(\d{1,2})일/g,
    (writtenOn, [year, month, day]) => onDate(writtenOn, year, Number(month), day),
  ],
  [
    /(?<![\d/-]|\d\.)(\d{1,2})\/(\d{1,2})(?![\d/])/g,
    (writtenOn, [month, day]) => onDate(writtenOn, undefined, Number(month), day),
  ],
  [/(?<![가-힣])(오늘|내일 ?모레|내일|모레|글피)/g, (writtenOn, [word]) => ahead(writtenOn, word)],
  [
    /(이번|다다음|다음) ?달 ?(\d{1,2})일/g,
    (writtenOn, [month = '', day]) => inMonthAhead(writtenOn, WEEKS[month] ?? 0, day),
  ],
  [
    new RegExp(`(?<![가-힣])(하루|이틀|사흘|나흘|일주일|열흘|보름)${UNTIL}`, 'g'),
    (writtenOn, [word]) => ahead(writtenOn, word),
  ],
  [
    new RegExp(`(?<!\\d|[월달] ?)(\\d{1,3})(일|주)일?${UNTIL}`, 'g'),
    (writtenOn, [count, unit]) => after(writtenOn, count, unit),
  ],
  [/\bD ?- ?(\d{1,3})(?!\d)/gi, (writtenOn, [count]) => after(writtenOn, count)],
  [
    /(?:(다다음|다음|이번|담) ?주 ?|(?<![일주\d)] ?\(?))([월화수목금토일])(?:요일|욜)/g,
    (writtenOn, [week, weekday = '']) => onWeekday(writtenOn, week, '월화수목금토일'.indexOf(weekday)),
  ],
  [/\b(the day after tomorrow|tomorrow|today|tonight)\b/gi, (writtenOn, [word]) => ahead(writtenOn, word)],
  [new RegExp(`\\bin ${COUNT} (day|week)s?\\b`, 'gi'), (writtenOn, [count, unit]) => after(writtenOn, count, unit)],
  [
    new RegExp(`\\b${COUNT} (day|week)s? (?:from now|later|left|to go)\\b`, 'gi'),
    (writtenOn, [count, unit]) => after(writtenOn, count, unit),
  ],
  [
    new RegExp(
      `\\b(?:(this|next)(?: week)?(?: on)?|on|by|(?<!\\d(?:st|nd|rd|th)? )is) ${WEEKDAY}\\b(?! (?:of )?(?:this|next) week)`,
      'gi',
    ),
    (writtenOn, [week, weekday]) => onDayNamed(writtenOn, week, weekday),
  ],
  [
    new RegExp(`\\b${WEEKDAY} (?:of )?(this|next) week\\b`, 'gi'),
    (writtenOn, [weekday, week]) => onDayNamed(writtenOn, week, weekday),
  ],
  [
    new RegExp(`\\b${MONTH}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4})(?!\\d))?`, 'gi'),
    (writtenOn, [month, day, year]) => inMonth(writtenOn, year, month, day),
  ],
  [
    new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}\\b(?:,? (\\d{4})(?!\\d))?`, 'gi'),
    (writtenOn, [day, month, year]) => inMonth(writtenOn, year, month, day),
  ],
]

/** In the order of mention. @param writtenOn the day of writing */
export const daysIn = (text: string, writtenOn: string): Mention[] =>
  forms
    .flatMap(([pattern, dayOf]) =>
      [...text.matchAll(pattern)].flatMap((found) => {
        const day = dayOf(writtenOn, found.slice(1))
        const [at, end] = [found.index, found.index + found[0].length]
        return day === undefined ? [] : [{ day, at, end, begins: begins(text, at, end) }]
      }),
    )
    .sort((one, other) => one.at - other.at)

const begins = (text: string, at: number, end: number): boolean =>
  text.startsWith('부터', end) || /\b(?:from|starting|since) (?:on )?$/i.test(text.slice(Math.max(0, at - 20), at))
