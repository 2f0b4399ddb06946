// The partitions of a table or an index: ranges of hashed keys, each with its own throughput, that split where it is hot.

import type { Setting } from './assumptions.ts'
import { Bucket } from './bucket.ts'

export type Kind = 'read' | 'write'

/** What a key or a partition has used. */
export interface Used {
  read: number
  write: number
  throttled: number
}

interface Partition extends Used {
  /** The first position; the next partition's first position ends it. */
  readonly from: string
  readonly buckets: Readonly<Record<Kind, Bucket>>
  /** The busiest second. */
  readonly peak: Record<Kind, number>
  second: number
  readonly inSecond: Record<Kind, number>
  /** The seconds in a row at nine tenths of a limit. */
  hotSeconds: number
  /** Positions used last, to split where the traffic is. */
  readonly recent: string[]
}

const RECENT = 101
const HOT = 0.9

export class Partitions {
  readonly #setting: Setting
  readonly #parts: Partition[] = []
  readonly #keys = new Map<string, Used>()
  /** Used by all partitions in the current second, and the peak since the last doubling. */
  #second = { at: 0, read: 0, write: 0 }
  readonly #peak = { read: 0, write: 0 }
  #doubledAtMs = 0
  splits = 0

  constructor(setting: Setting) {
    this.#setting = setting
    const count = Math.max(
      Math.ceil(setting.warmWrites / setting.partitionWrites),
      Math.ceil(setting.warmReads / setting.partitionReads),
    )
    for (let at = 0; at < count; at += 1) this.#parts.push(this.#fresh(hex((at / count) * 2 ** 32)))
  }

  get count(): number {
    return this.#parts.length
  }

  /** @returns whether the partition of the key has throughput left */
  admits(id: string, kind: Kind, nowMs: number): boolean {
    const part = this.#partOf(positionOf(id))
    if (part.buckets[kind].hasAt(nowMs)) return true
    part.throttled += 1
    this.#keyOf(id).throttled += 1
    return false
  }

  charge(id: string, kind: Kind, units: number, nowMs: number): void {
    const position = positionOf(id)
    const part = this.#partOf(position)
    this.#turnSecond(part, nowMs)
    part.buckets[kind].hasAt(nowMs)
    part.buckets[kind].take(units)
    part[kind] += units
    part.inSecond[kind] += units
    part.peak[kind] = Math.max(part.peak[kind], part.inSecond[kind])
    part.recent.push(position)
    if (part.recent.length > RECENT) part.recent.shift()
    this.#keyOf(id)[kind] += units
    this.#grow(kind, units, nowMs)
  }

  /** @returns the keys that used most of a kind */
  hottestKeys(kind: Kind, most: number): { id: string; used: Used }[] {
    return [...this.#keys]
      .map(([id, used]) => ({ id, used }))
      .filter(({ used }) => used[kind] > 0)
      .sort((one, other) => other.used[kind] - one.used[kind] || (one.id < other.id ? -1 : 1))
      .slice(0, most)
  }

  /** @returns the busiest second of the busiest partition of a kind, in units */
  peakOf(kind: Kind): number {
    return Math.max(...this.#parts.map(({ peak }) => peak[kind]))
  }

  get throttled(): number {
    return this.#parts.reduce((sum, { throttled }) => sum + throttled, 0)
  }

  #fresh(from: string): Partition {
    const { partitionWrites, partitionReads, partitionBurst } = this.#setting
    return {
      ...{ from, read: 0, write: 0, throttled: 0, second: 0, hotSeconds: 0, recent: [] },
      buckets: {
        read: new Bucket(partitionReads, partitionReads * partitionBurst),
        write: new Bucket(partitionWrites, partitionWrites * partitionBurst),
      },
      peak: { read: 0, write: 0 },
      inSecond: { read: 0, write: 0 },
    }
  }

  #partOf(position: string): Partition {
    return this.#parts[this.#placeOf(position)] as Partition
  }

  #placeOf(position: string): number {
    let [low, high] = [0, this.#parts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#parts[middle] as Partition).from <= position) low = middle
      else high = middle
    }
    return low
  }

  #keyOf(id: string): Used {
    const known = this.#keys.get(id) ?? { read: 0, write: 0, throttled: 0 }
    this.#keys.set(id, known)
    return known
  }

  #turnSecond(part: Partition, nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    if (second === part.second) return
    const { partitionWrites, partitionReads, splitsAfter } = this.#setting
    const isHot = part.inSecond.write >= HOT * partitionWrites || part.inSecond.read >= HOT * partitionReads
    part.hotSeconds = isHot ? part.hotSeconds + (second - part.second) : 0
    part.second = second
    part.inSecond.read = 0
    part.inSecond.write = 0
    if (part.hotSeconds < splitsAfter) return
    part.hotSeconds = 0
    this.#splitAt([...part.recent].sort()[part.recent.length >> 1] as string, part)
  }

  /** One item cannot be split: its partition keeps it whole. */
  #splitAt(position: string, part: Partition): void {
    if (position <= part.from || part.recent.every((one) => one === position)) return
    this.#parts.splice(this.#placeOf(part.from) + 1, 0, this.#fresh(position))
    this.splits += 1
  }

  /** A table that needed more than half of what it has gets twice its peak. */
  #grow(kind: Kind, units: number, nowMs: number): void {
    const at = Math.floor(nowMs / 1000)
    if (at !== this.#second.at) this.#second = { at, read: 0, write: 0 }
    this.#second[kind] += units
    this.#peak[kind] = Math.max(this.#peak[kind], this.#second[kind])
    const { doublesAfter, partitionReads, partitionWrites } = this.#setting
    if (nowMs - this.#doubledAtMs < doublesAfter * 1000) return
    this.#doubledAtMs = nowMs
    const wanted = 2 * Math.max(this.#peak.write / partitionWrites, this.#peak.read / partitionReads)
    Object.assign(this.#peak, { read: 0, write: 0 })
    if (wanted <= this.count) return
    for (const part of [...this.#parts]) {
      const next = this.#parts[this.#placeOf(part.from) + 1]?.from ?? hex(2 ** 32 - 1)
      const middle = hex((Number.parseInt(part.from.slice(0, 8), 16) + Number.parseInt(next.slice(0, 8), 16)) / 2)
      if (middle > part.from) this.#parts.splice(this.#placeOf(part.from) + 1, 0, this.#fresh(middle))
    }
  }
}

const hex = (place: number): string => Math.floor(place).toString(16).padStart(8, '0')

/** Partition keys are placed by a hash (FNV-1a); within one, items are in the order of their sort keys. */
const positionOf = (id: string): string => {
  const end = id.indexOf('\u0000')
  const length = end === -1 ? id.length : end
  let hash = 0x811c9dc5
  for (let at = 0; at < length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  // The last bits of FNV-1a are mixed well, the first are not; ranges need the first.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return `${((hash ^ (hash >>> 12)) >>> 0).toString(16).padStart(8, '0')}${id}`
}
