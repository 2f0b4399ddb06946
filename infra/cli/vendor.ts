// Vendors what is shipped of other packages: `npm pack <package>`, unpack, then `node infra/cli/vendor.ts package`.
// The API reference is @scalar/api-reference; the list of leaked passwords is @zxcvbn-ts/language-common.

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

if (import.meta.main) {
  const [folder = 'package'] = process.argv.slice(2)
  const found: Package = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { name, version, license, homepage } = found
  const isScript = name === '@scalar/api-reference'
  const { file, to, text } = isScript ? apiReference(found, folder) : leakedPasswords(folder)
  const sha256 = createHash('sha256')
    .update(isScript ? readFileSync(join(folder, file)) : text)
    .digest('hex')
  // The script is served as gzip; the list is smaller as brotli.
  const packed = isScript
    ? { gzip: gzipSync(text, { level: 9 }).toString('base64') }
    : { brotli: brotliCompressSync(text).toString('base64') }
  const about = { package: name, version, license, homepage, file, sha256 }
  writeFileSync(new URL(to, vendor), `${JSON.stringify({ ...about, ...packed }, null, 2)}\n`)
}
