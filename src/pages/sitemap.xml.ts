import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { config } from '#src/config.ts'
import { readDb } from '#src/database.ts'
import { sitemapIndex } from '#src/feeds/sitemap.ts'
import { countParts, partOf, xmlAnswer } from './_sitemap.ts'

export const GET: APIRoute = async ({ rewrite }) => {
  const page = await findPage(readDb())
  if (!page) return rewrite('/404')
  const count = await countParts()
  if (count === 1) return xmlAnswer(await partOf(page, 1))
  const parts = Array.from({ length: count }, (_, index) => ({
    url: `${config().publicUrl}/sitemap/${index + 1}.xml`,
  }))
  return xmlAnswer(sitemapIndex(parts))
}
