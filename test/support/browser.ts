// A headless Chromium of the system's, where there is one: the tests bring none of their own.

import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Undefined where none is installed. */
export const chromiumPath: string | undefined = [
  process.env['CHROMIUM_PATH'] ?? '',
  ...(process.env['PATH'] ?? '').split(':').flatMap((folder) => names.map((name) => join(folder, name))),
].find((path) => path !== '' && executable(path))

export const WITHOUT = 'no Chromium on PATH or at CHROMIUM_PATH (Debian: apt-get install chromium)'

/** Nothing that a browser does on its own account, so that whatever it asks for is the page's doing. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser with a profile of its own; it ends with its test. @param flags of Chromium */
export const browse = async (...flags: string[]): Promise<BrowserContext> => {
  const profile = mkdtempSync(join(tmpdir(), 'holdfast-browser-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath as string,
    headless: true,
    viewport: { width: 1400, height: 1000 },
    args: [...QUIET, ...flags],
  })
  onTestFinished(async () => {
    await browser.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
  })
  return browser
}
