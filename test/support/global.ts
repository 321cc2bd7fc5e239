import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { makeTemplates } from './databases.ts'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server in which each test makes its own database. */
    postgresUrl: string
  }
}

/** Linux keeps it in memory: what syncs a thousand times a second costs nothing there. */
const MEMORY = '/dev/shm'
const ROOM = 4 * 1024 ** 3

/** One real PostgreSQL for the whole run, and one migrated database of each engine to clone. */
export default async function start(project: TestProject) {
  if (process.env.TMPDIR === undefined && hasRoom()) process.env.TMPDIR = MEMORY
  // What the run's servers and senders are made of is compiled once for all of them.
  process.env.NODE_COMPILE_CACHE ??= mkdtempSync(join(tmpdir(), 'candor-compiled-'))
  const compiled = process.env.NODE_COMPILE_CACHE
  const server = await startPostgres()
  project.provide('postgresUrl', server.url)
  await makeTemplates(server.url)
  return async () => {
    await server.stop()
    rmSync(compiled, { recursive: true, force: true })
  }
}

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > ROOM
  } catch {
    return false
  }
}
