import type { Content, Notice, Sender } from '../channel.ts'

/** What is kept of one content, in bytes: some 1,500 letters of the usual length. */
const MOST_BYTES = 16_000_000
const FEWEST = 16

/**
 * Keeps what was made for a content, once for each kind of reader. It goes with the content; of kinds beyond what fits,
 * the one that was not asked for longest goes first. What fails to be made is not kept.
 */
export function shelfOf<T extends { bytes: number }>(): (
  notice: Notice,
  named: boolean,
  make: () => Promise<T>,
) => T | Promise<T> {
  const shelf = new WeakMap<Content, Map<string, T | Promise<T>>>()
  const kindOf = readerKinds()

  return (notice, named, make) => {
    let kinds = shelf.get(notice.content)
    if (!kinds) {
      kinds = new Map()
      shelf.set(notice.content, kinds)
    }
    const kind = kindOf(notice, named)
    const kept = kinds.get(kind)
    if (kept === undefined) return put(kinds, kind, make())
    kinds.delete(kind)
    kinds.set(kind, kept)
    return kept
  }
}

function put<T extends { bytes: number }>(
  kinds: Map<string, T | Promise<T>>,
  kind: string,
  making: Promise<T>,
): Promise<T> {
  kinds.set(kind, making)
  making.then(
    (made) => {
      kinds.set(kind, made)
      const most = Math.max(FEWEST, Math.floor(MOST_BYTES / made.bytes))
      for (const oldest of kinds.keys()) {
        if (kinds.size <= most) break
        kinds.delete(oldest)
      }
    },
    () => kinds.delete(kind),
  )
  return making
}

/** All in which two readers of one content may differ and still not be told in the same words. */
function readerKinds(): (notice: Notice, named: boolean) => string {
  const numbers = new Map<string, number>()
  const senders = new WeakMap<Sender, number>()

  function numberOf(sender: Sender): number {
    const known = senders.get(sender)
    if (known !== undefined) return known
    const text = JSON.stringify(sender)
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    senders.set(sender, number)
    return number
  }

  return ({ sender, at, to }, named) => {
    const has = `${named ? 'n' : ''}${to.unsubscribeUrl === null ? '' : 'u'}${to.preferencesUrl === null ? '' : 'p'}`
    return `${numberOf(sender)} ${at} ${to.language} ${to.because ?? ''} ${to.timeZone ?? ''} ${has}`
  }
}
