// The part of JSON Schema 2020-12 that the OpenAPI document uses; an unknown keyword is an error.

export interface Schema {
  readonly [keyword: string]: unknown
}

/** What a pointer into a document leads to. */
export const resolve = (document: unknown, ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (outer, part) => (outer as Record<string, unknown>)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    )

type Check = (value: never, expected: never, schema: Schema, document: unknown, at: string) => string[]
const told = (fits: boolean, at: string, says: string): string[] => (fits ? [] : [`${at} ${says}`])

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const checks: Readonly<Record<string, Check>> = {
  $ref: (value, ref: string, _, document, at) => misfits(value, resolve(document, ref) as Schema, document, at),
  type: (value, expected: string | string[], _, __, at) => {
    const type = typeOf(value)
    const fits = [expected].flat().some((one) => one === type || (one === 'number' && type === 'integer'))
    return told(fits, at, `is no ${expected}`)
  },
  properties: (value: object, properties: Record<string, Schema>, _, document, at) =>
    Object.entries(value)
      .filter(([name]) => properties[name])
      .flatMap(([name, member]) => misfits(member, properties[name] as Schema, document, `${at}/${name}`)),
  required: (value: object, names: string[], _, __, at) =>
    names.filter((name) => !(name in value)).map((name) => `${at}/${name} is missing`),
  additionalProperties: (value: object, allowed: unknown, { properties = {} }, _, at) =>
    allowed === false
      ? Object.keys(value)
          .filter((name) => !(name in (properties as object)))
          .map((name) => `${at}/${name} is too many`)
      : [],
  items: (value: unknown[], items: Schema, _, document, at) =>
    value.flatMap((item, index) => misfits(item, items, document, `${at}/${index}`)),
  enum: (value, all: unknown[], _, __, at) => told(all.includes(value), at, `is none of ${all}`),
  const: (value, only, _, __, at) => told(value === only, at, `is not ${only}`),
  pattern: (value: string, pattern: string, _, __, at) =>
    told(new RegExp(pattern, 'u').test(value), at, `is no ${pattern}`),
  format: (value: string, format: string, _, __, at) =>
    told(format !== 'date-time' || !Number.isNaN(Date.parse(value)), at, `is no ${format}`),
  minimum: (value: number, least: number, _, __, at) => told(value >= least, at, `is below ${least}`),
  maximum: (value: number, most: number, _, __, at) => told(value <= most, at, `is above ${most}`),
  minLength: (value: string, least: number, _, __, at) => told([...value].length >= least, at, 'is too short'),
  maxLength: (value: string, most: number, _, __, at) => told([...value].length <= most, at, 'is too long'),
  minItems: (value: unknown[], least: number, _, __, at) => told(value.length >= least, at, 'has too few'),
  maxItems: (value: unknown[], most: number, _, __, at) => told(value.length <= most, at, 'has too many'),
  uniqueItems: (value: unknown[], _, __, ___, at) =>
    told(new Set(value.map((one) => JSON.stringify(one))).size === value.length, at, 'has something twice'),
  oneOf: (value, all: Schema[], _, document, at) => {
    const fitting = all.filter((one) => misfits(value, one, document, at).length === 0)
    return told(fitting.length === 1, at, `fits ${fitting.length} of ${all.length}`)
  },
  anyOf: (value, all: Schema[], _, document, at) =>
    told(
      all.some((one) => misfits(value, one, document, at).length === 0),
      at,
      `fits none of ${all.length}`,
    ),
}

/** These tell the reader something, and ask nothing of a value. */
const silent = new Set(['discriminator', 'examples', 'description'])
/** Keywords that ask nothing of values of other types, null beside a text for one. */
const asks: Readonly<Record<string, string>> = {
  ...{ properties: 'object', required: 'object', additionalProperties: 'object', items: 'array' },
  ...{ pattern: 'string', format: 'string', minLength: 'string', maxLength: 'string' },
  ...{ minimum: 'number', maximum: 'number', minItems: 'array', maxItems: 'array', uniqueItems: 'array' },
}

/** @returns what of a value does not fit, each with where it is */
export const misfits = (value: unknown, schema: Schema, document: unknown, at = ''): string[] =>
  Object.entries(schema).flatMap(([keyword, expected]) => {
    if (silent.has(keyword)) return []
    const check = checks[keyword]
    if (!check) throw new Error(`${keyword} is not among the keywords that test/support/json-schema.ts knows`)
    const type = typeOf(value)
    if (asks[keyword] && asks[keyword] !== (type === 'integer' ? 'number' : type)) return []
    return check(value as never, expected as never, schema, document, at)
  })
