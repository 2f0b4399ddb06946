// Every reply equals the recorded one. `RECORD=1 npx vitest run test/recorded/replies.program.test.ts` records anew.

import { expect, test } from 'vitest'
import { coverageOf } from './coverage.ts'
import { listed } from './endpoints.ts'
import { play } from './play.ts'
import { record, recorded } from './recording.ts'
import { startServer } from './server.ts'
import { keep } from './stored.ts'

const isRecording = process.env['RECORD'] === '1'
/** The stored data of one edition is kept permanently, so it is not written along with the replies. */
const isStoring = process.env['STORE'] === '1'

test('replies are those of the recording', async () => {
  const before = recorded()
  const endpoints = isRecording || !before ? listed() : before.endpoints
  const server = await startServer()
  try {
    const player = await play(server, endpoints)
    const { noted } = player
    if (isRecording) {
      record({ coverage: coverageOf(endpoints, noted), endpoints, replies: noted })
      return
    }
    if (isStoring) return await keep(player)
    const known = new Map(before?.replies.map((one) => [one.step, one]))
    expect(noted.map(({ step }) => step)).toEqual([...known.keys()])
    const changed = noted.filter((one) => JSON.stringify(one) !== JSON.stringify(known.get(one.step)))
    expect(changed.slice(0, 20)).toEqual(changed.slice(0, 20).map(({ step }) => known.get(step)))
  } finally {
    await server.stop()
  }
})
