// Headings of a Markdown document and their anchors, as GitHub makes them.

/** Lower case, letters, digits, `_` and `-` of any script; spaces become hyphens. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

export interface Heading {
  readonly level: number
  readonly text: string
  /** Unique in its document: a second one of the same text ends with `-1`. */
  readonly anchor: string
}

/** A `#` in a block of code is none. */
export const headingsOf = (markdown: string): Heading[] => {
  const seen = new Map<string, number>()
  return [...markdown.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^(#+) (.*)$/gm)].map(
    ([, marks = '', text = '']) => {
      const anchor = anchorOf(text)
      const before = seen.get(anchor) ?? 0
      seen.set(anchor, before + 1)
      return { level: marks.length, text, anchor: before === 0 ? anchor : `${anchor}-${before}` }
    },
  )
}
