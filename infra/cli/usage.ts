// Command lines of scripts: declares flags and words, prints `--help`, and refuses unknown arguments with the usage.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Refusal } from '#infra/local/refusal.ts'
import { said } from '#infra/local/said.ts'
import type { Text } from '#kernel/data/language.ts'

type Options = NonNullable<ParseArgsConfig['options']>

export interface Usage<O extends Options = Options> {
  /** The command line, such as `npm run audit [-- --json]`. */
  readonly line: string
  /** The description of the script and its flags. */
  readonly text: Text
  readonly options?: O
  /** Checks the positional arguments. Without it, none are allowed. */
  readonly fits?: (words: readonly string[]) => boolean
}

const usageLine = (line: string): string => said({ en: `Usage: ${line}`, ko: `사용법: ${line}` })

const printed = ({ line, text }: Usage): string => `${usageLine(line)}\n\n${said(text)}\n`

/** Prints the usage and exits if `--help` or `-h` is given. */
export const answerHelp = (usage: Usage, args: readonly string[] = process.argv.slice(2)): void => {
  if (!args.includes('--help') && !args.includes('-h')) return
  process.stdout.write(printed(usage))
  process.exit(0)
}

/** @throws Refusal with the usage if an argument is unknown */
export const argumentsOf = <O extends Options>(usage: Usage<O>, args: readonly string[] = process.argv.slice(2)) => {
  answerHelp(usage, args)
  const parsed = read(usage, args)
  if (!(usage.fits ?? isEmpty)(parsed.positionals))
    throw new Refusal(
      `${said({ en: 'The arguments are wrong.', ko: '인수가 올바르지 않습니다.' })}\n${usageLine(usage.line)}`,
    )
  return { flags: parsed.values, words: parsed.positionals }
}

const isEmpty = (words: readonly string[]): boolean => words.length === 0

const read = <O extends Options>({ options, line }: Usage<O>, args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: options ?? ({} as O), allowPositionals: true })
  } catch (error) {
    // Node's message explains the syntax of hyphens at length; its first sentence is the reason.
    const [reason] = (error as Error).message.split(/\. |\n/)
    throw new Refusal(`${reason}.\n${usageLine(line)}`)
  }
}
