// Returns the script of the console.

import { gzipSync } from 'node:zlib'
import { endpoint } from '#kernel/http/endpoint.ts'
import built from '../../shared/console/script.json' with { type: 'json' }
import { ops } from './contract.ts'

const gzip = gzipSync(built.script).toString('base64')

export const handler = endpoint(ops.getConsoleScript, () => ({ reply: gzip }))
