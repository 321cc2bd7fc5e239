import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { listWordings } from '#db/queries/wordings.ts'
import type { Sender } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { log } from '#src/log.ts'
import { accentOf } from '#src/look.ts'
import { variablesOf } from '#src/wording/judge.ts'
import { parseTemplate, TemplateFault } from '#src/wording/template.ts'
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
      wording: wordingOf(wordings.filter(isUsable)),
    }
  )
}

const judged = new Map<string, boolean>()

/**
 * Whether a template can be filled still: it was judged when it was kept, but a later version of ours, or a hand in the
 * database, may know better. One that cannot is told of in the log, once, and our own words go instead.
 */
function isUsable({
  kind,
  language,
  part,
  template,
}: Awaited<ReturnType<typeof listWordings>>[number]): boolean {
  const known = judged.get(template)
  if (known !== undefined) return known
  if (judged.size > 500) judged.clear()
  const usable = isTemplate(template, part === 'sms')
  if (!usable)
    log().warn({ kind, language, part }, 'a wording cannot be filled any more; our own words go instead')
  judged.set(template, usable)
  return usable
}

function isTemplate(template: string, inText: boolean): boolean {
  try {
    parseTemplate(template, variablesOf(inText ? 'sms' : 'opening'))
    return true
  } catch (error) {
    if (error instanceof TemplateFault) return false
    throw error
  }
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
