// Replaces values that differ between runs by their kind and order of appearance; equal values get equal names.

/** Members with arbitrary values, and their placeholder names. */
const OPAQUE: Readonly<Record<string, string>> = {
  ...{ refreshToken: 'refresh token', nextCursor: 'cursor', cursor: 'cursor' },
  ...{ hash: 'hash', previousHash: 'hash', state: 'state', pg_token: 'proof', paymentKey: 'payment key' },
  ...{ token: 'token' },
  ...{ paymentId: 'payment id' },
  ...{ token: 'token of a mail', secret: 'secret of an app', recoveryCodes: 'recovery code' },
  ...{ signature: 'signature', policy: 'policy', 'x-amz-signature': 'signature', 'x-amz-credential': 'credential' },
  ...{ 'x-amz-date': 'signing time', 'x-amz-security-token': 'session token' },
  // 899 or 900, depending on the speed of the machine.
  ...{ retryAfter: 'seconds' },
}
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const SEOUL_MS = 9 * 60 * MINUTE_MS

/** Times of this run. Times in stories and formats are far away or past. */
const isNear = (ms: number, nowMs: number): boolean => ms > nowMs - MINUTE_MS && ms < nowMs + 400 * DAY_MS

export class Placeholders {
  readonly #addresses: readonly (readonly [string, string])[]
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  readonly #times: { readonly ms: number; readonly name: string }[] = []
  /** Opaque values, also inside of strings. */
  readonly #opaque = new Set<string>()
  readonly #nowMs = Date.now()
  readonly #today = Math.floor((this.#nowMs + SEOUL_MS) / DAY_MS)

  /** @param addresses with their placeholder names */
  constructor(addresses: Readonly<Record<string, string>>) {
    this.#addresses = Object.entries(addresses)
  }

  /** The value with placeholders. @param member that contains it */
  of(value: unknown, member = ''): unknown {
    if (Array.isArray(value)) return value.map((one) => this.of(one, member))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        // The engine keeps no order of members; placeholders are assigned in this order.
        Object.entries(value)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, one]) => [name, this.of(one, name)]),
      )
    if (member === 'retryAfter' && typeof value === 'number') return '<seconds>'
    if (typeof value !== 'string') return value
    const kind = OPAQUE[member] ?? OPAQUE[member.toLowerCase()]
    // Two tokens of one session are equal if they were issued in the same second.
    if (member === 'accessToken') return '<access token>'
    if (member === 'code' && /^\d{6}$/.test(value)) return '<code of an app>'
    // The state of a billing is a word, the state of a payment attempt is a secret.
    if (kind && value.length > 15) {
      this.#opaque.add(value)
      return this.#named(kind, value)
    }
    return this.text(value)
  }

  text(text: string): string {
    let shown = text
    for (const one of this.#opaque) if (shown.includes(one)) shown = shown.replaceAll(one, this.#names.get(one) ?? one)
    for (const [address, name] of this.#addresses) shown = shown.replaceAll(address, name)
    return shown
      .replace(/([?&])(state|pg_token|paymentKey|signature|cursor|token)=([^&\s"<]{10,})/g, (_, mark, name, value) => {
        this.#opaque.add(value)
        return `${mark}${name}=${this.#named(OPAQUE[name] ?? name, value)}`
      })
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<access token>')
      .replace(/\/pay\/(\w+)/g, (_, page) => `/pay/${this.#named('page', page)}`)
      .replace(/\b([a-z]+)_([0-7][0-9a-hjkmnp-tv-z]{25})\b/g, (id, kind, rest) =>
        rest.startsWith('0000') ? id : this.#named(kind, id),
      )
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) => this.#time(time))
      .replace(/\b\d{4}-\d\d-\d\d\b(?!T)/g, (day) => this.#day(day))
      .replace(/(\d{4})년 (\d{1,2})월 (\d{1,2})일/g, (day, ...[year, month, date]) =>
        this.#day(day, `${year}-${`0${month}`.slice(-2)}-${`0${date}`.slice(-2)}`),
      )
  }

  #named(kind: string, value: string): string {
    const known = this.#names.get(value)
    if (known) return known
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const name = `<${kind} ${count}>`
    this.#names.set(value, name)
    return name
  }

  /** A time whole minutes from a known one is named relative to it, so that durations are compared too. */
  #time(time: string): string {
    const ms = Date.parse(time)
    if (!isNear(ms, this.#nowMs)) return time
    const known = this.#names.get(time)
    if (known) return known
    const from = this.#times.find((one) => (ms - one.ms) % MINUTE_MS === 0)
    if (!from) {
      const name = this.#named('time', time)
      this.#times.push({ ms, name })
      return name
    }
    const name = `${from.name.slice(0, -1)} + ${(ms - from.ms) / MINUTE_MS} min>`
    this.#names.set(time, name)
    return name
  }

  /** @param shown as the reply writes it @param day as YYYY-MM-DD */
  #day(shown: string, day = shown): string {
    const ms = Date.parse(`${day}T00:00:00Z`)
    return Number.isNaN(ms) || !isNear(ms + DAY_MS, this.#nowMs) ? shown : `<today + ${ms / DAY_MS - this.#today}>`
  }
}
