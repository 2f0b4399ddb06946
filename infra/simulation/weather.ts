// The weather of a storm: what each event of a world meets, by chance from a seed.

import { below, pick, seededBy } from './seeded.ts'
import type { Event, Fate } from './world.ts'

/** How bad it is: chances from 0 to 1. */
export interface Weather {
  /** Of a call to meet a fault. */
  readonly fault: number
  /** Of a process to die at an event. */
  readonly death: number
  /** Of a reply to be lost on its way to the caller, who has given up. */
  readonly deafness: number
  /** Of a step to take long. */
  readonly slowness: number
  /** The clock of each process is off by up to so many milliseconds. */
  readonly skewMs: number
}

/** Everything is let through, at once. */
export const CALM: Weather = { fault: 0, death: 0, deafness: 0, slowness: 0, skewMs: 0 }

/** What struck: the place does not depend on what else happened. */
export interface Strike {
  /** Such as `17 ann deposits 3`: the third event of that process. */
  readonly at: string
  readonly what: Fate | 'dies' | 'unheard'
}

const WRITES = /^(TransactWriteItems|PutItem|UpdateItem|DeleteItem)$/
/** Typical milliseconds of the steps of a call. */
const TYPICAL: Readonly<Record<Event['kind'], number>> = {
  begin: 0,
  call: 12,
  commit: 6,
  read: 1,
  index: 20,
  pause: 0,
  timer: 0,
}
/** Milliseconds of a slow one, at most: longer than a call is waited for. */
const SLOW_MS = 5000
/** What was given up may arrive so much later. */
const STRAY_MS = 15_000

interface Chances {
  readonly delays: () => number
  readonly fates: () => number
  events: number
}

export class Chance {
  readonly strikes: Strike[] = []
  /** From now on. */
  weather: Weather
  readonly #seed: number
  readonly #only: ReadonlySet<string> | undefined
  readonly #chances = new Map<string, Chances>()

  /** @param only the places where something may strike; undefined: everywhere */
  constructor(seed: number, weather: Weather, only?: ReadonlySet<string>) {
    this.#seed = seed
    this.weather = weather
    this.#only = only
  }

  #of(process: string): Chances {
    const known = this.#chances.get(process)
    if (known) return known
    const made = {
      delays: seededBy(this.#seed, `${process} delays`),
      fates: seededBy(this.#seed, `${process} fates`),
      events: 0,
    }
    this.#chances.set(process, made)
    return made
  }

  /** The milliseconds until an event can happen. */
  readonly delay = ({ process, kind }: Pick<Event, 'process' | 'kind'>): number => {
    const { delays } = this.#of(process)
    const typical = 2 * TYPICAL[kind] * delays()
    const isSlow = delays() < this.weather.slowness && kind !== 'begin' && kind !== 'pause'
    if (!isSlow) return typical
    const isStray = kind === 'call' && process.endsWith(' again')
    return typical + delays() * (kind === 'read' ? 50 : isStray ? STRAY_MS : SLOW_MS)
  }

  /** @returns what an event meets @param isMortal whether its process can die */
  fate(event: Pick<Event, 'process' | 'kind' | 'command'>, isMortal: boolean): Fate | 'dies' {
    const { process, kind, command } = event
    const chances = this.#of(process)
    chances.events += 1
    const [first, second, death] = [chances.fates(), chances.fates(), chances.fates()]
    const at = `${process} ${chances.events}`
    if (isMortal && kind !== 'begin' && death < this.weather.death) return this.#strikes(at, 'dies')
    if (kind !== 'call' || first >= this.weather.fault) return 'arrives'
    const fates: readonly Fate[] = WRITES.test(command)
      ? ['unsent', 'throttled', 'conflicts', 'lost', 'lost', 'late', 'late', 'twice']
      : ['unsent', 'throttled', 'lost', 'late', 'twice']
    return this.#strikes(
      at,
      pick(() => second, fates),
    )
  }

  /** Whether the caller has given up before the reply of a process comes. */
  deaf(process: string): boolean {
    return seededBy(this.#seed, `${process} reply`)() < this.weather.deafness
      ? this.#strikes(`${process} reply`, 'unheard') === 'unheard'
      : false
  }

  /** The milliseconds by which the clock of a process is ahead. */
  skewOf(process: string): number {
    const { skewMs } = this.weather
    return below(seededBy(this.#seed, `${process} clock`), 2 * skewMs + 1) - skewMs
  }

  #strikes<W extends Strike['what']>(at: string, what: W): W | 'arrives' {
    if (this.#only && !this.#only.has(at)) return 'arrives'
    this.strikes.push({ at, what })
    return what
  }
}
