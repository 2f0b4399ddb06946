// What people asked in a storm, and what they were told: the material of the checks.

/** A request as its caller makes it, however often. */
export interface Request {
  /** Such as `wallet.deposit`. */
  readonly operation: string
  /** The name of the caller; absent: the request has no token. */
  readonly by?: string
  readonly token?: string | undefined
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  /** The Idempotency-Key. */
  readonly key?: string
}

// biome-ignore lint/suspicious/noExplicitAny: the body of each operation is another one.
export type Body = any

export interface Answer {
  readonly status: number
  readonly body: Body
  readonly replayed: boolean
}

/** One sending of a request, to a process of its own. */
export interface Attempt {
  readonly process: string
  /** The number of events before it began, and before its reply came. */
  readonly began: number
  ended?: number
  /** Milliseconds since 1970, by the world. */
  readonly beganAt: number
  endedAt?: number
  /** Absent: no reply came. */
  answer?: Answer
}

export interface Call {
  /** Such as `17 ann deposits`. */
  readonly name: string
  readonly request: Request
  readonly attempts: Attempt[]
}

export const isOk = ({ status }: Answer): boolean => status < 400
/** The answer does not say whether it took effect. */
const isOpen = ({ answer }: Attempt): boolean =>
  !answer || (answer.status === 503 && answer.body.code !== 'busy') || answer.status === 500

/** An operation on the data as the checks see it, made of one or more attempts. */
export interface Told {
  readonly name: string
  readonly request: Request
  readonly began: number
  readonly beganAt: number
  /** Both absent: its outcome is unknown. */
  readonly ended?: number
  readonly endedAt?: number
  readonly answer?: Answer
}

/** Attempts under one key are one operation, with the first reply that says that it took effect; each refusal is a look. */
export const toldOf = ({ name, request, attempts }: Call): Told[] => {
  const told = (attempt: Attempt): Told => {
    const { began, beganAt, ended, endedAt, answer } = attempt
    const reply = ended !== undefined && endedAt !== undefined && answer ? { ended, endedAt, answer } : {}
    return { name: attempt.process, request, began, beganAt, ...(isOpen(attempt) ? {} : reply) }
  }
  const heard = attempts.filter((one) => isOpen(one) || one.answer?.status !== 503)
  if (request.key === undefined) return heard.map(told)
  const [first] = attempts
  const refusals = heard.filter((one) => !isOpen(one) && one.answer && !isOk(one.answer))
  const done = heard.filter(({ answer }) => answer && isOk(answer)).sort((a, b) => (a.ended ?? 0) - (b.ended ?? 0))[0]
  const open = heard.find(isOpen)
  const effect = done ?? open
  if (!effect || !first) return refusals.map(told)
  const { began, beganAt } = done ? first : effect
  return [...refusals.map(told), { ...told(effect), name, began, beganAt }]
}

/** What is wrong with the replies under one key. */
export const contradictions = ({ name, request, attempts }: Call): string[] => {
  if (request.key === undefined) return []
  const done = attempts.filter(({ answer }) => answer && isOk(answer))
  const texts = new Set(done.map(({ answer }) => JSON.stringify(answer?.body)))
  const fresh = done.filter(({ answer }) => answer && !answer.replayed)
  const first = Math.min(...done.map(({ ended = 0 }) => ended))
  // A token may have run out meanwhile, and who asks is known before the key is looked at.
  const later = attempts.find(
    ({ answer, began }) => answer && began > first && !isOk(answer) && ![401, 503].includes(answer.status),
  )
  return [
    ...(texts.size > 1 ? [`${name}: two replies under one key: ${[...texts].join(' and ')}`] : []),
    ...(fresh.length > 1 ? [`${name}: done ${fresh.length} times under one key`] : []),
    ...(later ? [`${later.process}: refused (${later.answer?.body.code}) after it was done under the same key`] : []),
  ]
}
