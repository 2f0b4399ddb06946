// The store of a region gets slow for a minute, under normal traffic.

import { quantile } from '../calls.ts'
import { scenario, soundness } from '../scenario.ts'
import { withTraffic } from '../traffic.ts'

export const regionSlow = scenario({
  name: 'region-slow',
  says: 'All latencies of the store are multiplied for a while, under the traffic of a normal day.',
  hot: 'matches.listMatches',
  parameters: {
    traffic: { value: 200, says: 'requests a second' },
    seconds: { value: 180, says: 'for how long; the middle third is slow' },
    times: { value: 10, says: 'how many times slower' },
  },
  run: async (stage, { traffic, seconds, times }) => {
    const third = (seconds * 1000) / 3
    await withTraffic(stage, { perSecond: traffic, seconds })
    const { setting } = stage
    const factor = async (slowFactor: number): Promise<void> => {
      stage.store.setting = { ...setting, slowFactor }
    }
    stage.start('slow', third, () => factor(setting.slowFactor * times))
    stage.start('as before', 2 * third, () => factor(setting.slowFactor))
    await stage.run()
    const p99 = (from: number, until: number): string => {
      const ended = stage.calls.all.filter(({ isOk, endedMs }) => isOk && endedMs >= from && endedMs < until)
      const took = ended.map(({ beganMs, endedMs }) => endedMs - beganMs).sort((a, b) => a - b)
      return `${Math.round(quantile(took, 0.5))} and ${Math.round(quantile(took, 0.99))} ms`
    }
    const isLate = ({ endedMs }: { endedMs: number }): boolean => endedMs >= 2.5 * third
    return {
      facts: {
        'p50 and p99 before': p99(0, third),
        'while it is slow': p99(1.2 * third, 2 * third),
        'in the last part': p99(2.5 * third, Number.POSITIVE_INFINITY),
      },
      checks: {
        'all calls of the last part succeed': stage.calls.all.filter(isLate).every(({ isOk }) => isOk),
        ...(await soundness(stage)),
      },
    }
  },
})
