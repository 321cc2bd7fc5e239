import type { APIRoute } from 'astro'
import { db } from '#src/database.ts'
import { typedOf } from '#src/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { giveBrowser } from '#src/subscribers/give.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { languageOf } from '#src/words/language.ts'
import { keepQuiet } from './_tongue.ts'

const STATUS = { invalid: 422, not_found: 404, forbidden: 403, conflict: 409, limited: 429 } as const

/** A browser gives its address, by script; the answer is the way to its own page. */
export const POST: APIRoute = async ({ request, locals }) => {
  const headers = new Headers({ 'content-type': 'application/json' })
  keepQuiet(headers)
  const form = await request.formData().catch(() => new FormData())
  const typed = typedOf(form)
  const language = languageOf([typed.speaks].flat().at(-1)) ?? 'en'
  try {
    const given = {
      address: [typed.address ?? ''].flat().at(-1) ?? '',
      choices: {
        kinds: ['incident' as const, 'closure' as const],
        components: 'all' as const,
        leastImpact: 'none' as const,
      },
      person: { name: null, language, timeZone: null },
    }
    const { id, version } = await giveBrowser(db(), given, { ip: locals.ip, now: Date.now() })
    const own = `/subscriptions/${subscriptionToken(id, version)}`
    return new Response(JSON.stringify({ own }), { status: 201, headers })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return new Response(JSON.stringify({ problem: error.message }), { status: STATUS[error.code], headers })
  }
}
