import type { Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import type { Templates } from './wording.ts'

/** Our own words as a template would say them, to begin from. */
export function standardTemplates(language: Language): Required<Templates> {
  const { hello } = mailWordsIn(language)
  return {
    opening: `{% if name %}${hello('{{ name }}')}{% else %}${hello(null)}{% endif %}`,
    closing: '',
    sms: '{{ page }}: {{ title }}. {{ state }}. {{ news }} {{ url }}',
  }
}
