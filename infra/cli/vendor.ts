// Vendors the script of the API reference page: run `npm pack @scalar/api-reference@<version>`, unpack it, then `node
// infra/cli/vendor.ts package`.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const FILE = 'dist/browser/standalone.js'
const vendored = new URL('../../shared/vendor/scalar/', import.meta.url)

if (import.meta.main) {
  const [folder = 'package'] = process.argv.slice(2)
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const script = readFileSync(join(folder, FILE), 'utf8')
  const sha256 = createHash('sha256').update(script).digest('hex')
  // Every copy carries the licence, including the served one.
  const notice = `/*! ${name} ${version}, ${homepage}\n\n${readFileSync(new URL('LICENSE', vendored), 'utf8')}*/\n`
  const gzip = gzipSync(notice + script, { level: 9 }).toString('base64')
  const text = JSON.stringify({ package: name, version, license, homepage, file: FILE, sha256, gzip }, null, 2)
  writeFileSync(new URL('api-reference.json', vendored), `${text}\n`)
}
