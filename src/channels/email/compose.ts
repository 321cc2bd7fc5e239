import type { Notice } from '../channel.ts'
import { isForSubscribers } from './headers.ts'
import { type MailSettings, mailOf, returnPathOf } from './message.ts'
import { endOf, mimeOf, stuffed } from './mime.ts'
import { type Message, messageOf, wholeOf } from './parts.ts'
import { NAME, valuesOf } from './personal.ts'
import { type Prepared, prepare } from './prepared.ts'
import { shelfOf } from './shelf.ts'
import type { Parcel } from './work.ts'

/**
 * Makes parcels of notices. What is told to many is set as MIME once, for each time zone and the like, and only what is
 * personal is put in for each of them; at once, where it was set before. `sign` signs each by itself, for what is personal is
 * under the signature too. Throws or rejects if it cannot be set.
 */
export function composer(
  settings: MailSettings,
  sign?: (message: Message) => Promise<Message>,
): (notice: Notice) => Parcel | Promise<Parcel> {
  const compose = unsigned(settings)
  if (!sign) return compose
  return async (notice) => {
    const parcel = await compose(notice)
    return { ...parcel, message: await sign(parcel.message) }
  }
}

function unsigned(settings: MailSettings): (notice: Notice) => Parcel | Promise<Parcel> {
  const shelf = shelfOf<Prepared>()

  return (notice) => {
    const values = valuesOf(notice)
    if (!isForSubscribers(notice.content)) return alone(notice, settings)
    const prepared = shelf(notice, values[NAME] !== '', () => prepare(notice, settings))
    const filled = (parts: Prepared): Parcel => ({
      from: returnPathOf(notice, settings),
      to: notice.to.address,
      message: messageOf(parts, values),
    })
    return prepared instanceof Promise ? prepared.then(filled) : filled(prepared)
  }
}

/** A mail that nobody else gets. */
async function alone(notice: Notice, settings: MailSettings): Promise<Parcel> {
  const mail = mailOf(notice, settings)
  const mime = await mimeOf(mail)
  return { ...mail.envelope, message: wholeOf(stuffed(mime) + endOf(mime)) }
}
