// The name of the clock that this process reads. Times from the same clock can be compared exactly.

import { runtime } from './runtime.ts'

const names = new WeakMap<() => number, string>()

/** @returns the same name while the process reads the same clock */
export const clockName = (): string => {
  const { clock, random } = runtime()
  const name = names.get(clock) ?? Buffer.from(random(9)).toString('base64url')
  names.set(clock, name)
  return name
}
