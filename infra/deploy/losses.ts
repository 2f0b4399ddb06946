// What a deployment would take away from a stack without a word: settings that its command line does not name, and the key that signs.

import { GIVEN, keyIdsIn, keysFile, type Settings, TOKEN_KEYS } from '#infra/cloud/settings.ts'
import { Refusal } from '#infra/local/refusal.ts'
import type { DeployedStack } from './cloud.ts'
import { commandOf, withSetting } from './command.ts'

type Chosen = Pick<Settings, 'name' | 'given' | 'drop'>

/**
 * A distribution, a domain or all mail would go without a question.
 * @param options of the command line, `-c name=value` among them, as given
 * @throws Refusal if the stack has a setting that is neither given nor dropped
 */
export const refuseLosses = (
  { outputs }: DeployedStack,
  { name, given, drop }: Chosen,
  options: readonly string[],
): void => {
  const deployed: Record<string, string> = JSON.parse(outputs[GIVEN] ?? '{}')
  const lost = Object.entries(deployed).filter(([setting]) => !(setting in given) && !drop.includes(setting))
  if (lost.length === 0) return
  const names = lost.map(([setting]) => setting)
  const kept = lost.flatMap(([setting, value]) => ['-c', `${setting}=${value}`])
  const dropping = withSetting(options, 'drop', [...drop, ...names].join(','))
  throw new Refusal(
    `The stack ${name} has ${names.join(', ')}, which this deployment would take away. Keep what it has with "${commandOf('deploy', [...options, ...kept])}", or take it away with "${commandOf('deploy', dropping)}".`,
  )
}

/** @throws Refusal if the keys file lacks the key that signs: functions would refuse every new access token */
export const refuseOldKeys = (
  { outputs }: DeployedStack,
  { name, publicKeys }: Pick<Settings, 'name' | 'publicKeys'>,
): void => {
  // The first one signs, or is about to.
  const [newest = ''] = outputs[TOKEN_KEYS]?.split(',') ?? []
  if (['', 'none', ...keyIdsIn(publicKeys)].includes(newest)) return
  const file = keysFile(name)
  throw new Refusal(
    `${file} lacks the key ${newest} of the stack ${name}, so every access token that it signs would be refused. Restore the latest ${file} from version control. If there is none, delete the file and run "${commandOf('keys', ['-c', `name=${name}`])}", which writes the key that signs. If the key is out of use, deploy with --replace-keys.`,
  )
}
