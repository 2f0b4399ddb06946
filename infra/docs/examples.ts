// Values for examples: ids and times that look like real ones and are the same in every run.

import { typeId } from '#kernel/data/typeid.ts'
import { type Endpoint, routeOf } from '#kernel/http/contract.ts'

const BORN = Date.UTC(2026, 10, 22, 9)

export const exampleTime = new Date(BORN).toISOString()
/** For what is planned: requests refuse times that have passed. */
export const exampleFuture = '2030-06-07T10:30:00.000Z'
export const exampleId = (prefix: string): string => typeId(prefix, BORN, new Uint8Array(10).fill(42))

/** A path that the endpoint could be asked under. */
export const examplePath = (endpoint: Pick<Endpoint, 'route'>): string =>
  (routeOf(endpoint)?.path ?? '/').replace(/\{(\w+)\}/g, (_, name: string) => exampleParameter(name))

/** What the fields of bodies may hold, wherever they stand. */
const values: Readonly<Record<string, unknown>> = {
  username: 'kim',
  email: 'kim@example.com',
  password: 'correct horse',
  firstName: 'Minji',
  lastName: 'Kim',
  refreshToken: 'the refreshToken of the last sign-in',
  bank: 'KakaoBank',
  accountNumber: '3333-01-2345678',
  fromAccountId: exampleId('account'),
  toAccountId: exampleId('account').slice(0, -1).concat('b'),
  amount: 50_000,
  information: 'salary',
  title: 'Friday futsal',
  venue: 'Mapo, Seoul',
  startsAt: exampleFuture,
  durationMinutes: 120,
  maxPlayerCount: 18,
  fee: 0,
  orders: [{ matchId: exampleId('match'), parking: { plateNumber: '12가 3456' } }],
  reason: 'rain',
  resolution: 'RELEASE',
  note: 'refunded by hand',
  data: { orderId: `${exampleId('billing')}-1` },
  text: '이제 계획을 세워줘',
  subjects: ['수학', '영어'],
  name: 'Spring',
  discount: { type: 'RATE', percent: 10, maxDiscount: 5000 },
  maxIssueCount: 1000,
  minTotal: 10_000,
  expiresAt: '2030-06-30T15:00:00.000Z',
  subscribe: false,
  groupName: 'Futsal',
  contentType: 'image/jpeg',
}

/** A body with the fields that must be there; where none must, with the first that may. */
export const exampleBody = ({ operation, body }: Pick<Endpoint, 'operation' | 'body'>): Record<string, unknown> => {
  const shape = Object.entries(body?.shape ?? {})
  const required = shape.filter(([, { _zod }]) => _zod.optin !== 'optional')
  const shown = required.length > 0 ? required : shape.slice(0, 1)
  const nameless = shown.find(([name]) => values[name] === undefined)
  if (nameless) throw new Error(`${operation} takes ${nameless[0]}, which infra/docs/examples.ts has no value for`)
  return Object.fromEntries(shown.map(([name]) => [name, values[name]]))
}

export const exampleParameter = (name: string): string => {
  if (name === 'gateway') return 'kakaopay'
  return name.endsWith('Id') ? exampleId(name.slice(0, -2)) : '1'
}
