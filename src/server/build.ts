import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigFault } from '#src/config.ts'
import type { Site } from './door.ts'
import { siteReports } from './fault.ts'

const REPORTS = Symbol.for('candor.site-reports')

/** The site as `npm run build` made it: its pages, and where its files lie. Throws a {@link ConfigFault} when there is no build. */
export async function openBuild(root = builtFolder()): Promise<{ site: Site; client: string }> {
  const entry = join(root, 'server/entry.mjs')
  if (![entry, builtSender(root)].every((file) => existsSync(file)))
    throw new ConfigFault([`The site has not been built: run npm run build (looked in ${root}).`])
  Object.assign(globalThis, { [REPORTS]: siteReports })
  const { handler } = (await import(pathToFileURL(entry).href)) as { handler: Site }
  return { site: handler, client: join(root, 'client') }
}

/** The sender (src/worker/main.ts) as the same build made it: few files, soon begun. */
export function builtSender(root = builtFolder()): string {
  return join(root, 'sender/main.mjs')
}

/**
 * How Node is to run it. A young heap of eight megabytes and a bound that lets garbage go early: a third less memory in a
 * fan-out, and no more work for it.
 */
export const SENDER_FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=192']

/** Where the build lies. */
export function builtFolder(): string {
  return resolve(process.env.CANDOR_DIST || './dist')
}
