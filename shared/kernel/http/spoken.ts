// The language of the messages of checks: schemas are declared once, and validated in the language of each request.

import type { Language, Text } from '#kernel/data/language.ts'

let spoken: Language = 'en'

/** Runs a validation, which is synchronous, with messages in a language. */
export const speaking = <T>(language: Language, validate: () => T): T => {
  const before = spoken
  spoken = language
  try {
    return validate()
  } finally {
    spoken = before
  }
}

/** The text in the language of the validation. */
export const inSpoken = (text: Text): string => text[spoken]

/** The message of a check: `z.regex(/^a/, says({ en: 'must begin with a', ko: 'a로 시작해야 합니다.' }))`. */
export const says = (text: Text): { error: () => string } => ({ error: () => inSpoken(text) })
