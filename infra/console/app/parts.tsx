// The parts of all pages: tables, fields, badges, failures, and deeds that ask once.

import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Failure, failureOf, type Loaded, lost, type Pages } from './load.ts'
import { pageOfId } from './route.ts'
import { say, t, type Word } from './words.ts'

export const Page = ({
  title,
  kind,
  children,
}: {
  title: ComponentChildren
  kind?: string
  children: ComponentChildren
}) => (
  <>
    <header class="head">
      {kind ? <p class="kind">{kind}</p> : null}
      <h1>{title}</h1>
    </header>
    {children}
  </>
)

export const Section = ({
  title,
  children,
  aside,
}: {
  title: string
  children: ComponentChildren
  aside?: ComponentChildren
}) => (
  <section class="card">
    <div class="bar">
      <h2>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
)

export const Fields = ({ of }: { of: readonly (readonly [Word, ComponentChildren])[] }) => (
  <dl class="fields">
    {of.map(([word, value]) => (
      <div key={word}>
        <dt>{t(word)}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const tones: Readonly<Record<string, string>> = {
  ACTIVE: 'good',
  CONFIRMED: 'good',
  SUCCESS: 'good',
  PAID: 'good',
  LOCKED: 'bad',
  REVIEW: 'bad',
  ERASED: 'plain',
  DELETED: 'warn',
  HELD: 'warn',
  PAYING: 'warn',
  APPROVING: 'warn',
  CANCELLING: 'warn',
  PENDING: 'warn',
}

export const Badge = ({
  of,
  tone = tones[of] ?? 'plain',
  text = say(of),
}: {
  of: string
  tone?: string
  text?: string
}) => <span class={`badge ${tone}`}>{text}</span>

const SHOWN = 8

/** An id, with a link to its page if it has one: that page shows all of it, so its end is enough here. */
export const Id = ({ of }: { of: string }) => {
  const page = pageOfId(of)
  return page ? (
    <a class="mono" href={page} title={of}>
      {of.slice(0, of.indexOf('_') + 1)}…{of.slice(-SHOWN)}
    </a>
  ) : (
    <span class="mono">{of}</span>
  )
}

/** On one line: a number that is broken in its digits is misread. */
export const AccountNumber = ({ of }: { of: string }) => <span class="unbroken">{of}</span>

/** The id of the page itself, to copy. */
export const OwnId = ({ of }: { of: string }) => {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    void navigator.clipboard.writeText(of).then(() => setCopied(true))
  }
  return (
    <span class="own">
      <span class="mono">{of}</span>{' '}
      <button type="button" class="bare" onClick={copy}>
        {t(copied ? 'copied' : 'copy')}
      </button>
    </span>
  )
}

/** The fields of the forms by their names in the API. */
const fields: Readonly<Record<string, Word>> = { query: 'search', url: 'address', types: 'eventTypes', name: 'name' }

const fieldOf = (pointer: string): ComponentChildren => {
  const [, name = ''] = pointer.split('/')
  const word = fields[name]
  return word ? <strong>{t(word)}</strong> : <span class="mono">{pointer.slice(1)}</span>
}

export const Failed = ({ failure, again }: { failure: Failure; again?: () => void }) => (
  <div class="note bad" role="alert">
    <strong>{failure.title || t('lost')}</strong>
    {failure.errors?.length ? (
      <ul>
        {failure.errors.map(({ pointer, detail }) => (
          <li key={`${pointer} ${detail}`}>
            {fieldOf(pointer)} {detail}
          </li>
        ))}
      </ul>
    ) : (
      <p>{failure.detail}</p>
    )}
    {again ? (
      <button type="button" onClick={again}>
        {t('tryAgain')}
      </button>
    ) : null}
  </div>
)

export const Loading = () => (
  <p class="empty" data-loading>
    {t('loading')}
  </p>
)

export const Empty = ({ says }: { says: Word }) => <p class="empty">{t(says)}</p>

export function Shown<T>({
  loaded,
  again,
  children,
}: {
  loaded: Loaded<T>
  again: () => void
  children: (body: T) => ComponentChildren
}) {
  if (loaded.is === 'loading') return <Loading />
  if (loaded.is === 'failed') return <Failed failure={loaded.failure} again={again} />
  return <>{children(loaded.body)}</>
}

export interface Column<T> {
  readonly head: Word
  readonly cell: (item: T) => ComponentChildren
  /** Numbers stand at the end of their column. */
  readonly number?: true
}

/** Such as Ctrl-K. */
export const isChord = ({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean => ctrlKey || metaKey || altKey

/** j and k move over the rows of a table, Enter opens the first link of the row. */
const move = (event: KeyboardEvent): void => {
  const row = (event.target as HTMLElement).closest('tr')
  if (!row || isChord(event) || (event.target as HTMLElement).matches('input, select, textarea')) return
  const next = event.key === 'j' ? row.nextElementSibling : event.key === 'k' ? row.previousElementSibling : undefined
  if (next instanceof HTMLElement) next.focus()
  else if (event.key === 'Enter' && event.target === row) row.querySelector('a')?.click()
}

export function Table<T>({
  label,
  columns,
  items,
  keyOf,
}: {
  label: string
  columns: readonly Column<T>[]
  items: readonly T[]
  keyOf: (item: T) => string
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table onKeyDown={move} class="list">
        <thead>
          <tr>
            {columns.map(({ head, number }) => (
              <th key={head} scope="col" class={number ? 'number' : ''}>
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)} tabIndex={-1}>
              {columns.map(({ head, number, cell }) => (
                <td key={head} class={number ? 'number' : ''} data-head={t(head)}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A list that loads its next page when its end comes into view. */
export function Listed<T>({
  pages,
  empty,
  ...table
}: {
  pages: Pages<T>
  empty: Word
  label: string
  columns: readonly Column<T>[]
  keyOf: (item: T) => string
}) {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = end
    if (!current) return
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) pages.more()
    })
    watcher.observe(current)
    return () => watcher.disconnect()
  }, [pages.items.length, pages.isLoading])
  const { items, failure, isLoading, follows } = pages
  return (
    <>
      {items.length > 0 ? <Table {...table} items={items} /> : null}
      {items.length === 0 && !isLoading && !failure ? <Empty says={empty} /> : null}
      {failure ? <Failed failure={failure} again={pages.reload} /> : null}
      {isLoading ? <Loading /> : null}
      {follows && !isLoading ? (
        <div ref={end} class="bar">
          <button type="button" onClick={pages.more}>
            {t('more')}
          </button>
        </div>
      ) : null}
    </>
  )
}

/** The number of deeds that were done: lists of what operators did are loaded again. */
export const deedsDone = signal(0)

/** What a deed is answered. */
interface Outcome {
  readonly ok: boolean
  readonly body: unknown
  readonly code?: string | undefined
}

/** A deed that says what will happen and asks once. @param about what it is done to @param asks the label of the text that it needs */
export const Deed = ({
  label,
  title,
  about = [],
  says,
  tone = '',
  asks = 'reason',
  act,
  done,
  reread = done,
  children,
}: {
  label: string
  title: string
  about?: readonly (readonly [Word, ComponentChildren])[]
  says: ComponentChildren
  tone?: '' | 'main' | 'danger'
  /** `nothing`: it needs no text. */
  asks?: 'reason' | 'note' | 'nothing'
  act: (text: string, form: FormData) => Promise<Outcome>
  done: () => void
  /** Reads again after a refusal: what is shown was not true any more. */
  reread?: () => void
  /** Further fields of its form. */
  children?: ComponentChildren
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const open = (): void => {
    setText('')
    setFailure(undefined)
    dialog.current?.showModal()
  }
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    // Of an earlier try nothing is told any more: neither is it shown, nor is the page read again for it.
    setFailure(undefined)
    setBusy(true)
    try {
      const answer = await act(text.trim(), form)
      if (answer.ok) {
        dialog.current?.close()
        deedsDone.value += 1
        done()
      } else setFailure(failureOf({ body: answer.body as { detail: string }, code: answer.code }))
    } catch {
      setFailure(lost('lostDeed'))
    }
    setBusy(false)
  }
  const closed = (): void => {
    if (!failure || failure.code === 'invalid-request') return
    deedsDone.value += 1
    reread()
  }
  return (
    <>
      <button type="button" class={tone} onClick={open}>
        {label}
      </button>
      <dialog ref={dialog} aria-label={title} onClose={closed}>
        <form method="dialog" onSubmit={submit}>
          <h2>{title}</h2>
          {about.length > 0 ? <Fields of={about} /> : null}
          <div class="note plain">
            <strong>{t('whatHappens')}</strong>
            <p>{says}</p>
          </div>
          {children}
          {asks === 'nothing' ? null : (
            <label>
              {t(asks)}
              <textarea
                required
                maxLength={asks === 'note' ? 200 : 500}
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
              />
              <small>{t('reasonHint')}</small>
            </label>
          )}
          {failure ? <Failed failure={failure} /> : null}
          <div class="bar end">
            <button type="button" onClick={() => dialog.current?.close()}>
              {t('cancel')}
            </button>
            <button type="submit" class={tone || 'main'} disabled={busy}>
              {label}
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}
