import { randomBytes } from 'node:crypto'
import type { Notice } from '../channel.ts'
import { type MailSettings, mailOf } from './message.ts'
import { endOf, mimeOf, stuffed } from './mime.ts'
import type { Message } from './parts.ts'
import { FIELDS, PLACES, TO } from './personal.ts'
import { nameOf } from './words.ts'

/** A mail set once for many people: what they have in common, cut where something personal stands. */
export type Prepared = Omit<Message, 'values'>

const SOFT = '=\r\n'
const LETTERS = 'abcde'

/** Sets the mail of a notice as MIME, for everybody who differs from its recipient in what is personal only. */
export async function prepare(notice: Notice, settings: MailSettings): Promise<Prepared> {
  const stem = `x${randomBytes(9).toString('hex')}`
  const mark = (field: (typeof FIELDS)[number]) => stem + LETTERS.charAt(FIELDS.indexOf(field))
  const mail = mailOf(
    {
      ...notice,
      token: mark('token'),
      to: {
        ...notice.to,
        name: nameOf(notice.to) ? mark('name') : null,
        address: mark('address'),
        preferencesUrl: notice.to.preferencesUrl === null ? null : mark('preferences'),
        unsubscribeUrl: notice.to.unsubscribeUrl === null ? null : mark('unsubscribe'),
      },
    },
    settings,
  )
  return cutAt(stem, await mimeOf({ ...mail, to: { name: '', address: 'to@example.com' } }))
}

function cutAt(stem: string, mime: string): Prepared {
  const cuts = [...headCuts(stem, mime), ...bodyCuts(stem, mime)].sort((one, other) => one.from - other.from)
  const pieces: Buffer[] = []
  let from = 0
  let before = ''
  for (const cut of cuts) {
    pieces.push(Buffer.from(stuffed(before + mime.slice(from, cut.from) + cut.before), 'latin1'))
    from = cut.to
    before = cut.after
  }
  pieces.push(Buffer.from(stuffed(before + mime.slice(from)) + endOf(mime), 'latin1'))
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return { pieces, slots: cuts.map((cut) => cut.slot), bytes }
}

interface Cut {
  slot: number
  /** What is taken out. */
  from: number
  to: number
  /** What stands around the value instead. */
  before: string
  after: string
}

function headCuts(stem: string, mime: string): Cut[] {
  const head = mime.slice(0, mime.indexOf('\r\n\r\n'))
  return [...head.matchAll(new RegExp(`${stem}([${LETTERS}])|^To: .*$`, 'gm'))].map((match) => ({
    slot: match[1] ? LETTERS.indexOf(match[1]) : TO,
    from: match.index,
    to: match.index + match[0].length,
    before: '',
    after: '',
  }))
}

/** In quoted-printable a soft break may stand anywhere: ours around each value keep every line short, whatever the value. */
function bodyCuts(stem: string, mime: string): Cut[] {
  const head = mime.indexOf('\r\n\r\n')
  const html = mime.search(/^content-type: text\/html/im)
  const soft = `(?:${SOFT})?`
  const mark = new RegExp(`${soft}${[...stem].join(soft)}${soft}([${LETTERS}])${soft}`, 'g')
  return [...mime.slice(head).matchAll(mark)].map((match) => {
    const from = head + match.index
    const place = PLACES.indexOf(from < html ? 'text' : 'html')
    const to = from + match[0].length
    const alone = mime.slice(from - 2, from) === '\r\n'
    const last = mime.slice(to, to + 2) === '\r\n'
    return {
      slot: place * FIELDS.length + LETTERS.indexOf(match[1] ?? ''),
      from,
      to,
      before: alone ? '' : SOFT,
      after: last ? '' : SOFT,
    }
  })
}
