// One engine in memory for the whole run; every test file makes tables of its own on it.

import type { TestProject } from 'vitest/node'
import { startEngine } from '../../infra/local/engine.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    endpoint: string
  }
}

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const engine = await startEngine()
  project.provide('endpoint', engine.endpoint)
  return () => engine.stop()
}
