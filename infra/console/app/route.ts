// The place in the console: a path behind the # of the address, so that the server sees none of it.

import { signal } from '@preact/signals'

export interface Place {
  readonly parts: readonly string[]
  readonly query: URLSearchParams
}

const read = (): Place => {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  return { parts: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) }
}

/** An address that was typed by hand may have a lone percent sign. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const place = signal<Place>(read())
addEventListener('hashchange', () => {
  place.value = read()
})

export const to = (...parts: readonly string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`

export const go = (address: string): void => {
  location.hash = address
}

const pages: Readonly<Record<string, string>> = {
  user: 'users',
  account: 'accounts',
  billing: 'billings',
  topup: 'billings',
  match: 'matches',
  campaign: 'campaigns',
  endpoint: 'webhooks',
}

/** The entry of the menu under which a page is. */
export const sectionOf = (page: string): string => sections[page] ?? page
const sections: Readonly<Record<string, string>> = { accounts: 'users', billings: 'payments' }

/** The page of an id; undefined: it has none. */
export const pageOfId = (id: string): string | undefined => {
  const [prefix = '', rest = ''] = id.split('_')
  const page = pages[prefix]
  return page && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(rest) ? to(page, id) : undefined
}
