// An expected failure of a command. Its message says in one line what to do.

import type { Text } from '#kernel/data/language.ts'
import { said } from './said.ts'

export class Refusal extends Error {
  /** @param message in both languages, if operators of any team meet it; else in English */
  constructor(message: string | Text) {
    super(typeof message === 'string' ? message : said(message))
  }
}
