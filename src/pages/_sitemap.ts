import { countPosts, listAddresses } from '#db/queries/newest.ts'
import { filedSpan } from '#db/queries/timeline.ts'
import type { PageRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import { type Place, sitemap } from '#src/feeds/sitemap.ts'
import { mayKeep } from '#src/kept.ts'
import { KINDS } from '#src/posts/kinds.ts'
import { monthOf } from '#src/posts/timeline.ts'
import { offeredBy } from '#src/words/offered.ts'
import { withPrefix } from '#src/words/prefix.ts'
import { monthsOf } from './history/_month.ts'

/** Far fewer than the fifty thousand that search engines take, so that each part is drawn soon. */
const PART = 5_000

/** How many parts there are; the pages that are no posts stand in the first. */
export async function countParts(): Promise<number> {
  return Math.max(1, Math.ceil((await countPosts(readDb())) / PART))
}

/** One part of the sitemap, counted from 1. */
export async function partOf(page: PageRow, part: number): Promise<string> {
  const origin = config().publicUrl
  const posts = await listAddresses(readDb(), PART, (part - 1) * PART)
  const lists = part === 1 ? await listsOf(page, origin) : []
  const each = posts.map(({ kind, id, updatedAt }) => ({
    ...placeAt(page, origin, `/${KINDS[kind].path}/${id}`),
    changedAt: updatedAt,
  }))
  return sitemap([...lists, ...each])
}

async function listsOf(page: PageRow, origin: string): Promise<Place[]> {
  const whole = await filedSpan(readDb())
  const zone = page.time_zone
  const months = whole ? monthsOf(monthOf(whole.first, zone), monthOf(whole.last, zone)) : []
  const paths = ['/', '/uptime', '/history', ...months.map((month) => `/history/${month}`)]
  return paths.map((path) => placeAt(page, origin, path))
}

/** A page's address, and its addresses in the languages that are offered, if there are several. */
function placeAt(page: PageRow, origin: string, path: string): Place {
  const { offered } = offeredBy(page)
  if (offered.length === 1) return { url: origin + path }
  const others = offered.map((language) => ({ language, url: origin + withPrefix(`/${language}`, path) }))
  return { url: origin + path, others: [{ language: 'x-default', url: origin + path }, ...others] }
}

export function xmlAnswer(xml: string): Response {
  const headers = new Headers({ 'content-type': 'application/xml; charset=utf-8' })
  mayKeep(headers, { touches: ['posts', 'months', 'page'] })
  return new Response(xml, { headers })
}
