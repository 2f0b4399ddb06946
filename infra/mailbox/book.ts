// The mails that the mailbox keeps: in memory, and in a file that survives a restart.

import { appendFileSync, readFileSync } from 'node:fs'
import * as z from 'zod/mini'

/** A mail as the service hands it over. */
export const Handed = z.object({
  to: z.string(),
  language: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
})

export interface Kept extends z.output<typeof Handed> {
  /** ISO 8601. */
  readonly at: string
}

/** The oldest mails are dropped from memory beyond this number. */
const MOST = 1000

export interface Book {
  add(mail: Kept): void
  /** Oldest first. @param to compared without case; undefined: all */
  all(to?: string): readonly Kept[]
}

/** @param file undefined: mails stay in memory */
export const openBook = (file: string | undefined): Book => {
  const kept: Kept[] = file ? linesOf(file).slice(-MOST) : []
  return {
    add: (mail) => {
      kept.push(mail)
      if (kept.length > MOST) kept.shift()
      if (file) appendFileSync(file, `${JSON.stringify(mail)}\n`, { mode: 0o600 })
    },
    all: (to) => (to === undefined ? kept : kept.filter((mail) => mail.to.toLowerCase() === to.toLowerCase())),
  }
}

/** A line that a crash cut off is dropped. */
const linesOf = (file: string): Kept[] => {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => parsed(line) ?? [])
  } catch {
    return []
  }
}

const parsed = (line: string): Kept | undefined => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
