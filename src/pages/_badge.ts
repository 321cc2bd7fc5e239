import type { APIRoute } from 'astro'
import { BADGE_POLICY, badge, type Look } from '#src/feeds/badge.ts'
import { mayKeep } from '#src/kept.ts'
import { shownWeight } from '#src/ui/tones.ts'
import { readAsked } from './_asked.ts'
import { readNow } from './_now.ts'

/** The route of the badge in one of its looks: of the page, or with `?component=` of one of its parts. */
export function badgeRoute(look: (params: Record<string, string | undefined>) => Look | undefined): APIRoute {
  return async ({ url, params, rewrite }) => {
    const asked = await readAsked(url)
    const looks = look(params)
    if (!asked || !looks) return rewrite('/404')
    const standing = await readNow(asked.page, Date.now(), undefined, 'en')
    const row = standing.rows.find(({ component }) => component.id === asked.component?.id)
    if (asked.component && !row) return rewrite('/404')
    const shown = row?.shown ?? shownWeight(standing.sentence.weight)
    // Pictures are kept by others for long: what a place does next is not said in one.
    const state = { tone: shown.tone, word: shown.word.replace(/ until .*/, '') }
    const headers = new Headers({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': BADGE_POLICY,
      'cross-origin-resource-policy': 'cross-origin',
    })
    mayKeep(headers, { touches: ['posts', 'components', 'page'], until: standing.until })
    return new Response(badge(row?.component.name ?? asked.page.name, state, looks), { headers })
  }
}
