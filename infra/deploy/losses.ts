// Settings that a deployment would take away from a stack because its command line does not name them.

import { GIVEN, type Settings } from '#infra/cloud/settings.ts'
import { Refusal } from '#infra/local/refusal.ts'
import type { Cloud } from './cloud.ts'
import { commandOf, withSetting } from './command.ts'

type Chosen = Pick<Settings, 'name' | 'given' | 'drop'>

/**
 * A distribution, a domain or all mail would go without a question.
 * @param options `-c name=value` as given
 * @throws Refusal if the stack has a setting that is neither given nor dropped
 */
export const refuseLosses = async (
  cloud: Pick<Cloud, 'stack'>,
  { name, given, drop }: Chosen,
  options: readonly string[],
): Promise<void> => {
  const deployed: Record<string, string> = JSON.parse((await cloud.stack(name))?.outputs[GIVEN] ?? '{}')
  const lost = Object.entries(deployed).filter(([setting]) => !(setting in given) && !drop.includes(setting))
  if (lost.length === 0) return
  const names = lost.map(([setting]) => setting)
  const kept = lost.flatMap(([setting, value]) => ['-c', `${setting}=${value}`])
  const dropping = withSetting(options, 'drop', [...drop, ...names].join(','))
  throw new Refusal(
    `The stack ${name} has ${names.join(', ')}, which this deployment would take away. Keep what it has with "${commandOf('deploy', [...options, ...kept])}", or take it away with "${commandOf('deploy', dropping)}".`,
  )
}
