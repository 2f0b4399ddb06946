// Supervises the embedded engine: restarts it at the same address, on the same data.

import { setTimeout as pause } from 'node:timers/promises'
import { type Engine, type EngineOptions, startEngine } from './engine.ts'

export interface Supervised {
  /** The same for every restarted engine. */
  readonly endpoint: string
  /** The current engine, or the last one. */
  readonly engine: () => Engine
  /** Resolves with the reason when the supervisor gives up. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

export interface Restart {
  /** The reason why the previous engine ended. */
  readonly how: string
  readonly ms: number
}

/** An engine that runs shorter than this crashed at its start. */
const SHORT_MS = 1000
/** The number of consecutive crashes after which the supervisor gives up. */
const MOST_SHORT = 5
const BACKOFF_MS = 100

/** @param restarted called after each restart */
export const superviseEngine = async (
  options: EngineOptions,
  restarted: (restart: Restart) => void,
): Promise<Supervised> => {
  let engine = await startEngine(options)
  const { host, port, endpoint } = engine
  let stopping = false
  let starting: Promise<void> = Promise.resolve()

  const startAgain = async (): Promise<void> => {
    const next = await startEngine({ ...options, at: { host, port } })
    engine = next
  }

  const keepRunning = async (): Promise<string> => {
    for (let short = 0; ; ) {
      const began = performance.now()
      let how: string | undefined = await engine.lost
      const restart = { how, lostAt: performance.now() }
      short = restart.lostAt - began < SHORT_MS ? short + 1 : 0
      while (how !== undefined) {
        if (short >= MOST_SHORT) return `${how}; ${short} times in a row within ${SHORT_MS / 1000} s of its start`
        if (short > 0) await pause(BACKOFF_MS * 2 ** (short - 1))
        // The instance is stopping, so the end of its engine is not reported.
        if (stopping) return new Promise(() => {})
        starting = startAgain()
        how = await starting.then(
          () => undefined,
          ({ message }: Error) => message,
        )
        if (how !== undefined) short += 1
      }
      if (!stopping) restarted({ how: restart.how, ms: Math.round(performance.now() - restart.lostAt) })
    }
  }

  return {
    endpoint,
    engine: () => engine,
    lost: keepRunning(),
    stop: async () => {
      stopping = true
      await starting.catch(() => {})
      await engine.stop()
    },
  }
}
