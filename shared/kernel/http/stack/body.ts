// The body, from bytes to JSON: size, content type, encoding, syntax.

import { parseJson, RefusedJson } from '#kernel/data/json.ts'
import type { Text } from '#kernel/data/language.ts'
import { Problem } from '#kernel/data/problem.ts'
import { InvalidJson, TooLarge, UnsupportedType } from '#kernel/data/problems.ts'
import { header, type Layer, type Request } from './request.ts'

const MAX_BYTES = 65_536
const ENCODED: Text = {
  en: 'Content-Encoding is not supported. Send the body as uncompressed JSON, without this header.',
  ko: 'Content-Encoding은 지원하지 않습니다. 이 헤더 없이 압축하지 않은 JSON으로 본문을 보내 주십시오.',
}
const utf8 = new TextDecoder('utf-8', { fatal: true })

export const body: Layer = ({ route }) => ({
  before: (request) => {
    if (route.startsWith('GET ')) return
    const bytes = bytesOf(request)
    if (bytes.length > MAX_BYTES) throw new Problem(TooLarge)
    if (bytes.length === 0) return
    const encoding = header(request, 'content-encoding') ?? 'identity'
    if (!/^identity$/i.test(encoding.trim())) throw new Problem(UnsupportedType, {}, ENCODED)
    const type = header(request, 'content-type') ?? ''
    if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) throw new Problem(UnsupportedType)
    request.context.learned.json = parse(bytes)
  },
})

const bytesOf = ({ event }: Request): Buffer => Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')

const parse = (bytes: Buffer): unknown => {
  try {
    return parseJson(utf8.decode(bytes))
  } catch (error) {
    if (error instanceof RefusedJson) throw new Problem(InvalidJson, {}, error.says)
    const { en, ko } = InvalidJson.words
    // The parser speaks English only.
    const { message } = error as Error
    throw new Problem(InvalidJson, {}, { en: `${en.detail} ${message}.`, ko: `${ko.detail} (${message})` })
  }
}
