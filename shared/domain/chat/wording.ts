// Normalisation of texts before they are searched.

/** Composing takes quadratic time in a run of combining marks; no letter has eight. */
const MARKS = /(\p{M}{8})\p{M}+/gu

/** Composed letters, single spaces, straight apostrophes; line ends stay. */
export const tidy = (text: string): string =>
  text
    .replace(MARKS, '$1')
    .normalize('NFC')
    .replace(/[^\S\n]+/g, ' ')
    .replaceAll('’', "'")
