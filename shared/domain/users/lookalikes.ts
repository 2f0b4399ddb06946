// Names as they look: letters of other scripts, accents and digits that pass for Latin letters are those letters.

import lookalikes from '../../vendor/confusables/letters.json' with { type: 'json' }

/** A capital I, a small L and a digit 1 look alike. */
const AMBIGUOUS = /[I1|]/g

/** The Latin letter by the sign that looks like it. What looks like a small L looks like a capital I, too. */
const letters: ReadonlyMap<string, string> = new Map(
  lookalikes.text
    .split(' ')
    .flatMap(([letter = '', ...signs]) => signs.map((sign) => [sign, letter === 'l' ? 'I' : letter] as const)),
)

/** A capital may look like a Latin letter where the small one does not: the Cyrillic М. */
const latin = (sign: string): string => letters.get(sign) ?? letters.get(sign.toUpperCase()) ?? sign

/** Without accents. Syllables of Hangul stay whole. */
const bare = (name: string): string => name.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC')

/** A word as a pattern for a name as it is read. */
export const patternOf = (word: string): string => word.replaceAll(/[il]/g, '[$&I]')

/** What a name is read as, without case. An ambiguous sign is a capital I, in place of an i or an l. */
export const readingOf = (name: string): string =>
  [...bare(name)]
    .map(latin)
    .join('')
    .replaceAll(AMBIGUOUS, '1')
    .toLowerCase()
    .replaceAll('1', 'I')
    .replaceAll('0', 'o')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
