// The image decoder: sharp and its dependencies are native code, so they are copied beside a bundle.

import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './lambda.ts'

/** `@img` holds the binaries of this machine and, if installed for it, of Lambda. */
const PACKAGES = ['sharp', '@img', 'detect-libc', 'semver']
/** The package with the binary for Lambda. */
const BINARY = '@img/sharp-linux-x64'

export const layDecoder = async (folder: string): Promise<void> => {
  for (const name of PACKAGES)
    await cp(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
}

export const hasDecoder = (folder: string): boolean => existsSync(join(folder, 'node_modules', BINARY))
