import type { AstroGlobal } from 'astro'
import { type Sent, wrongIn } from '#src/ui/staff/sent.ts'

/**
 * What follows a form of this page: when it was done, the Response that leads `to` where it shows; otherwise what was
 * wrong, the page's status set, or undefined when none was sent.
 */
export function after(Astro: AstroGlobal, sent: Sent<unknown>, to: string) {
  const wrong = wrongIn(sent)
  if (sent?.data && !wrong) return Astro.redirect(to, 303)
  if (wrong) Astro.response.status = wrong.status
  return wrong
}
