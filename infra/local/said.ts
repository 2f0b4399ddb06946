// The language of the terminal, which commands speak: Korean if the locale of the environment says so, else English.

import type { Language, Text } from '#kernel/data/language.ts'

export const terminalLanguage = ({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv = process.env): Language =>
  /^ko([_.-]|$)/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'ko' : 'en'

export const said = (text: Text): string => text[terminalLanguage()]
