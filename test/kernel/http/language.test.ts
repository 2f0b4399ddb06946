// The language and the form of a reply, by the request's headers.

import { expect, test } from 'vitest'
import { languageOf, prefersPage } from '#kernel/http/language.ts'

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['en-US,en;q=0.9', 'en'],
  ['ko', 'ko'],
  ['KO-kr', 'ko'],
  ['ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7', 'ko'],
  ['en-US,en;q=0.9,ko;q=0.8', 'en'],
  ['fr, ko;q=0.5', 'ko'],
  ['ko;q=0', 'en'],
  ['ko;q=often, en;q=0.1', 'en'],
  ['kok', 'en'],
])('Accept-Language: %s is %s', (accepted, language) => expect(languageOf(accepted)).toBe(language))

test.each([
  ['text/html,application/xhtml+xml,*/*;q=0.8', true],
  ['*/*', false],
  [undefined, false],
  ['application/json', false],
  ['application/json, text/html', false],
])('Accept: %s asks for a page: %s', (accepts, expected) => expect(prefersPage(accepts)).toBe(expected))
