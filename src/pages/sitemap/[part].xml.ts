import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { readDb } from '#src/database.ts'
import { countParts, partOf, xmlAnswer } from '../_sitemap.ts'

export const GET: APIRoute = async ({ params, rewrite }) => {
  const page = await findPage(readDb())
  const part = /^[1-9]\d{0,4}$/.test(params.part ?? '') ? Number(params.part) : 0
  if (!page || part === 0 || part > (await countParts())) return rewrite('/404')
  return xmlAnswer(await partOf(page, part))
}
