import { createHash } from 'node:crypto'
import { cssOf, type Look, OURS } from '#src/look.ts'
import base from './style/public.css?inline'

/** The stylesheet of the public page in one look, and the address at which it never changes. */
export interface Sheet {
  href: string
  css: string
}

const made = new Map<string, Sheet>()

/**
 * The public page's stylesheet with an organisation's own colours in it: one file, so that a look costs no request more.
 * Its address says what is in it.
 */
export function sheetOf(look: Look = OURS): Sheet {
  const own = cssOf(look)
  const found = made.get(own)
  if (found) return found
  const css = base + own
  const hash = createHash('sha256').update(css).digest('hex').slice(0, 12)
  const sheet = { href: `/theme.${hash}.css`, css }
  // Looks change a few times in the life of a page: only the newest is kept.
  made.clear()
  made.set(own, sheet)
  return sheet
}
