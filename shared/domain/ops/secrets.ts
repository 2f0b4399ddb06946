// Hides secrets in stored items, for operators who look at what is stored.

/** Every stored attribute that lets a reader act as a user: hashes of passwords and tokens, codes, states of payments. */
const SECRET = /^(.+Hash|secret|sealed|recovery|state|redirectUrl|ticket|.*[Tt]oken|linkHash)$/

const HIDDEN = '(hidden)'

/** @returns a copy in which secrets at any depth are hidden */
export const withoutSecrets = (item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, SECRET.test(name) ? HIDDEN : shown(value)]))

const shown = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shown)
  if (value instanceof Set || value instanceof Uint8Array) return HIDDEN
  return typeof value === 'object' && value !== null ? withoutSecrets({ ...value }) : value
}
