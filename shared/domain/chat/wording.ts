// Texts as people read them, however they were typed.

/** Composing takes quadratic time over a run of combining marks; no letter has as many as eight. */
const MARKS = /(\p{M}{8})\p{M}+/gu

/** Composed letters, single spaces, straight apostrophes; lines stay. */
export const tidy = (text: string): string =>
  text
    .replace(MARKS, '$1')
    .normalize('NFC')
    .replace(/[^\S\n]+/g, ' ')
    .replaceAll('’', "'")
