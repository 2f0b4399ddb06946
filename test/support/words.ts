// Words of problems that only tests declare.

import type { ProblemKind } from '#kernel/data/problem.ts'

/** The same words in both languages. */
export const inBoth = (title: string, detail: string): ProblemKind['words'] => ({
  en: { title, detail },
  ko: { title: `${title} (ko)`, detail: `${detail} (ko)` },
})
