// The package with the embedded engine for this platform: installed, or fetched if npm could not lock it.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Integrity of the packages by platform, where it is known. The lockfile has the same one for npm. */
const known: Readonly<Record<string, string>> = {
  'linux-x64': 'sha512-sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg==',
}
/** The platforms for which the engine is published. */
const PUBLISHED = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']

/** In the notation of the engine's packages. */
const thisPlatform = `${process.platform}-${process.arch}`

const nameOf = (platform: string): string => `@dynoxide/${platform}`

/** @returns the path of the engine; undefined: it is not installed */
export const installedEngine = (platform = thisPlatform): string | undefined => {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${nameOf(platform)}/package.json`)), fileName(platform))
  } catch {
    return undefined
  }
}

const fileName = (platform: string): string => (platform.startsWith('win32') ? 'dynoxide.exe' : 'dynoxide')

type Say = (line: string) => void

/** What an attempt to fetch ends with: the path of the engine, or the reason why there is none. */
export type Fetched = { readonly engine: string } | { readonly failure: string }

/**
 * Fetches the package with npm, checks it, and puts it where npm would have.
 * @param pack puts the package's archive into a folder and returns its file name
 */
export const fetchEngine = async (
  say: Say,
  pack: typeof packed = packed,
  platform = thisPlatform,
): Promise<Fetched> => {
  const name = nameOf(platform)
  if (!PUBLISHED.includes(platform)) return { failure: `it is not published for ${platform}` }
  const folder = join(root, 'node_modules', name)
  await mkdir(dirname(folder), { recursive: true })
  const scratch = await mkdtemp(join(root, 'node_modules', '.engine-'))
  try {
    const spec = `${name}@${await version()}`
    say(`The package of the embedded engine is not installed. Fetching ${spec} with npm ...`)
    const archive = join(scratch, await pack(spec, scratch))
    const integrity = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`
    const expected = known[platform]
    if (expected !== undefined && integrity !== expected)
      return { failure: `its integrity is ${integrity}, and not ${expected}` }
    if (expected === undefined) say(`No integrity is known for ${spec}. It is ${integrity}.`)
    await run('tar', ['-xzf', archive, '-C', scratch])
    // Another process may have put it there meanwhile.
    if (!existsSync(folder)) await rename(join(scratch, 'package'), folder)
    return { engine: join(folder, fileName(platform)) }
  } catch (error) {
    return { failure: reasonOf(error as Error) }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** npm's first line that names an error, without its prefix. */
const reasonOf = ({ message, stderr }: Error & { readonly stderr?: string }): string => {
  const line = stderr?.split('\n').find((one) => /^npm (error|ERR!) (?!code )/.test(one))
  return (line?.replace(/^npm (error|ERR!) (\w*\d+ )?/, '') ?? message.split('\n')[0] ?? message).trim()
}

/** All platforms have one version, which package.json pins for linux-x64. */
const version = async (): Promise<string> => {
  const { optionalDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return optionalDependencies[nameOf('linux-x64')]
}

const FETCH_MS = 60_000

const packed = async (spec: string, folder: string): Promise<string> => {
  // The npm that runs this script, if one does.
  const { npm_execpath: npm } = process.env
  const [command, ...words] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const flags = ['pack', spec, '--pack-destination', folder, '--json', '--loglevel', 'error', '--fetch-retries', '1']
  const { stdout } = await run(String(command), [...words, ...flags], { cwd: folder, timeout: FETCH_MS })
  return JSON.parse(stdout)[0].filename
}
