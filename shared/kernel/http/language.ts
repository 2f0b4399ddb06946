// The language of texts for people: Korean if the caller prefers it to English, otherwise English.

export type Language = 'en' | 'ko'

interface Wish {
  readonly tag: string
  readonly weight: number
}

/** @param accepted the header Accept-Language; of equal weights, the first language counts */
export const languageOf = (accepted = ''): Language => {
  const wishes = accepted
    .slice(0, 500)
    .split(',')
    .flatMap((part): Wish[] => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = Number(/^\s*q=([0-9.]+)\s*$/.exec(parameters.find((one) => /^\s*q=/.test(one)) ?? 'q=1')?.[1])
      return /^(ko|en)(-|$)/.test(tag.trim()) && weight > 0 ? [{ tag: tag.trim(), weight }] : []
    })
    .sort((one, other) => other.weight - one.weight)
  return wishes[0]?.tag.startsWith('ko') ? 'ko' : 'en'
}
