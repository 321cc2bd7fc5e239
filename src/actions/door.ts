import { type ActionAPIContext, defineAction } from 'astro:actions'
import { filesOf, refuseNul, typedOf } from '#src/fields.ts'
import type { Typed } from '#src/posts/draft.ts'
import { type Problems, Refusal, SpokenRefusal } from '#src/refusal.ts'
import { allows, type Member, type Role } from '#src/staff/roles.ts'
import { troubleInWords, troubleOf } from '#src/trouble.ts'
import { languageOf } from '#src/words/language.ts'

/** What a form gets back: what was done, or what was wrong together with everything that was typed. */
export type Answer<Done> = { done: Done } | { problems: Problems; typed: Typed; status: number }

export interface Visit {
  typed: Typed
  files: Record<string, File>
  now: number
  ip: string
  context: ActionAPIContext
}

/** What was typed in a field that stands once; nothing where there is no such field. */
export function one({ typed }: Pick<Visit, 'typed'>, name: string): string {
  return [typed[name] ?? ''].flat().at(-1) ?? ''
}

const STATUS = { invalid: 422, not_found: 404, forbidden: 403, conflict: 409, limited: 429 } as const

/** A form anybody may send. `work` parses, calls one verb and returns what was done; a {@link Refusal} becomes problems. */
export function publicDoor<Done>(work: (visit: Visit) => Promise<Done>) {
  return defineAction({ accept: 'form', handler: (form, context) => answer(form, context, 'anybody', work) })
}

/** A form for staff of at least this role; the check comes before anything is read. */
export function staffDoor<Done>(needed: Role, work: (visit: Visit & { staff: Member }) => Promise<Done>) {
  return defineAction({
    accept: 'form',
    handler: (form, context) =>
      answer(form, context, 'staff', async (visit) => {
        const staff = await context.locals.staff()
        if (!staff) throw new SignedOut()
        if (!allows(staff.role, needed))
          throw new Refusal('forbidden', { form: `Your role (${staff.role}) does not allow this.` })
        return work({ ...visit, staff })
      }),
  })
}

/** Nobody is signed in (any more): the page keeps what was typed and offers to sign in. */
class SignedOut extends Refusal {
  constructor() {
    super('forbidden', { signed_out: 'You have been signed out. Sign in again; what you wrote is kept.' })
  }
}

async function answer<Done>(
  form: FormData,
  context: ActionAPIContext,
  to: 'anybody' | 'staff',
  work: (visit: Visit) => Promise<Done>,
): Promise<Answer<Done>> {
  const typed = typedOf(form)
  context.locals.typed = typed
  try {
    refuseNul(typed)
    return {
      done: await work({ typed, files: filesOf(form), now: Date.now(), ip: context.locals.ip, context }),
    }
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble) {
      context.locals.noteTrouble?.(error)
      return { problems: { form: troubleInWords(trouble, to === 'staff') }, typed, status: 503 }
    }
    if (!(error instanceof Refusal)) {
      // Thrown again where nothing tells its words to the visitor.
      context.locals.fault = error
      throw error
    }
    const status = error instanceof SignedOut ? 401 : STATUS[error.code]
    return { problems: problemsOf(error, typed, context), typed, status }
  }
}

/** In the language of the form, where that names it: that of whoever a link speaks for; else in that of the visitor. */
function problemsOf(error: Refusal, typed: Typed, { locals }: ActionAPIContext): Problems {
  if (!(error instanceof SpokenRefusal)) return error.problems
  const named = [typed.speaks].flat().at(-1)
  return error.in(languageOf(named) ?? locals.language)
}
