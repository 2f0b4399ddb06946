// Loads what a page shows, and lists page by page.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { AnyAnswer } from '#kernel/client/answer.ts'
import { t, type Word } from './words.ts'

/** What went wrong, in the problem's own words. */
export interface Failure {
  readonly title: string
  readonly detail: string
  readonly code: string
  /** The invalid parts of the request. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

export type Loaded<T> =
  | { readonly is: 'loading' }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'here'; readonly body: T }

/** An answer of the client. */
type Answer<T> =
  | { readonly ok: true; readonly body: T }
  | { readonly ok: false; readonly body: object; readonly code?: string | undefined }

export const failureOf = (answer: Pick<AnyAnswer, 'body'> & { code?: string | undefined }): Failure => {
  const { title = '', detail = '', errors = [] } = answer.body as Partial<Failure>
  return { title, detail, code: answer.code ?? '', errors }
}

/** No reply came. */
export const lost = (detail: Word): Failure => ({ title: t('lost'), detail: t(detail), code: 'lost' })

/** @param of the place that is shown: another one loads anew */
export const useLoad = <T>(ask: () => Promise<Answer<T>>, of: string): [Loaded<T>, () => void] => {
  const [loaded, setLoaded] = useState<Loaded<T>>({ is: 'loading' })
  const [turn, setTurn] = useState(0)
  const shown = useRef('')
  useEffect(() => {
    let isGone = false
    // The same page stays visible while it is loaded again.
    if (shown.current !== of) setLoaded({ is: 'loading' })
    shown.current = of
    ask()
      .then((answer) => {
        if (isGone) return
        setLoaded(answer.ok ? { is: 'here', body: answer.body } : { is: 'failed', failure: failureOf(answer) })
      })
      .catch(() => {
        if (!isGone) setLoaded({ is: 'failed', failure: lost('lostRead') })
      })
    return () => {
      isGone = true
    }
  }, [of, turn])
  return [loaded, useCallback(() => setTurn((before) => before + 1), [])]
}

export interface Pages<T> {
  readonly items: readonly T[]
  readonly failure: Failure | undefined
  readonly isLoading: boolean
  /** Whether another page follows. */
  readonly follows: boolean
  more(): void
  reload(): void
}

interface Paged<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/** A list that loads no more than it shows. */
export const usePages = <T>(ask: (cursor: string | undefined) => Promise<Answer<Paged<T>>>, of: string): Pages<T> => {
  const [state, setState] = useState<{ items: readonly T[]; next: string | null | undefined; failure?: Failure }>({
    items: [],
    next: undefined,
  })
  const [isLoading, setLoading] = useState(true)
  const turn = useRef(0)
  const load = useCallback(
    (before: readonly T[], cursor: string | undefined) => {
      turn.current += 1
      const own = turn.current
      setLoading(true)
      ask(cursor)
        .then((answer) => {
          if (own !== turn.current) return
          if (answer.ok) setState({ items: [...before, ...answer.body.items], next: answer.body.nextCursor })
          else setState({ items: before, next: null, failure: failureOf(answer) })
          setLoading(false)
        })
        .catch(() => {
          if (own !== turn.current) return
          setState({ items: before, next: null, failure: lost('lostRead') })
          setLoading(false)
        })
    },
    [of],
  )
  useEffect(() => load([], undefined), [of])
  return {
    items: state.items,
    failure: state.failure,
    isLoading,
    follows: typeof state.next === 'string',
    more: () => {
      if (!isLoading && typeof state.next === 'string') load(state.items, state.next)
    },
    reload: () => load([], undefined),
  }
}
