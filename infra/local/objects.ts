// Objects as files: a line of metadata, then the bytes.

import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Stored {
  readonly type: string
  readonly cacheControl?: string | undefined
  readonly bytes: Uint8Array
}

export class Objects {
  readonly #folder: string
  readonly #temporary: boolean

  /** @param folder undefined: a temporary one */
  constructor(folder: string | undefined) {
    this.#folder = folder ?? mkdtempSync(join(tmpdir(), 'holdfast-bucket-'))
    this.#temporary = folder === undefined
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  #file(key: string): string {
    return join(this.#folder, encodeURIComponent(key))
  }

  async put(key: string, { bytes, ...about }: Stored): Promise<void> {
    const half = join(this.#folder, `half-${randomUUID()}`)
    await writeFile(half, Buffer.concat([Buffer.from(`${JSON.stringify(about)}\n`), bytes]), { mode: 0o600 })
    await rename(half, this.#file(key))
  }

  async get(key: string): Promise<Stored | undefined> {
    const all = await readFile(this.#file(key)).catch(() => undefined)
    const line = all?.indexOf('\n')
    return all && { ...JSON.parse(all.subarray(0, line).toString()), bytes: all.subarray((line ?? 0) + 1) }
  }

  /** As in S3, deleting a missing object succeeds. */
  async delete(key: string): Promise<void> {
    await rm(this.#file(key), { force: true })
  }

  close(): void {
    if (this.#temporary) rmSync(this.#folder, { recursive: true, force: true })
  }
}
