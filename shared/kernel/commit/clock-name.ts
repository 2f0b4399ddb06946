// The name of the clock that this process reads. Times from the same clock can be compared exactly.

import { runtime } from './runtime.ts'

const names = new WeakMap<object, string>()

/** @returns the same name while the process reads the same clock */
export const clockName = (): string => {
  const { clock, clockOwner, random } = runtime()
  const owner = clockOwner() ?? clock
  const name = names.get(owner) ?? Buffer.from(random(9)).toString('base64url')
  names.set(owner, name)
  return name
}
