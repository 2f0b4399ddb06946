// Commands as messages print them: with the settings that were given, because without them they act on another stack or take settings away.

/** Such as `npm run deploy -- -c name=staging`, as a shell takes it. */
export const commandOf = (script: string, words: readonly string[]): string =>
  [`npm run ${script}`, ...(words.length > 0 ? ['--'] : []), ...words.map(quoted)].join(' ')

/** As a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** The options with another value of a setting. */
export const withSetting = (options: readonly string[], name: string, value: string): string[] => {
  const isItsValue = (at: number): boolean => options[at - 1] === '-c' && options[at]?.startsWith(`${name}=`) === true
  const kept = options.filter((_, at) => !isItsValue(at) && !isItsValue(at + 1))
  return [...kept, '-c', `${name}=${value}`]
}
