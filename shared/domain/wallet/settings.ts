// Settings of the product: who credits money, and who pays it out.

import { Misconfigured } from '#kernel/commit/misconfiguration.ts'

const choice = <const C extends readonly string[]>(name: string, choices: C): C[number] => {
  const value = process.env[name] || choices[0] || ''
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new Misconfigured(`${name} is "${value}". Set it to ${choices.join(' or ')}.`)
  return found
}

/** `owner`: owners credit their own accounts, as in an exercise. `operator`: only operators and payments do. */
export const deposits = () => choice('DEPOSITS', ['owner', 'operator'])

/** `owner`: money leaves at once. `request`: an operator pays out. */
export const withdrawals = () => choice('WITHDRAWALS', ['owner', 'request'])
