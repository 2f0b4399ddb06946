// Simulated faults of gateway calls, chosen by order and step.

import * as z from 'zod/mini'
import type { Text } from '#kernel/data/language.ts'
import type { Reply } from './book.ts'

export const steps = ['ready', 'approve', 'order', 'cancel'] as const
export type Step = (typeof steps)[number]

/** The fault modes with their labels on the pay page. "Capture" stands for the effect of the step. */
export const modes = {
  decline: { en: 'declined', ko: '거절됨' },
  'capture-then-hang': { en: 'done, but never answered', ko: '처리했지만 응답하지 않음' },
  'capture-then-500': { en: 'done, but answered with a 500', ko: '처리했지만 500으로 응답' },
  'drop-connection-before': { en: 'not done, connection dropped', ko: '처리하지 않고 연결을 끊음' },
  'drop-connection-after': { en: 'done, then connection dropped', ko: '처리한 뒤 연결을 끊음' },
  'user-locked': { en: 'not done, answered with an ambiguous error', ko: '처리하지 않고 모호한 오류로 응답' },
  'capture-then-user-locked': {
    en: 'done, but answered with an ambiguous error',
    ko: '처리했지만 모호한 오류로 응답',
  },
  'wrong-amount': { en: 'done, but answered with another amount', ko: '처리했지만 다른 금액으로 응답' },
  slow: { en: 'done late', ko: '늦게 처리함' },
} as const satisfies Readonly<Record<string, Text>>
export type Mode = keyof typeof modes

export const Fault = z.strictObject({
  partnerOrderId: z.optional(z.string()),
  orderId: z.optional(z.string()),
  step: z.enum(steps),
  mode: z.enum(Object.keys(modes) as Mode[]),
  times: z._default(z.int().check(z.gte(1)), 1),
  /** The delay of `slow`, unless released earlier. */
  ms: z._default(z.int().check(z.gte(0), z.lte(600_000)), 3000),
})

/** A parsed gateway call. */
export interface Call {
  readonly orderId: string
  readonly step: Step
  /** The locks of the call, with the reply to a concurrent second call. */
  readonly lanes: ReadonlyMap<string, Reply>
  /** The reply if the state of the payment does not allow the call. */
  readonly refused: () => Reply | undefined
  readonly act: () => Reply
  readonly decline: () => Reply
  /** An ambiguous error reply. */
  readonly doubtful: Reply
}

export interface Faults {
  add(fault: z.output<typeof Fault>): void
  /** @returns the reply, or whether the connection hangs or drops */
  perform(call: Call): Promise<Reply | 'hang' | 'drop'>
  /** Forgets the chosen faults: from now on, every call is answered. @returns their number */
  clear(): number
  /** Releases the calls that `slow` delays. @returns their number */
  release(): number
  /** Drops all delayed calls. */
  stop(): void
}

export const newFaults = (): Faults => {
  const chosen: { readonly order: string; readonly step: Step; readonly mode: Mode; readonly ms: number }[] = []
  const underWay = new Set<string>()
  const waiting = new Set<(goOn: boolean) => void>()

  const take = ({ orderId, step }: Call) => {
    const at = chosen.findIndex((one) => one.step === step && (one.order === '*' || one.order === orderId))
    return at < 0 ? undefined : chosen.splice(at, 1)[0]
  }
  const wait = (ms: number): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (goOn: boolean) => {
        clearTimeout(timer)
        waiting.delete(end)
        resolve(goOn)
      }
      const timer = setTimeout(end, ms, true)
      waiting.add(end)
    })
  const end = (goOn: boolean): number => {
    const all = [...waiting]
    for (const one of all) one(goOn)
    return all.length
  }

  return {
    add({ partnerOrderId, orderId, step, mode, times, ms }) {
      const order = partnerOrderId ?? orderId ?? '*'
      for (let count = 0; count < times; count += 1) chosen.push({ order, step, mode, ms })
    },
    async perform(call) {
      for (const [lane, reply] of call.lanes) if (underWay.has(lane)) return reply
      const fault = take(call)
      if (fault?.mode === 'slow') {
        for (const lane of call.lanes.keys()) underWay.add(lane)
        const goOn = await wait(fault.ms)
        for (const lane of call.lanes.keys()) underWay.delete(lane)
        if (!goOn) return 'drop'
      }
      return fault?.mode === 'drop-connection-before' ? 'drop' : (call.refused() ?? carriedOut(call, fault?.mode))
    },
    clear: () => chosen.splice(0).length,
    release: () => end(true),
    stop: () => {
      end(false)
    },
  }
}

const carriedOut = (call: Call, mode: Mode | undefined): Reply | 'hang' | 'drop' => {
  const reply = mode === 'decline' || mode === 'user-locked' ? call.decline() : call.act()
  if (mode === 'capture-then-hang') return 'hang'
  if (mode === 'drop-connection-after') return 'drop'
  if (mode === 'capture-then-500') return { status: 500, body: 'Internal Server Error' }
  if (mode === 'user-locked' || mode === 'capture-then-user-locked') return call.doubtful
  return mode === 'wrong-amount' ? inflated(reply) : reply
}

const AMOUNTS = ['total', 'totalAmount', 'cancelAmount']
const inflated = ({ status, body }: Reply): Reply => ({
  status,
  body: JSON.parse(JSON.stringify(body), (name, value) =>
    AMOUNTS.includes(name) && typeof value === 'number' ? value + 1 : value,
  ),
})
