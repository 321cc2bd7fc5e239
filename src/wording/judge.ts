import type { Sender } from '#src/channels/channel.ts'
import { segmentsOf } from '#src/channels/sms/segments.ts'
import type { Kind } from '#src/posts/kinds.ts'
import type { Language } from '#src/words/language.ts'
import { plain, samplesFor } from './samples.ts'
import { fill, parseTemplate, TemplateFault } from './template.ts'
import { VARIABLES, type Values, type Variable } from './values.ts'
import type { Part } from './wording.ts'

/** What a mail part may come to with the longest values. */
const MOST_SAID = 4_000
/** For “Reply STOP to end.” in any language. */
const ROOM_FOR_STOP = 24

/** Whose page it is; how long its name and its address are decides what fits. */
export type Speaker = Pick<Sender, 'pageName' | 'publicUrl'>

/** The variables that a part may hold. */
export function variablesOf(part: Part): Variable[] {
  return (Object.keys(VARIABLES) as Variable[]).filter((one) => part === 'sms' || one !== 'news')
}

/**
 * Why a template cannot be kept, in one sentence; undefined where nothing speaks against it. What passes here can be
 * sent: it has been read, and filled with every state there is, with names and without, with long values and strange ones.
 */
export function problemOf(
  template: string,
  about: { part: Part; kind: Kind; language: Language; sender: Speaker },
): string | undefined {
  try {
    parseTemplate(template, variablesOf(about.part))
  } catch (error) {
    if (error instanceof TemplateFault) return error.message
    throw error
  }
  const made = samplesFor(about.kind, about.language, about.sender).map((values) => ({
    values,
    text: fill(template, values),
  }))
  if (about.part === 'closing')
    return made.every(({ text }) => !text)
      ? 'This says nothing. Leave it empty for our own words.'
      : tooLong(made)
  const empty = made.find(({ text }) => !text)
  if (empty) return `This says nothing ${whenOf(empty.values)}.`
  return about.part === 'sms' ? smsProblem(template, made, about) : (openingProblem(made) ?? tooLong(made))
}

interface Made {
  values: Values
  text: string
}

function openingProblem(made: Made[]): string | undefined {
  const nameless = made.find(({ values, text }) => values.name && !text.includes(values.name))
  return (
    nameless &&
    `This loses the reader’s name ${whenOf(nameless.values)}: people are greeted by it. Say {{ name }}.`
  )
}

function smsProblem(
  template: string,
  made: Made[],
  { kind, sender }: { kind: Kind; sender: Speaker },
): string | undefined {
  const lost = made.find(({ values, text }) => !text.split(/\s+/).includes(values.url ?? ''))
  if (lost)
    return `This loses the address of the post ${whenOf(lost.values)}. Say {{ url }}, with spaces around it.`
  const least = made
    .filter(({ values }) => values.title === plain(kind, sender).title)
    .map(({ values }) =>
      fill(template, { ...values, name: values.name && 'Ana', components: 'x', news: null }),
    )
  const over = Math.max(...least.map((text) => segmentsOf(text + 'x'.repeat(ROOM_FOR_STOP)).count))
  return over > 2
    ? `This is too long: with a short title and “Reply STOP to end.” it makes ${over} text messages; two are enough.`
    : undefined
}

function tooLong(made: Made[]): string | undefined {
  return made.some(({ text }) => text.length > MOST_SAID)
    ? 'This is too long once long titles and names stand in it.'
    : undefined
}

function whenOf({ moment, state, name }: Values): string {
  return `when the moment is ${moment}, the state is “${state}” and the reader ${name ? 'gave' : 'gave no'} name`.replace(
    'gave name',
    'gave a name',
  )
}
