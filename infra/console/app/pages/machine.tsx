// The state machine of a billing, drawn: the current state is lit, and the way that led to it.

import { useEffect, useRef } from 'preact/hooks'
import { meanings } from '#domain/billing/meanings.ts'
import type { Text } from '#kernel/data/language.ts'
import { language, say } from '../words.ts'

/** What an event means in a state. */
export const meaningOf = (from: string, event: string): string => {
  const known: Readonly<Record<string, Text>> = meanings
  return known[`${from} ${event}`]?.[language.value] ?? event
}

const WIDTH = 132
const HEIGHT = 40
/** Column and row of each state. */
const places: Readonly<Record<string, readonly [number, number]>> = {
  READY: [0, 0],
  PAYING: [1, 0],
  APPROVING: [2, 0],
  SUCCESS: [3, 0],
  EXPIRED: [0, 1],
  REVIEW: [2, 1],
  CANCELLING: [3, 1],
  CANCELLED: [1, 2],
  PARTIALLY_CANCELLED: [3, 2],
}
const GAP_X = 44
const GAP_Y = 34

const cornerOf = (state: string): { x: number; y: number } => {
  const [column, row] = places[state] ?? [0, 0]
  return { x: 2 + column * (WIDTH + GAP_X), y: 2 + row * (HEIGHT + GAP_Y) }
}

const centreOf = (state: string): { x: number; y: number } => {
  const { x, y } = cornerOf(state)
  return { x: x + WIDTH / 2, y: y + HEIGHT / 2 }
}

/** From the border of one box to that of the other. */
const lineOf = (from: string, to: string): string => {
  const [a, b] = [centreOf(from), centreOf(to)]
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (WIDTH / 2 + 3) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (HEIGHT / 2 + 3) / Math.abs(dy),
  )
  return `M${a.x + dx * reach} ${a.y + dy * reach}L${b.x - dx * reach} ${b.y - dy * reach}`
}

interface Step {
  readonly from: string
  readonly to: string
}

export const Machine = ({ status, timeline }: { status: string; timeline: readonly Step[] }) => {
  const ways = [
    ...new Map(
      timeline.filter(({ from, to }) => from !== to).map((step) => [`${step.from} ${step.to}`, step]),
    ).values(),
  ]
  const visited = new Set(['READY', ...timeline.map(({ to }) => to)])
  const [width, height] = [4 * WIDTH + 3 * GAP_X + 4, 3 * HEIGHT + 2 * GAP_Y + 4]
  const frame = useRef<HTMLDivElement>(null)
  // On a narrow screen the drawing is wider than its frame: the current state is in the middle.
  useEffect(() => {
    if (frame.current) frame.current.scrollLeft = centreOf(status).x - frame.current.clientWidth / 2
  }, [status])
  return (
    <div ref={frame} class="scroll" tabIndex={0} role="region" aria-label={say(status)}>
      <svg
        class="machine"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={say(status)}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8Z" />
          </marker>
        </defs>
        {ways.map(({ from, to }) => (
          <path key={`${from} ${to}`} class="way" d={lineOf(from, to)} marker-end="url(#arrow)" />
        ))}
        {Object.keys(places).map((state) => {
          const { x, y } = cornerOf(state)
          const kind = state === status ? 'now' : visited.has(state) ? 'past' : ''
          return (
            <g key={state} class={kind}>
              <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx={9} />
              <text x={x + WIDTH / 2} y={y + HEIGHT / 2}>
                {say(state)}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}
