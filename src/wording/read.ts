import { z } from 'zod'
import { choice, parse, type TypedFields, text } from '#src/fields.ts'
import { KIND_NAMES, type Kind } from '#src/posts/kinds.ts'
import { type Problems, Refusal } from '#src/refusal.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'
import { problemOf, type Speaker } from './judge.ts'
import { MOMENTS, type Moment } from './values.ts'
import { PARTS, type Templates } from './wording.ts'

/** What staff typed for one kind in one language, judged; a part left empty is not in it. */
export interface Typing {
  kind: Kind
  language: Language
  templates: Templates
  /** What it is looked at, or tried, on. */
  moment: Moment
}

const template = text(10_000).default('')
const fields = z.object({
  kind: choice(KIND_NAMES, 'Choose a kind.'),
  language: choice(LANGUAGES, 'Choose a language.'),
  moment: choice(MOMENTS, 'Choose a moment.').default('new'),
  opening: template,
  closing: template,
  sms: template,
})

/** Reads the form of wording. Throws a {@link Refusal} with a sentence and a line beside each template that cannot be sent. */
export function readWording(typed: TypedFields, sender: Speaker): Typing {
  const { kind, language, moment, ...given } = parse(fields, typed)
  const problems: Problems = {}
  const templates: Templates = {}
  for (const part of PARTS) {
    if (!given[part]) continue
    const problem = problemOf(given[part], { part, kind, language, sender })
    if (problem) problems[part] = problem
    templates[part] = given[part]
  }
  if (Object.keys(problems).length) throw new Refusal('invalid', problems)
  return { kind, language, moment, templates }
}
