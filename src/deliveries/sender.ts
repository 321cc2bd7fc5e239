import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { listWordings } from '#db/queries/wordings.ts'
import type { Sender } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { accentOf } from '#src/look.ts'
import { wordingOf } from '#src/wording/wording.ts'

/** Who speaks in every message, as it is now; undefined before the page was set up. */
export async function senderOf(db: Db): Promise<Sender | undefined> {
  const [page, wordings] = await Promise.all([findPage(db), listWordings(db)])
  return (
    page && {
      pageName: page.name,
      publicUrl: config().publicUrl,
      timeZone: page.time_zone,
      contact: { email: page.contact_email, phone: page.contact_phone, url: page.contact_url },
      postalAddress: page.postal_address,
      accent: accentOf(page),
      wording: wordingOf(wordings),
    }
  )
}

/** Before the page is set up there is nobody to speak. */
export function nobody(): Sender {
  return {
    pageName: 'Candor',
    publicUrl: config().publicUrl,
    timeZone: 'UTC',
    contact: { email: null, phone: null, url: null },
    postalAddress: null,
    accent: null,
    wording: {},
  }
}
