import { join } from 'node:path'
import { openDb } from '#db/open.ts'
import type { Kind } from '#src/posts/kinds.ts'
import { publish } from '#src/posts/publish.ts'
import { anIncident } from '#test/support/makers.ts'
import { ended, start, told } from './processes.ts'
import { now } from './relay.ts'

/** What publishing came to: when it was asked for (ms since the epoch), how long the verb took, what it made. */
export interface Published {
  at: number
  ms: number
  announcementId: number
}

/**
 * Publishes through the verb from a process of its own, as the server does; opened beforehand, so that what is timed is the
 * publishing and not the start of Node.
 */
export async function openPublisher(before: string[], databaseUrl: string, authorId: number) {
  const child = start(before, process.execPath, [import.meta.filename, databaseUrl, String(authorId)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, LOG_LEVEL: 'error' },
  })
  await told(child)
  return {
    publish(kind: Kind): Promise<Published> {
      const answer = told<Published>(child)
      child.send(kind)
      return answer
    },
    async close() {
      await ended(child, 'SIGTERM')
    },
  }
}

/** About as long as real ones. */
const BODY = Array.from(
  { length: 4 },
  (_, i) =>
    `Since 11:40 UTC a part of your mail is delivered late. What we know: one of three queues stands still, nothing is lost, and new mail goes another way. We are moving what waits there by hand, which will take until about 13:${i}0.`,
).join('\n\n')

if (import.meta.filename === join(process.argv[1] ?? '')) {
  const [url = '', authorId] = process.argv.slice(2)
  const db = openDb(url)
  const author = { id: Number(authorId), name: 'Ana Reis' }
  process.on('disconnect', () => process.exit(0))
  process.on('message', async (kind: Kind) => {
    const release = {
      state: 'released',
      impact: null,
      startedAt: null,
      labels: ['fixed'],
      releasedOn: '2026-11-22',
    }
    const draft = anIncident({
      kind,
      body: BODY,
      channels: ['email'],
      ...(kind === 'release' ? (release as Partial<ReturnType<typeof anIncident>>) : {}),
    })
    const at = now()
    const formKey = `bench-${at}`
    const { announcementId = 0 } = await publish(db, draft, { author, now: Math.floor(at), formKey })
    process.send?.({ at, ms: now() - at, announcementId } satisfies Published)
  })
  process.send?.('ready')
}
