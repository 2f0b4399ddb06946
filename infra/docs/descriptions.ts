// What the document says of an operation beside its summary.

import { type Endpoint, takesKey } from '#kernel/http/contract.ts'

const callers = {
  public: 'Public: no access token is needed.',
  user: 'For every signed-in user.',
  owner: 'For those the resource belongs to; other users are answered 403 `forbidden`.',
} as const

const REQUIRED =
  'Send an `Idempotency-Key`, the same for every try: the call takes effect once, and later tries get the first reply.'
const OPTIONAL = `An \`Idempotency-Key\` is optional. ${'With one, the call takes effect once, and later tries get the first reply.'}`
const REDIRECTS =
  'A browser is sent on by a 303 with `Location`. With `Accept: application/json` the reply is a 200 with the status.'
const PAGES = 'The reply is a page: pass its `nextCursor` as `cursor` for the next one, until it is null.'

const RECOGNISES =
  'An access token is optional; with one, the reply and its cursors are those of the caller, and an invalid one is 401.'

/** Who may call it, and how to repeat it. */
export const descriptionOf = (endpoint: Endpoint): string => {
  const { auth } = endpoint
  return [
    typeof auth === 'string' ? callers[auth] : `For ${auth.holders}; other users are answered 403 \`forbidden\`.`,
    endpoint.recognises ? RECOGNISES : undefined,
    endpoint.query && 'cursor' in endpoint.query.shape ? PAGES : undefined,
    takesKey(endpoint) ? (endpoint.idempotency === 'required' ? REQUIRED : OPTIONAL) : undefined,
    endpoint.redirects ? REDIRECTS : undefined,
  ]
    .filter((one) => one !== undefined)
    .join(' ')
}
