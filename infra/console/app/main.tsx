// The console: its frame, the sign-in, and which page is where.

import { render } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { clock } from './format.ts'
import { AccountPage } from './pages/account.tsx'
import { ActionsPage } from './pages/actions.tsx'
import { BillingPage } from './pages/billing.tsx'
import { CampaignPage, CampaignsPage } from './pages/campaigns.tsx'
import { InvariantsPage, PartitionPage } from './pages/invariants.tsx'
import { MatchPage } from './pages/match.tsx'
import { MatchesPage } from './pages/matches.tsx'
import { OverviewPage } from './pages/overview.tsx'
import { PaymentsPage } from './pages/payments.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { UserPage } from './pages/user.tsx'
import { UsersPage } from './pages/users.tsx'
import { WebhookPage, WebhooksPage } from './pages/webhooks.tsx'
import { isChord } from './parts.tsx'
import { idIn } from './quoted.ts'
import { go, pageOfId, place, sectionOf, to } from './route.ts'
import { operator, secondsLeft, signOut, watchActivity } from './session.ts'
import { Banner } from './stage.tsx'
import { language, speak, t, type Word } from './words.ts'

const menu: readonly (readonly [path: string, Word])[] = [
  ['', 'overview'],
  ['users', 'users'],
  ['matches', 'matches'],
  ['payments', 'payments'],
  ['campaigns', 'campaigns'],
  ['invariants', 'invariants'],
  ['webhooks', 'webhooks'],
  ['actions', 'actions'],
]

const Content = () => {
  const {
    parts: [page = '', id = ''],
    query,
  } = place.value
  switch (page) {
    case '':
      return <OverviewPage />
    case 'users':
      return id ? <UserPage userId={id} /> : <UsersPage query={query.get('q') ?? ''} />
    case 'accounts':
      return <AccountPage accountId={id} />
    case 'billings':
      return <BillingPage billingId={id} />
    case 'matches':
      return id ? <MatchPage matchId={id} /> : <MatchesPage />
    case 'campaigns':
      return id ? <CampaignPage campaignId={id} /> : <CampaignsPage />
    case 'payments':
      return <PaymentsPage list={id || 'reviews'} />
    case 'invariants':
      return id ? <PartitionPage partition={id} /> : <InvariantsPage />
    case 'webhooks':
      return id ? <WebhookPage endpointId={id} /> : <WebhooksPage />
    case 'actions':
      return <ActionsPage subject={query.get('subject') ?? ''} />
    default:
      return <p class="empty">{t('nothingHere')}</p>
  }
}

const Search = () => {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const isTyping = (event.target as HTMLElement).matches('input, textarea, select')
      const isAsked = (event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !isTyping)
      if (!isAsked) return
      event.preventDefault()
      field.current?.select()
      field.current?.focus()
    }
    addEventListener('keydown', focus)
    return () => removeEventListener('keydown', focus)
  }, [])
  const submit = (event: Event): void => {
    event.preventDefault()
    const asked = field.current?.value.trim() ?? ''
    if (asked === '') return
    go(pageOfId(idIn(asked)) ?? `${to('users')}?q=${encodeURIComponent(asked)}`)
    // The same search again is the same page.
    document.getElementById('main')?.focus()
  }
  return (
    <search>
      <form onSubmit={submit}>
        <input ref={field} type="search" aria-label={t('search')} placeholder={t('searchHint')} title={t('keys')} />
      </form>
    </search>
  )
}

/** j and k first enter the list of a page that has one. */
const enterList = (event: KeyboardEvent): void => {
  const target = event.target as HTMLElement
  if (
    (event.key !== 'j' && event.key !== 'k') ||
    isChord(event) ||
    target.matches('input, textarea, select') ||
    target.closest('tr, dialog')
  )
    return
  document.querySelector<HTMLElement>('main tbody tr')?.focus()
}

const Frame = () => {
  useEffect(() => {
    addEventListener('keydown', enterList)
    return () => removeEventListener('keydown', enterList)
  }, [])
  const [page = ''] = place.value.parts
  const current = sectionOf(page)
  const main = useRef<HTMLElement>(null)
  const address = place.value.parts.join('/')
  useEffect(() => {
    document.title = `${t(menu.find(([path]) => path === current)?.[1] ?? 'console')} · Holdfast`
    scrollTo(0, 0)
  }, [address, language.value])
  const shown = useRef(place.value)
  useEffect(() => {
    // Tab goes on from the new page, not from the top. The first page takes the focus from no other one.
    if (shown.current !== place.value) main.current?.focus({ preventScroll: true })
    shown.current = place.value
  }, [place.value])
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <header>
        <Banner />
        <div class="top">
          <a class="brand" href={to()}>
            Holdfast
          </a>
          <Search />
          <div class="who">
            <button
              type="button"
              class="bare"
              lang={language.value === 'ko' ? 'en' : 'ko'}
              onClick={() => speak(language.value === 'ko' ? 'en' : 'ko')}
            >
              {t('otherLanguage')}
            </button>
            <span class="name">{operator.value?.username}</span>
            <span
              class="clock"
              title={t('signedOutIn')}
              role="timer"
              aria-label={`${t('signedOutIn')} ${clock(secondsLeft.value)}`}
            >
              {clock(secondsLeft.value)}
            </span>
            <button type="button" onClick={() => signOut()}>
              {t('signOut')}
            </button>
          </div>
        </div>
      </header>
      <nav aria-label={t('console')}>
        {menu.map(([path, word]) => (
          <a key={path} href={path ? to(path) : to()} aria-current={current === path ? 'page' : undefined}>
            {t(word)}
          </a>
        ))}
      </nav>
      <main id="main" tabIndex={-1} ref={main}>
        {/* Another address is another page: nothing of the one before is shown there, such as a secret. */}
        <Content key={address} />
        <p class="foot">
          {t('seoul')} {t('keys')}
        </p>
      </main>
    </>
  )
}

const App = () => (operator.value ? <Frame /> : <SignIn />)

document.documentElement.lang = language.value
watchActivity()
const root = document.getElementById('app')
if (root) {
  root.replaceChildren()
  render(<App />, root)
}
