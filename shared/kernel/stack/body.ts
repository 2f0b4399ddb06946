// The body, from bytes to JSON: size, content type, encoding, syntax.

import { parseJson } from '../json.ts'
import { Problem } from '../problem.ts'
import { InvalidJson, TooLarge, UnsupportedType } from '../problems.ts'
import { header, type Layer, learn, type Request } from './request.ts'

const MAX_BYTES = 65_536
const utf8 = new TextDecoder('utf-8', { fatal: true })

export const body: Layer = ({ route }) => ({
  before: (request) => {
    if (route.startsWith('GET ')) return
    const bytes = bytesOf(request)
    if (bytes.length > MAX_BYTES) throw new Problem(TooLarge)
    if (bytes.length === 0) return
    const type = header(request, 'content-type') ?? ''
    if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) throw new Problem(UnsupportedType)
    learn(request, { json: parse(bytes) })
  },
})

const bytesOf = ({ event }: Request): Buffer => Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')

const parse = (bytes: Buffer): unknown => {
  try {
    return parseJson(utf8.decode(bytes))
  } catch (error) {
    throw new Problem(InvalidJson, {}, `${InvalidJson.detail} ${(error as Error).message}.`)
  }
}
