// What a product costs in a month, and where it is hottest: from a sample of a day's calls.

import { PRICED, regions } from '#infra/cloud/prices.ts'
import { count, dollars } from '#infra/docs/scenarios/report.ts'
import { scenario, soundness } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import { callsADay, withTraffic } from '../traffic.ts'

const DAYS = 30
const HOUR_S = 3600

/** The partition keys with most units of a kind, over all items in them. */
const hottest = (
  { store }: Stage,
  place: string,
  kind: 'read' | 'write',
): { key: string; units: number } | undefined => {
  const units = new Map<string, number>()
  for (const { id, used } of store.parts.get(place)?.hottestKeys(kind, Number.POSITIVE_INFINITY) ?? []) {
    const [key = ''] = id.split('\u0000', 1)
    units.set(key, (units.get(key) ?? 0) + used[kind])
  }
  return [...units].map(([key, units]) => ({ key, units })).sort((one, other) => other.units - one.units)[0]
}

export const month = scenario({
  name: 'month',
  says: 'A product for a month: a sample of calls in the mix of a day is made, and multiplied.',
  hot: 'matches.listMatches',
  parameters: {
    users: { value: 1_000_000, says: 'users of the product' },
    activePercent: { value: 20, says: 'percent of them that are active on a day' },
    busiestPercent: { value: 10, says: "percent of a day's calls that come in its busiest hour" },
    sample: { value: 20_000, says: 'calls that are made here' },
  },
  run: async (stage, { users, activePercent, busiestPercent, sample }) => {
    const perSecond = 100
    await withTraffic(stage, { perSecond, seconds: sample / perSecond })
    const before = (await stage.table.items()).length
    await stage.run()
    const items = await stage.table.items()
    const aDay = users * (activePercent / 100) * callsADay
    const aMonth = aDay * DAYS
    const busiest = (aDay * (busiestPercent / 100)) / HOUR_S
    const places = (['table', 'list', 'agenda', 'due'] as const).flatMap((place) =>
      (['read', 'write'] as const).flatMap((kind) => {
        const found = hottest(stage, place, kind)
        if (!found) return []
        const { partitionReads, partitionWrites } = stage.setting
        const limit = kind === 'read' ? partitionReads : partitionWrites
        const rate = (found.units / sample) * busiest
        const name = `hottest ${place === 'table' ? 'key' : `key of the index ${place}`}, ${kind}s`
        return [[name, `${found.key}: ${rate.toFixed(1)} of ${count(limit)} units a second`] as const]
      }),
    )
    const bytes = Buffer.byteLength(JSON.stringify(items)) / items.length
    const gigabytes = ((items.length - before) / sample) * aMonth * bytes * 1e-9
    const stored = Object.entries(regions).map(([id, { prices }]) => {
      const price = prices.storedGigabyte + prices.recoveryGigabyte
      return `${dollars(gigabytes * price)} in ${id}`
    })
    return {
      group: 'other users',
      facts: {
        'calls a month': `${count(aMonth)}: ${callsADay.toFixed(1)} a day of each active user`,
        'calls a second in the busiest hour': count(busiest),
        ...Object.fromEntries(places),
        'stored more after a month': `${gigabytes.toFixed(1)} GB, of which receipts are deleted after a time; a month of it costs at most ${stored.join(', ')}`,
        'prices of': PRICED,
      },
      usageFactor: aMonth / sample,
      checks: {
        'nearly all calls succeed': stage.calls.all.filter(({ isOk }) => isOk).length >= 0.9 * sample,
        ...(await soundness(stage)),
      },
    }
  },
})
