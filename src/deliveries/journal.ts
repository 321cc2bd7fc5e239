import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Channel } from '#src/channels/channel.ts'

/** One message that the relay or carrier took: nothing personal, only what the ledger needs to know it by. */
export interface Entry {
  claim: number
  announcementId: number
  subscriberId: number
  /** Tries before this one. */
  attempts: number
  at: number
  providerId: string | null
}

export interface Journal {
  /** Puts down that a message was taken; with the system, though not forced to the disk, when this returns. */
  note(entry: Entry): void
  /** False while it cannot be written: then the ledger must follow sooner. */
  works(): boolean
  /** Called when all that was noted so far begins to be written to the ledger; the answer, when that is committed. */
  begin(): () => void
  /** Takes it away: everything is in the ledger. */
  remove(): void
}

const NAME = /^sent-(.+)\.(email|sms)\.[01]\.journal$/
/** A line says that it is whole. */
const END = '.'

/**
 * The journal of one sender and channel: two files by turns, so that one can be emptied when the ledger has it while the
 * other is being written. `onFault` hears once of a disk that takes nothing more; sending goes on.
 */
export function openJournal(
  folder: string,
  { owner, channel }: { owner: string; channel: Channel },
  onFault: (error: unknown) => void,
): Journal {
  mkdirSync(folder, { recursive: true })
  const paths = [0, 1].map((turn) => join(folder, `sent-${owner}.${channel}.${turn}.journal`))
  const files = paths.map((path) => openSync(path, 'a', 0o600))
  const full = [false, false]
  let turn = 0
  let works = true
  let torn = false
  let closed = false

  function write(line: string): void {
    if (closed) return
    const bytes = Buffer.from(torn ? `\n${line}` : line, 'latin1')
    guarded(() => {
      full[turn] = true
      for (let done = 0; done < bytes.length; ) done += writeSync(files[turn] as number, bytes, done)
      torn = false
      works = true
    })
  }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      // What is half on the disk must not run into the next line.
      torn = true
      if (works) onFault(error)
      works = false
    }
  }

  function empty(which: number): void {
    if (!full[which] || closed) return
    guarded(() => {
      ftruncateSync(files[which] as number)
      full[which] = false
    })
  }

  return {
    // Not together with others of this turn: it may last, and what a kill finds unwritten is sent again.
    note: (entry) => write(lineOf(entry)),
    works: () => works,
    begin() {
      // Where the last batch could not be committed, its file stays, and this one goes on.
      if (!full[1 - turn]) turn = 1 - turn
      const other = 1 - turn
      return () => empty(other)
    },
    remove() {
      closed = true
      files.forEach(closeSync)
      for (const path of paths) rmSync(path, { force: true })
    },
  }
}

function lineOf({ claim, announcementId, subscriberId, attempts, at, providerId }: Entry): string {
  return `${claim} ${announcementId} ${subscriberId} ${attempts} ${at} ${providerId ?? '-'} ${END}\n`
}

export interface JournalFile {
  owner: string
  channel: Channel
  path: string
}

/** The journals in a folder. */
export function journalsIn(folder: string): JournalFile[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return names.flatMap((name) => {
    const [, owner, channel] = NAME.exec(name) ?? []
    return owner ? [{ owner, channel: channel as Channel, path: join(folder, name) }] : []
  })
}

/** What a journal says; a line that was torn when its writer died is passed over. */
export function* entriesOf(path: string): Generator<Entry> {
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [claim, announcementId, subscriberId, attempts, at, providerId, end] = line.split(' ')
    if (end !== END) continue
    const numbers = [claim, announcementId, subscriberId, attempts, at].map(Number)
    if (!numbers.every(Number.isSafeInteger)) continue
    yield {
      claim: numbers[0] as number,
      announcementId: numbers[1] as number,
      subscriberId: numbers[2] as number,
      attempts: numbers[3] as number,
      at: numbers[4] as number,
      providerId: providerId === '-' ? null : (providerId as string),
    }
  }
}
