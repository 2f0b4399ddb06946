// Linearizability: whether operations that overlapped can be put in an order in which each one's reply is right.
// The search is that of Wing and Gong with the memory of Lowe, as in porcupine and knossos; npm has no kept package of it.

export interface Operation<S> {
  readonly says: string
  /** Times on one scale: an operation that ended before another began comes before it. */
  readonly began: number
  /** Undefined: the caller got no reply. The effect may take place at any time after the call began, or never. */
  readonly ended: number | undefined
  /** It changes nothing in any state: a reply that is right can as well come now as later. */
  readonly isLook?: true
  /** Of operations with unknown outcome that are alike in all but their time: the earliest is tried first. */
  readonly alike?: string
  /** @returns the state after it; undefined: in this state it could not have happened, or not with this reply */
  readonly apply: (state: S) => S | undefined
}

export interface Model<S> {
  readonly initial: S
  /** Equal texts stand for equal states. */
  readonly text: (state: S) => string
}

/** `undecided`: the search was given up. `broken`: no order explains the replies. */
export type Verdict =
  | { readonly kind: 'linearizable' }
  | { readonly kind: 'undecided' }
  | {
      readonly kind: 'broken'
      /** The longest order that explains the replies in it. */
      readonly order: readonly string[]
      /** The state after it. */
      readonly state: string
      /** What would have to come next, and cannot. */
      readonly stuck: readonly string[]
    }

/** More states than these are not searched. */
const MOST_STATES = 200_000

export const linearize = <S>(operations: readonly Operation<S>[], { initial, text }: Model<S>): Verdict => {
  // Those that are known to have happened first: most of the time no other is needed.
  const rank = ({ ended }: Operation<S>): number => (ended === undefined ? 1 : 0)
  const all = [...operations].sort(
    (a, b) => rank(a) - rank(b) || Math.sign((a.ended ?? 0) - (b.ended ?? 0)) || a.began - b.began,
  )
  const known = all.filter(({ ended }) => ended !== undefined).length
  const seen = new Set<string>()
  const done = new Array<boolean>(all.length).fill(false)
  const order: number[] = []
  let best: { order: readonly number[]; state: S } = { order: [], state: initial }

  /** The operations that can come next: none that is left ended before they began. */
  const next = (): number[] => {
    // Sorted by their ends, so the first that is left ends first.
    const first = all.find((one, at) => !done[at] && one.ended !== undefined)
    const until = first?.ended ?? Infinity
    const taken = new Set<string>()
    return all.flatMap(({ began, ended, alike }, at) => {
      if (done[at] || began > until) return []
      if (ended !== undefined || alike === undefined) return [at]
      if (taken.has(alike)) return []
      taken.add(alike)
      return [at]
    })
  }

  const search = (state: S, left: number): boolean | undefined => {
    if (left === 0) return true
    const here = text(state)
    const place = `${done.map((one) => (one ? 1 : 0)).join('')} ${here}`
    if (seen.has(place)) return false
    if (seen.size >= MOST_STATES) return undefined
    seen.add(place)
    if (order.length > best.order.length) best = { order: [...order], state }
    const steps = next().flatMap((at) => {
      const after = all[at]?.apply(state)
      return after === undefined ? [] : [{ at, after, changes: text(after) !== here }]
    })
    const look = steps.find(({ at }) => all[at]?.isLook)
    let isKnown = true
    for (const { at, after } of look ? [look] : steps.filter(({ at, changes }) => changes || at < known)) {
      done[at] = true
      order.push(at)
      const found = search(after, at < known ? left - 1 : left)
      if (found) return true
      if (found === undefined) isKnown = false
      done[at] = false
      order.pop()
      if (!isKnown) break
    }
    return isKnown ? false : undefined
  }

  const found = search(initial, known)
  if (found) return { kind: 'linearizable' }
  if (found === undefined) return { kind: 'undecided' }
  const says = (at: number): string => all[at]?.says ?? ''
  done.fill(false)
  for (const at of best.order) done[at] = true
  return {
    kind: 'broken',
    order: best.order.map(says),
    state: text(best.state),
    stuck: next()
      .filter((at) => at < known)
      .map(says),
  }
}
