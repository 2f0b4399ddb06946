// Calls of operators and machines: health, OpenAPI document, audit.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Body, Person, Player } from '../player.ts'
import { root } from '../server.ts'

export const ops = async (player: Player, operator: Person): Promise<void> => {
  player.story('ops')
  await player.ask('health', 'GET /health', { noted: healthy })
  await player.ask('health, looked at deeply', 'GET /health', { query: { deep: 'true' }, noted: healthy })
  await player.ask('health, half deeply', 'GET /health', { query: { deep: 'half' } })
  const description = readFileSync(join(root, 'openapi.json'), 'utf8')
  await player.ask('the description', 'GET /openapi.json', {
    noted: (body) => ({ isTheFile: JSON.stringify(body) === JSON.stringify(JSON.parse(description)) }),
  })
  await player.ask('the docs', 'GET /docs', {})
  await player.ask('the script of the docs', 'GET /docs/script.js', {
    ...{ query: { version: '1' }, noted: (_, text) => ({ bytes: Buffer.byteLength(text), sha256: sha256(text) }) },
  })
  // The list of invariants changes with every edition.
  await player.ask('the rules', 'GET /ops/invariants', { as: operator, noted: isList })
  await player.ask('ask for an audit', 'POST /ops/audits', { as: operator, key: 'audit' })
  await player.ask('ask for it again with the same key', 'POST /ops/audits', { as: operator, key: 'audit' })

  const to = (path: string, method = 'GET') => `${method} ${path}`
  for (const [step, route] of [
    ['no such route', to('/nowhere')],
    ['the root', to('/')],
    ['another method', to('/users', 'DELETE')],
    ['another method on a path with an id', to('/matches/match_00000000000000000000000000', 'PUT')],
    ['a path with a slash at its end', to('/matches/')],
    ['a path in other letter case', to('/Matches')],
    ['a path that is too deep', to('/accounts/a/transactions/1/more')],
    ['HEAD', to('/health', 'HEAD')],
    ['OPTIONS', to('/health', 'OPTIONS')],
    ['a path with what is no text', to('/matches/%ff')],
    ['a path with an encoded slash', to('/matches/a%2Fb')],
  ] as const)
    await player.ask(step, route, {})
  await player.ask('no such route, with a token', to('/nowhere', 'POST'), { as: operator, body: {} })
  await player.ask('a key that is too long', 'POST /ops/audits', { as: operator, key: 'k'.repeat(300) })
  await player.ask('a key of other letters', 'POST /ops/audits', { as: operator, key: 'é' })
  await player.ask('an empty key', 'POST /ops/audits', { as: operator, key: '' })
  for (const [step, authorization] of [
    ['a scheme that is not Bearer', 'Basic a2ltOmtpbQ=='],
    ['a token of three parts', 'Bearer a.b.c'],
    ['Bearer without a token', 'Bearer'],
    ['bearer in small letters', `bearer ${operator.token}`],
    ['a token with another end', `Bearer ${operator.token.slice(0, -6)}AAAAAA`],
  ] as const)
    await player.ask(step, 'GET /users/me', { headers: { authorization: authorization }, noted: (body) => body })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const isList = (body: Body): unknown =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? 'a list' : 'a value']))

/** The age of the last job run and the version differ. */
const healthy = (body: Body): unknown =>
  JSON.parse(
    JSON.stringify(body, (name, value) =>
      typeof value === 'number' ? '<number>' : name === 'version' ? '<version>' : value,
    ),
  )
