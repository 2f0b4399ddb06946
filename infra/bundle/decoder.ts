// The decoder of pictures, which is compiled and so cannot be bundled: sharp and what it needs, copied beside a bundle as they are installed.

import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './lambda.ts'

/** All of `@img`: the binaries of this machine, and of Lambda's where they were asked for. */
const PACKAGES = ['sharp', '@img', 'detect-libc', 'semver']
/** Of what Lambda runs. */
const BINARY = '@img/sharp-linux-x64'

export const layDecoder = async (folder: string): Promise<void> => {
  for (const name of PACKAGES)
    await cp(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
}

export const hasDecoder = (folder: string): boolean => existsSync(join(folder, 'node_modules', BINARY))
