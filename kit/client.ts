// A typed client of any contract, for front ends and other services.

export type { Answered, AnswerOf, ProblemBody, Refused, Try, Unexpected } from '#kernel/client/answer.ts'
export { RefusedError } from '#kernel/client/answer.ts'
export { api, type Client, type ClientOptions, client, type Method } from '#kernel/client/client.ts'
export {
  type Refresh,
  type Session,
  type SessionOptions,
  type SessionTokens,
  sessionOf,
  type TokenSource,
} from '#kernel/client/session.ts'
export { LostError } from '#kernel/client/tries.ts'
