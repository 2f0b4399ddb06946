// The language of a reply, negotiated from the header Accept-Language.

import type { Language } from '#kernel/data/language.ts'

/** @param accepted the header, such as `ko-KR,ko;q=0.9,en;q=0.8` @returns English unless Korean is preferred */
export const languageOf = (accepted = ''): Language => {
  const weights = new Map<string, number>()
  for (const range of accepted.toLowerCase().split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
    const [primary = ''] = tag.split('-')
    const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    weights.set(primary, Math.max(weights.get(primary) ?? 0, Number.isNaN(weight) ? 0 : weight))
  }
  const korean = weights.get('ko') ?? 0
  return korean > (weights.get('en') ?? 0) ? 'ko' : 'en'
}

/** Whether the caller is a browser that shows a page, by the header Accept. Programs name JSON or nothing. */
export const prefersPage = (accepts = ''): boolean =>
  accepts.includes('text/html') && !accepts.includes('application/json')
