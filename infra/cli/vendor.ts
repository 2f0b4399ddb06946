// Vendors what is shipped of other packages: `npm pack <package>`, unpack, then `node infra/cli/vendor.ts package`.
// The API reference is @scalar/api-reference; the list of leaked passwords is @zxcvbn-ts/language-common; the letters that look like
// Latin ones are of unhomoglyph, which has them from Unicode's confusables.txt.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const vendor = new URL('../../shared/vendor/', import.meta.url)

interface Package {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly homepage: string
}

interface Vendored {
  readonly file: string
  readonly to: string
  readonly text: string
}

const apiReference = ({ name, version, homepage }: Package, folder: string): Vendored => {
  const file = 'dist/browser/standalone.js'
  const script = readFileSync(join(folder, file), 'utf8')
  // Every copy carries the licence, including the served one.
  const notice = `/*! ${name} ${version}, ${homepage}\n\n${readFileSync(new URL('scalar/LICENSE', vendor), 'utf8')}*/\n`
  return { file, to: 'scalar/api-reference.json', text: notice + script }
}

/** The length of a password. */
const SHORTEST = 8
/** By how often they were leaked. */
const MOST = 5000
/** Words that people lengthen with digits and signs. */
const WORD = /^[a-z]{4,7}$/
const MOST_WORDS = 1500

const leakedPasswords = (folder: string): Vendored => {
  const file = 'src/passwords.json'
  const all: readonly string[] = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const listed = [...new Set(all.map((password) => password.toLowerCase()))]
  const whole = listed.filter(({ length }) => length >= SHORTEST).slice(0, MOST)
  const words = listed.filter((password) => WORD.test(password)).slice(0, MOST_WORDS)
  return { file, to: 'passwords/leaked.json', text: [...whole, ...words].sort().join('\n') }
}

/** A letter or digit of another script that looks like one Latin letter, and that no normalisation makes one. */
const isLookalike = ([sign, letter]: readonly [string, string]): boolean =>
  /^[A-Za-z]$/.test(letter) && /^[\p{L}\p{N}]$/u.test(sign) && sign > '\x7f' && sign === sign.normalize('NFKD')

/** A word for each Latin letter: the letter, then the signs that look like it. */
const lookalikes = (folder: string): Vendored => {
  const file = 'data.json'
  const all: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const byLetter = Map.groupBy(Object.entries(all).filter(isLookalike), ([, letter]) => letter)
  const words = [...byLetter].map(([letter, signs]) => letter + signs.map(([sign]) => sign).join(''))
  return { file, to: 'confusables/letters.json', text: words.sort().join(' ') }
}

const kinds: Readonly<Record<string, (found: Package, folder: string) => Vendored>> = {
  '@scalar/api-reference': apiReference,
  '@zxcvbn-ts/language-common': (_, folder) => leakedPasswords(folder),
  unhomoglyph: (_, folder) => lookalikes(folder),
}

if (import.meta.main) {
  const [folder = 'package'] = process.argv.slice(2)
  const found: Package = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { name, version, license, homepage } = found
  const isScript = name === '@scalar/api-reference'
  const made = kinds[name]?.(found, folder)
  if (!made) throw new Error(`${name} is no package that is vendored.`)
  const { file, to, text } = made
  const sha256 = createHash('sha256')
    .update(isScript ? readFileSync(join(folder, file)) : text)
    .digest('hex')
  // The script is served as gzip; the list of passwords is smaller as brotli; the letters are few.
  const packed = isScript
    ? { gzip: gzipSync(text, { level: 9 }).toString('base64') }
    : name === 'unhomoglyph'
      ? { text }
      : { brotli: brotliCompressSync(text).toString('base64') }
  const about = { package: name, version, license, homepage, file, sha256 }
  writeFileSync(new URL(to, vendor), `${JSON.stringify({ ...about, ...packed }, null, 2)}\n`)
}
