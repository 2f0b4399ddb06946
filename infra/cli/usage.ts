// The command line of a script: its flags are declared once, `--help` prints them, and anything else is refused with the usage.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Refusal } from '#infra/local/refusal.ts'

type Options = NonNullable<ParseArgsConfig['options']>

export interface Usage<O extends Options = Options> {
  /** As it is typed: `npm run audit [-- --json]`. */
  readonly line: string
  /** What the script does, and what each flag means. */
  readonly text: string
  readonly options?: O
  /** The words that it takes, by how many there are; none unless given. */
  readonly fits?: (words: readonly string[]) => boolean
}

const printed = ({ line, text }: Usage): string => `Usage: ${line}\n\n${text}\n`

/** Prints the usage and ends the process where `--help` is asked for. */
export const answerHelp = (usage: Usage, args: readonly string[] = process.argv.slice(2)): void => {
  if (!args.includes('--help') && !args.includes('-h')) return
  process.stdout.write(printed(usage))
  process.exit(0)
}

/** @throws Refusal with the usage, where a flag or a word is not of the script */
export const argumentsOf = <O extends Options>(usage: Usage<O>, args: readonly string[] = process.argv.slice(2)) => {
  answerHelp(usage, args)
  const parsed = read(usage, args)
  if (!(usage.fits ?? isEmpty)(parsed.positionals)) throw new Refusal(`The arguments are wrong.\nUsage: ${usage.line}`)
  return { flags: parsed.values, words: parsed.positionals }
}

const isEmpty = (words: readonly string[]): boolean => words.length === 0

const read = <O extends Options>({ options, line }: Usage<O>, args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: options ?? ({} as O), allowPositionals: true })
  } catch (error) {
    // Node explains at length how a word may begin with a hyphen; its first sentence is what happened.
    const [reason] = (error as Error).message.split(/\. |\n/)
    throw new Refusal(`${reason}.\nUsage: ${line}`)
  }
}
