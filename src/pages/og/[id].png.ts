import type { APIRoute } from 'astro'
import { findPage } from '#db/queries/page.ts'
import { findPost } from '#db/queries/whole-posts.ts'
import { readDb } from '#src/database.ts'
import { soonest } from '#src/kept.ts'
import { shownState as stateNow } from '#src/posts/closing.ts'
import { kindWord, shownState, weightOf } from '#src/ui/tones.ts'
import { pictureAnswer, pictureLanguage } from '../_picture.ts'

/** A post as a picture: its title, and how far it has come. */
export const GET: APIRoute = async ({ params, rewrite }) => {
  const page = await findPage(readDb())
  const id = params.id ?? ''
  const post = page && /^[a-z0-9]{1,32}$/.test(id) ? await findPost(readDb(), id) : undefined
  if (!page || !post) return rewrite('/404')
  const now = Date.now()
  const language = pictureLanguage(page)
  const closure = post.kind === 'closure'
  const { word, tone } = shownState(post.kind, closure ? stateNow(post, now) : post.state, language)
  const turns = closure ? [post.window?.startsAt, post.window?.endsAt] : []
  const day = new Date(post.publishedAt).toISOString().slice(0, 10)
  const insteadOfTitle =
    language === 'en' ? `${kindWord(post)} of ${day}` : `${kindWord(post, language)}, ${day}`
  // What is over is calm, what goes on is as loud as it weighs.
  const shown = { word, tone: post.endedAt === null ? weightOf(post).tone : tone }
  return pictureAnswer(
    { name: page.name, ...shown, title: post.title, insteadOfTitle },
    { touches: ['page', `post:${post.id}`], until: soonest(turns.filter((at) => at && at > now)) },
  )
}
