// Numbers as DynamoDB stores them: decimals with up to 38 digits in a canonical form.

import { invalid } from './failure.ts'

const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const MOST_DIGITS = 38
/** The exponents of the largest and the smallest magnitude. */
const [LARGEST, LEAST] = [126, -130]

/** `units` times ten to the power of `exponent`. */
interface Decimal {
  readonly units: bigint
  readonly exponent: number
}

/** The canonical form of a number. @throws if the text is not a number in range */
export const normal = (text: string): string => (PLAIN.test(text) ? text : written(parsed(text)))

export const compareNumbers = (left: string, right: string): number => {
  if (PLAIN.test(left) && PLAIN.test(right)) return Number(left) - Number(right)
  const { units } = sum(parsed(left), negated(parsed(right)))
  return units < 0n ? -1 : units > 0n ? 1 : 0
}

export const add = (left: string, right: string): string =>
  PLAIN.test(left) && PLAIN.test(right)
    ? String(Number(left) + Number(right))
    : written(sum(parsed(left), parsed(right)))

export const subtract = (left: string, right: string): string => written(sum(parsed(left), negated(parsed(right))))

/** The number of significant digits. */
export const digitsOf = (text: string): number =>
  (PLAIN.test(text) ? text.replace('-', '') : text.replace(/^-?0*\.?0*|\./g, '')).replace(/0+$/, '').length

const parsed = (text: string): Decimal => {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  if (sign === undefined || whole.length + fraction.length === 0)
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`)
  const units = BigInt(whole + fraction)
  return { units: sign === '-' ? -units : units, exponent: Number(exponent) - fraction.length }
}

const negated = ({ units, exponent }: Decimal): Decimal => ({ units: -units, exponent })

const sum = (left: Decimal, right: Decimal): Decimal => {
  const exponent = Math.min(left.exponent, right.exponent)
  const scaled = (one: Decimal): bigint => one.units * 10n ** BigInt(one.exponent - exponent)
  return { units: scaled(left) + scaled(right), exponent }
}

const written = ({ units, exponent }: Decimal): string => {
  if (units === 0n) return '0'
  const sign = units < 0n ? '-' : ''
  const all = String(units < 0n ? -units : units)
  const digits = all.replace(/0+$/, '')
  const last = exponent + all.length - digits.length
  const first = last + digits.length
  if (digits.length > MOST_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number')
  if (first > LARGEST)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range')
  if (first <= LEAST)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range')
  if (last >= 0) return sign + digits + '0'.repeat(last)
  if (first <= 0) return `${sign}0.${'0'.repeat(-first)}${digits}`
  return `${sign}${digits.slice(0, first)}.${digits.slice(first)}`
}
