// The audit: checks every invariant against all stored data, without trusting the writers. It can stop anywhere and go on later.

import { type Position, positionOf, type ScannedTable, type Source, tableSource } from './audit-source.ts'
import type { Item } from './condition.ts'
import type { Contents, Invariant, Side } from './invariants.ts'
import { canonicalJson } from './json.ts'
import { Sums } from './sums.ts'

export interface Violation {
  readonly module: string
  readonly rule: string
  readonly says: string
  /** The partition that breaks the invariant, or the subject of an unbalanced equation. */
  readonly where: string
  /** The partitions that were judged. */
  readonly partitions?: readonly string[]
}

export interface Report {
  readonly startedAt: string
  readonly finishedAt: string
  readonly itemCount: number
  readonly violations: readonly Violation[]
  /** The number of findings on data that never stayed stable long enough to be confirmed. */
  readonly unsettled: number
}

/** An audit that has not ended: everything that the next run needs. */
export interface Checkpoint {
  readonly startedAt: string
  /** The invariants that were asked. With others, the audit begins anew. */
  readonly rules: readonly string[]
  /** Chosen once for an audit, so that sums of several runs can be added. */
  readonly seed: number
  readonly itemCount: number
  readonly violations: readonly Violation[]
  readonly unsettled: number
  /** For each segment its last whole partition. null: not begun. */
  readonly segments: readonly (Position | 'done' | null)[]
  readonly sums: string
  /** After the first pass: the buckets that did not balance, whose subjects this pass reads one by one. */
  readonly buckets?: readonly number[]
  /** The number of passes whose subjects were judged. */
  readonly judged?: number
  /** The sides of subjects that are read once more, as the pass before saw them. */
  readonly lastSides?: readonly (readonly [subject: string, sides: string])[]
  /** The subjects in these buckets that do not balance so far: invariant, subject, sum, partitions. */
  readonly open?: readonly (readonly [number, string, number, readonly string[]])[]
}

interface Auditing {
  readonly invariants: readonly Invariant[]
  readonly clock: () => number
  readonly pause: (ms: number) => Promise<void>
  readonly onProgress?: (itemCount: number) => void
  /** Whether this edition knows kind and version of an item. Absent: it is not asked. */
  readonly isKnown?: (item: Item) => boolean
}

/** No write keeps it: an item that breaks it was written by another edition, or by hand. */
export const edition = {
  module: 'kernel',
  rule: 'edition',
  says: 'Every item is of a kind and a version that this edition knows. Others were written by a later edition, or by hand.',
} as const

export interface Audited extends Auditing, ScannedTable {}

export interface Resumable extends Auditing {
  readonly source: Source
  /** The checkpoint of an earlier run, which is used if its source had as many segments. */
  readonly from?: Checkpoint | undefined
  /** Called after each page. It may skip calls: each checkpoint is complete. */
  readonly checkpoint?: (now: () => Checkpoint) => Promise<void>
  /** Asked after each page, once a partition has ended: whether to stop and return a checkpoint. */
  readonly isOver?: () => boolean
}

const LOOKS = 10
/** Passes for subjects whose sides change while they are read. */
const MOST_PASSES = 4

/** Audits a table in one run. */
export const audit = async (audited: Audited): Promise<Report> => {
  const ended = await auditFrom({ ...audited, source: tableSource(audited) })
  if ('finishedAt' in ended) return ended
  throw new Error('An audit without a limit stopped.')
}

/** @returns the report, or a checkpoint if `isOver` stopped it */
export const auditFrom = async (run: Resumable): Promise<Report | Checkpoint> => {
  const { from, source } = run
  const goesOn = from?.segments.length === source.segments && `${from.rules}` === `${rulesOf(run)}`
  const audit = new Run({ ...run, from: goesOn ? from : undefined })
  if (!(await audit.scan())) return audit.checkpoint()
  return audit.report()
}

const rulesOf = ({ invariants }: Auditing): string[] => invariants.map(({ module, name }) => `${module}.${name}`)

/** A finding to confirm: the data breaks the invariant, but a write may have been in progress. */
interface Suspicion {
  readonly invariant: Invariant
  readonly where: string
  readonly partitions: ReadonlySet<string>
}

interface Verdict {
  readonly suspicion: Suspicion
  readonly is: 'broken' | 'unsettled' | 'holds'
  /** The sides that were judged, if one of them stands for several, which it cannot name. */
  readonly counted?: string
}

/** A subject of the second pass that does not balance so far. */
interface Open extends Suspicion {
  sum: number
  readonly partitions: Set<string>
}

class Run {
  readonly #run: Resumable
  readonly #startedAt: string
  readonly #seed: number
  readonly #violations: Violation[]
  readonly #segments: (Position | 'done' | null)[]
  readonly #sums: Sums
  readonly #open = new Map<string, Open>()
  #buckets: ReadonlySet<number> | undefined
  #judged: number
  #lastSides: ReadonlyMap<string, string>
  #unsettled: number
  #itemCount: number

  constructor(run: Resumable) {
    const { from, source, invariants } = run
    this.#run = run
    this.#startedAt = from?.startedAt ?? this.#now()
    this.#seed = from?.seed ?? Math.floor(Math.random() * 2 ** 31)
    this.#violations = [...(from?.violations ?? [])]
    this.#unsettled = from?.unsettled ?? 0
    this.#itemCount = from?.itemCount ?? 0
    this.#segments = [...(from?.segments ?? Array.from({ length: source.segments }, () => null))]
    this.#sums = new Sums(this.#seed, from?.sums)
    this.#buckets = from?.buckets && new Set(from.buckets)
    this.#judged = from?.judged ?? 0
    this.#lastSides = new Map(from?.lastSides)
    for (const [at, about, sum, partitions] of from?.open ?? []) {
      const invariant = invariants[at]
      if (invariant) this.#open.set(`${at} ${about}`, { invariant, where: about, sum, partitions: new Set(partitions) })
    }
  }

  /** @returns whether everything is read */
  async scan(): Promise<boolean> {
    while (await this.#pass()) {
      // A further pass names the subjects. Meanwhile written pairs may be among them, so they are read again.
      const buckets = this.#buckets ? await this.#judgeOpen() : this.#sums.unbalanced
      if (buckets.length === 0) return true
      this.#buckets = new Set(buckets)
      this.#segments.fill(null)
    }
    return false
  }

  /**
   * A side with a count cannot name the sides that it counts, so one that was written after its partition was scanned is not known. But
   * each write of one changes the side with the count: what does not balance is broken if two looks, with a whole pass between
   * them, see the same sides. @returns the buckets to read once more
   */
  async #judgeOpen(): Promise<number[]> {
    const again = new Map<string, string>()
    await this.#each([...this.#open], async ([subject, open]) => {
      const verdict = await this.#judge(open)
      const { is, counted } = verdict
      if (is !== 'broken' || counted === undefined || counted === this.#lastSides.get(subject)) this.#note(verdict)
      else again.set(subject, counted)
    })
    this.#open.clear()
    this.#lastSides = again
    this.#judged += 1
    if (this.#judged < MOST_PASSES) return [...again.keys()].map((subject) => this.#sums.bucketOf(subject))
    this.#unsettled += again.size
    return []
  }

  async #pass(): Promise<boolean> {
    const all = await Promise.all(this.#segments.map((_, segment) => this.#segment(segment)))
    return all.every((isDone) => isDone)
  }

  async #segment(segment: number): Promise<boolean> {
    const { source, checkpoint, isOver, onProgress } = this.#run
    const from = this.#segments[segment]
    if (from === 'done') return true
    let partition: Item[] = []
    // However large a partition is, each run gets beyond one.
    let isFurther = false
    for await (const page of source.pages(segment, from ?? undefined)) {
      for (const item of page) {
        if (partition[0] && partition[0]['pk'] !== item['pk']) {
          await this.#close(segment, partition)
          partition = []
          isFurther = true
        }
        partition.push(item)
      }
      onProgress?.(this.#itemCount)
      await checkpoint?.(() => this.checkpoint())
      if (isFurther && isOver?.()) return false
    }
    await this.#close(segment, partition)
    this.#segments[segment] = 'done'
    return true
  }

  /** Judges a whole partition, then notes the findings and the position together: a checkpoint has both or neither. */
  async #close(segment: number, items: readonly Item[]): Promise<void> {
    if (items.length === 0) return
    const pk = String(items[0]?.['pk'])
    const isFirst = this.#buckets === undefined
    const { suspicions, sides } = this.#ask({ pk, items })
    const verdicts: Verdict[] = []
    const near = new Neighbours(this.#run.source, { pk, items }, this.#now())
    if (isFirst)
      await this.#each(suspicions, async (one) => {
        if (await this.#isSuspect(one, near)) verdicts.push(await this.#judge(one))
      })
    for (const verdict of verdicts) this.#note(verdict)
    if (isFirst) this.#noteStrangers(items)
    for (const [at, side] of sides) this.#count(at, side, pk)
    if (isFirst) this.#itemCount += items.length
    this.#segments[segment] = positionOf(items.at(-1)) ?? null
  }

  /** One finding for each kind and version: after a rollback all items of a type may be of a later one. */
  #noteStrangers(items: readonly Item[]): void {
    for (const item of items) {
      if (this.#run.isKnown?.(item) ?? true) continue
      const [prefix, kind] = [item['pk'], item['sk']].map((part) => String(part).split('#')[0])
      const version = item['schemaVersion'] === undefined ? '' : `, schemaVersion ${item['schemaVersion']}`
      const where = `${prefix} ${kind}${version}`
      if (this.#violations.some((one) => one.rule === edition.rule && one.where === where)) continue
      this.#violations.push({ ...edition, where, partitions: [String(item['pk'])] })
    }
  }

  #ask(contents: Contents): { suspicions: Suspicion[]; sides: [at: number, side: Side][] } {
    const { pk, items } = contents
    const now = this.#now()
    const suspicions: Suspicion[] = []
    const sides: [number, Side][] = []
    for (const [at, invariant] of this.#run.invariants.entries()) {
      const { audit } = invariant
      if ('partition' in audit) {
        if (!audit.partition(contents, now)) suspicions.push({ invariant, where: pk, partitions: new Set([pk]) })
        continue
      }
      for (const side of items.flatMap((item) => audit.pairs(item, now)))
        if (!audit.fits) sides.push([at, side])
        // One side tells where the others are, so they are read at once.
        else if (side.side > 0) suspicions.push({ invariant, where: side.about, partitions: new Set([pk, side.with]) })
    }
    return { suspicions, sides }
  }

  /** One look at the other sides. */
  async #isSuspect({ invariant, where, partitions: first }: Suspicion, near: Neighbours): Promise<boolean> {
    const { audit } = invariant
    if ('partition' in audit) return true
    const partitions = new Set(first)
    for (;;) {
      const known = partitions.size
      const found = await Promise.all([...partitions].map((pk) => near.sides(invariant, pk)))
      const sides = found.flatMap((byName) => byName.get(where) ?? [])
      for (const { with: other } of sides) partitions.add(other)
      if (partitions.size === known) return isUneven(audit, sides)
    }
  }

  #count(at: number, side: Side, pk: string): void {
    const subject = `${at} ${side.about}`
    if (!this.#buckets) this.#sums.add(subject, weightOf(side))
    else if (this.#buckets.has(this.#sums.bucketOf(subject))) this.#tally(at, subject, side, pk)
  }

  #tally(at: number, subject: string, side: Side, pk: string): void {
    const invariant = this.#run.invariants[at]
    if (!invariant) return
    const open = this.#open.get(subject) ?? { invariant, where: side.about, sum: 0, partitions: new Set<string>() }
    open.sum += weightOf(side)
    open.partitions.add(pk).add(side.with)
    if (open.sum === 0) this.#open.delete(subject)
    else this.#open.set(subject, open)
  }

  /** At most as many at a time as there are segments. */
  async #each<T>(all: readonly T[], judge: (one: T) => Promise<void>): Promise<void> {
    const left = all.values()
    const work = async (): Promise<void> => {
      for (const one of left) await judge(one)
    }
    await Promise.all(Array.from({ length: Math.min(all.length, this.#segments.length) }, work))
  }

  #note({ suspicion: { invariant, where, partitions }, is }: Verdict): void {
    const { module, name, says } = invariant
    if (is === 'unsettled') this.#unsettled += 1
    if (is === 'broken') this.#violations.push({ module, rule: name, says, where, partitions: [...partitions] })
  }

  /**
   * Reads again, consistently, until two reads are equal: then no write was between the partitions. What the sides in them refer
   * to is read, too.
   */
  async #judge({ invariant, where, partitions: first }: Suspicion): Promise<Verdict> {
    const { source, pause } = this.#run
    const partitions = new Set(first)
    const suspicion = { invariant, where, partitions }
    let before = ''
    for (let look = 0; look < LOOKS; look += 1) {
      const contents = await Promise.all([...partitions].map((pk) => source.partition(pk)))
      const now = this.#now()
      const known = partitions.size
      for (const { with: other } of sidesOf(suspicion, contents, now)) partitions.add(other)
      const seen = canonicalJson(contents)
      if (partitions.size === known && seen === before) {
        const is = isBroken(suspicion, contents, now) ? 'broken' : 'holds'
        const sides = sidesOf(suspicion, contents, now)
        const isCounted = sides.some(({ count }) => count !== undefined)
        return { suspicion, is, ...(isCounted ? { counted: sides.map(canonicalJson).sort().join() } : {}) }
      }
      before = seen
      await pause(20 * (look + 1))
    }
    return { suspicion, is: 'unsettled' }
  }

  #now(): string {
    return new Date(this.#run.clock()).toISOString()
  }

  checkpoint(): Checkpoint {
    const { invariants } = this.#run
    return {
      startedAt: this.#startedAt,
      rules: rulesOf(this.#run),
      seed: this.#seed,
      itemCount: this.#itemCount,
      violations: [...this.#violations],
      unsettled: this.#unsettled,
      segments: [...this.#segments],
      sums: String(this.#sums),
      ...(this.#buckets ? { buckets: [...this.#buckets], judged: this.#judged, lastSides: [...this.#lastSides] } : {}),
      ...(this.#open.size > 0
        ? {
            open: [...this.#open.values()].map(
              ({ invariant, where, sum, partitions }) =>
                [invariants.indexOf(invariant), where, sum, [...partitions]] as const,
            ),
          }
        : {}),
    }
  }

  report(): Report {
    return {
      startedAt: this.#startedAt,
      finishedAt: this.#now(),
      itemCount: this.#itemCount,
      violations: [...new Map(this.#violations.map((one) => [nameOf(one), one])).entries()]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, violation]) => violation),
      unsettled: this.#unsettled,
    }
  }
}

const nameOf = ({ module, rule, where }: Violation): string => `${module}.${rule} ${where}`

const weightOf = ({ side, count = 1 }: Side): number => side * count

/** The sides about the subject. */
const sidesOf = (
  { invariant: { audit }, where }: Suspicion,
  contents: readonly (readonly Item[])[],
  now: string,
): Side[] =>
  'pairs' in audit
    ? contents.flat().flatMap((item) => audit.pairs(item, now).filter(({ about }) => about === where))
    : []

const isBroken = (suspicion: Suspicion, contents: readonly (readonly Item[])[], now: string): boolean => {
  const { audit } = suspicion.invariant
  if ('partition' in audit)
    return contents.some((items) => items.length > 0 && !audit.partition({ pk: suspicion.where, items }, now))
  return isUneven(audit, sidesOf(suspicion, contents, now))
}

type Equation = Exclude<Invariant['audit'], { readonly partition: unknown }>

const isUneven = ({ fits }: Equation, sides: readonly Side[]): boolean =>
  fits ? !fits(sides) : sides.reduce((sum, side) => sum + weightOf(side), 0) !== 0

/** The partitions around one that is judged. Each is read once, and its sides are sorted once, however many subjects it has. */
class Neighbours {
  readonly #source: Source
  readonly #now: string
  readonly #items: Map<string, Promise<readonly Item[]>>
  readonly #sides = new Map<string, Promise<ReadonlyMap<string, readonly Side[]>>>()

  constructor(source: Source, { pk, items }: Contents, now: string) {
    this.#source = source
    this.#now = now
    this.#items = new Map([[pk, Promise.resolve(items)]])
  }

  /** By subject. */
  sides({ module, name, audit }: Invariant, pk: string): Promise<ReadonlyMap<string, readonly Side[]>> {
    const id = `${module}.${name} ${pk}`
    const known = this.#sides.get(id)
    if (known) return known
    const sorted = async () => {
      const items = await this.#read(pk)
      const sides = 'pairs' in audit ? items.flatMap((item) => audit.pairs(item, this.#now)) : []
      return Map.groupBy(sides, ({ about }) => about)
    }
    const made = sorted()
    this.#sides.set(id, made)
    return made
  }

  #read(pk: string): Promise<readonly Item[]> {
    const known = this.#items.get(pk) ?? this.#source.partition(pk)
    this.#items.set(pk, known)
    return known
  }
}
