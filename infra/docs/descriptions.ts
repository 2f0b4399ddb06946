// The description of an operation: its callers, paging and retries.

import { type Endpoint, takesKey } from '#kernel/http/contract.ts'

const callers = {
  public: 'Public: no access token is required.',
  user: 'Requires an access token.',
  owner: 'Requires an access token of an owner of the resource; other users get 403 `forbidden`.',
} as const

const REQUIRED =
  'Requires an `Idempotency-Key`. Send the same key with every retry: the call takes effect once, and retries get the first reply.'
const OPTIONAL =
  'An `Idempotency-Key` is optional. With a key, the call takes effect once, and retries get the first reply.'
const REDIRECTS =
  'A browser gets a 303 redirect to a page. With `Accept: application/json`, the reply is a 200 with JSON.'
const PAGE = 'A browser gets a page instead, in English or, by `Accept-Language`, in Korean.'
const PAGES = 'The reply is one page. For the next page, send its `nextCursor` as `cursor`, until it is null.'

const RECOGNISES =
  'An access token is optional. With a token, the reply depends on the caller; an invalid token gets a 401.'

/** Which callers are allowed, and how to page and retry. */
export const descriptionOf = (endpoint: Endpoint): string => {
  const { auth } = endpoint
  return [
    typeof auth === 'string'
      ? callers[auth]
      : `Requires an access token with the role ${auth.name}; other users get 403 \`forbidden\`.`,
    endpoint.recognises ? RECOGNISES : undefined,
    endpoint.query && 'cursor' in endpoint.query.shape ? PAGES : undefined,
    takesKey(endpoint) ? (endpoint.idempotency === 'required' ? REQUIRED : OPTIONAL) : undefined,
    endpoint.redirects ? REDIRECTS : undefined,
    endpoint.pages ? PAGE : undefined,
  ]
    .filter((one) => one !== undefined)
    .join(' ')
}
