import type { Language } from '#src/words/language.ts'
import type { Templates } from './wording.ts'

const HELLO: Record<Language, [named: string, nameless: string]> = {
  en: ['Hello {{ name }},', 'Hello,'],
  de: ['Guten Tag {{ name }},', 'Guten Tag,'],
  fr: ['Bonjour {{ name }},', 'Bonjour,'],
  es: ['Hola, {{ name }}:', 'Hola:'],
  pt: ['Olá, {{ name }},', 'Olá,'],
  ja: ['{{ name }} 様', 'お客様'],
  ar: ['مرحبًا {{ name }}،', 'مرحبًا،'],
}

/** Our own words as a template would say them, to begin from. */
export function standardTemplates(language: Language): Required<Templates> {
  const [named, nameless] = HELLO[language]
  return {
    opening: `{% if name %}${named}{% else %}${nameless}{% endif %}`,
    closing: '',
    sms: '{{ page }}: {{ title }}. {{ state }}. {{ news }} {{ url }}',
  }
}
