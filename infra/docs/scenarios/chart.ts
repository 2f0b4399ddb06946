// A chart of a scenario as SVG: answers by time, and the latency of successes. Readable on light and on dark pages.

import type { Result, Series } from '#infra/simulation/aws/result.ts'

const [WIDTH, LEFT, RIGHT] = [760, 56, 16]
const [BARS_TOP, BARS_BOTTOM, LINE_TOP, LINE_BOTTOM] = [56, 250, 290, 370]
const ROOM = WIDTH - LEFT - RIGHT

/** By what an answer means to its caller; one color for each. */
const kinds = [
  { name: 'done', color: '#2e9e5b', fits: (code: string) => /^[23]\d\d$/.test(code) },
  {
    name: 'refused by Lambda or the gateway',
    color: '#c2413a',
    fits: (code: string) => /^(gateway|no reply)/.test(code),
  },
  { name: 'busy or unavailable', color: '#d9922b', fits: (code: string) => /^(busy|unavailable|internal)/.test(code) },
  { name: 'refused by a rule', color: '#4a7fc1', fits: () => true },
] as const

export const chartOf = ({ scenario, command, series }: Result): string => {
  const subtitle = command.replace(/^.*--scenario[ =]\S+ ?/, '')
  const stacks = stacksOf(series)
  const most = nice(Math.max(...stacks.map(({ total }) => total), ...series.began))
  const slowest = nice(Math.max(...series.p99))
  const seconds = (series.began.length * series.everyMs) / 1000
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 412" role="img" aria-label="${escaped(`${scenario}: ${subtitle}`)}">`,
    STYLE,
    `<text x="${LEFT}" y="18" class="title">${escaped(scenario)}</text><text x="${LEFT}" y="34">${escaped(subtitle)}</text>`,
    ...axis({ top: BARS_TOP, bottom: BARS_BOTTOM, most, label: `calls in ${series.everyMs / 1000} s` }),
    ...bars(stacks, most),
    line(series.began, { top: BARS_TOP, bottom: BARS_BOTTOM, most, style: 'began' }),
    ...axis({
      top: LINE_TOP,
      bottom: LINE_BOTTOM,
      most: slowest,
      label: `p99 of successes, ms${series.latencyOf === '' ? '' : `: ${series.latencyOf}`}`,
    }),
    line(series.p99, { top: LINE_TOP, bottom: LINE_BOTTOM, most: slowest, style: 'p99' }),
    ...dots(series.p99, slowest),
    ...ticks(seconds),
    ...legend(),
    '</svg>',
  ].join('\n')}\n`
}

const STYLE = `<style>
text { font: 11px system-ui, sans-serif; fill: #444 } .title { font-size: 14px; font-weight: 600 }
.grid { stroke: #8884; fill: none } .began { stroke: #666; stroke-dasharray: 3 2; fill: none } .p99 { stroke: #7a4fbf; fill: none } .dot { fill: #7a4fbf }
@media (prefers-color-scheme: dark) { text { fill: #ccc } .began { stroke: #aaa } .p99 { stroke: #b39ae6 } .dot { fill: #b39ae6 } }
</style>`

interface Stack {
  readonly total: number
  /** In the order of kinds. */
  readonly parts: readonly number[]
}

const stacksOf = ({ began, ended }: Series): Stack[] =>
  began.map((_, at) => {
    const parts = kinds.map(() => 0)
    for (const [code, counts] of Object.entries(ended)) {
      const kind = kinds.findIndex(({ fits }) => fits(code))
      parts[kind] = (parts[kind] ?? 0) + (counts[at] ?? 0)
    }
    return { parts, total: parts.reduce((sum, one) => sum + one, 0) }
  })

const bars = (stacks: readonly Stack[], most: number): string[] => {
  const width = ROOM / stacks.length
  const heightOf = (value: number): number => (value / most) * (BARS_BOTTOM - BARS_TOP)
  return stacks.flatMap(({ parts }, at) => {
    let below = BARS_BOTTOM
    return parts.flatMap((value, kind) => {
      if (value === 0) return []
      const height = heightOf(value)
      below -= height
      const place = `x="${fixed(LEFT + at * width)}" y="${fixed(below)}" width="${fixed(width * 0.9)}" height="${fixed(height)}"`
      return [`<rect ${place} fill="${kinds[kind]?.color}"/>`]
    })
  })
}

interface Scale {
  readonly top: number
  readonly bottom: number
  readonly most: number
}

const pointsOf = (values: readonly number[], { top, bottom, most }: Scale): [number, number][] =>
  values.map((value, at) => [LEFT + ((at + 0.5) * ROOM) / values.length, bottom - (value / most) * (bottom - top)])

const line = (values: readonly number[], scale: Scale & { readonly style: string }): string => {
  // Without a success there is no latency.
  const points = pointsOf(values, scale).filter((_, at) => scale.style !== 'p99' || values[at] !== 0)
  return `<polyline class="${scale.style}" points="${points.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(' ')}"/>`
}

const dots = (values: readonly number[], most: number): string[] =>
  pointsOf(values, { top: LINE_TOP, bottom: LINE_BOTTOM, most }).flatMap(([x, y], at) =>
    values[at] === 0 ? [] : [`<circle class="dot" cx="${fixed(x)}" cy="${fixed(y)}" r="1.8"/>`],
  )

const axis = ({ top, bottom, most, label }: Scale & { readonly label: string }): string[] => [
  `<text x="${LEFT}" y="${top - 6}">${escaped(label)}</text>`,
  ...[0, 0.5, 1].flatMap((part) => {
    const y = fixed(bottom - part * (bottom - top))
    return [
      `<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}"/>`,
      `<text x="${LEFT - 6}" y="${y}" dy="4" text-anchor="end">${(part * most).toLocaleString('en-US')}</text>`,
    ]
  }),
]

const ticks = (seconds: number): string[] => {
  const step = nice(seconds / 8)
  const at = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step)
  return at.map(
    (second) =>
      `<text x="${fixed(LEFT + (second / seconds) * ROOM)}" y="${LINE_BOTTOM + 16}" text-anchor="middle">${Number(second.toFixed(2))} s</text>`,
  )
}

const legend = (): string[] => {
  const entries: { readonly name: string; readonly mark: string }[] = [
    ...kinds.map(({ name, color }) => ({ name, mark: `<rect width="9" height="9" y="-9" fill="${color}"/>` })),
    { name: 'began', mark: '<path class="began" d="M0 -4H9"/>' },
  ]
  let x = LEFT
  return entries.map(({ name, mark }) => {
    const place = x
    x += 24 + name.length * 6
    return `<g transform="translate(${place} 406)">${mark}<text x="13">${name}</text></g>`
  })
}

/** The next of 1, 2, 5, 10, 20 ... */
const nice = (value: number): number => {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 5, 10].find((one) => one * power >= value) ?? 10)
}

const fixed = (value: number): string => String(Number(value.toFixed(1)))

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
