import { mkdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const QUIET = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  // Whatever a page asks for beyond this machine fails at once, and so shows.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

// A graphics card that is only imitated costs three quarters of the time of every test with a browser.
sparticuz.setGraphicsMode = false

/** A real Chromium: the one that CHROMIUM_PATH names, else the one from npm. Close it when done. */
export async function browser(): Promise<Browser> {
  const own = process.env.CHROMIUM_PATH
  const args = own ? QUIET : [...sparticuz.args.filter((arg) => arg !== '--single-process'), ...QUIET]
  return chromium.launch({ executablePath: own ?? (await unpacked()), args, headless: true })
}

/** The package unpacks its Chromium at first use; two processes doing so at once would run half a file. */
async function unpacked(): Promise<string> {
  const lock = join(tmpdir(), 'candor-chromium-lock')
  while (!taken(lock)) await pause(100)
  try {
    return await sparticuz.executablePath()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > 60_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}
