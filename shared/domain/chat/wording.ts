// Texts as people read them, however they were typed.

/** Composed letters, single spaces, straight apostrophes; lines stay. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\S\n]+/g, ' ')
    .replaceAll('’', "'")
