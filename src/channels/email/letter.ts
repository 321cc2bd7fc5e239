import { directionOf, type Language } from '#src/words/language.ts'
import { mailWordsIn } from '#src/words/mail/index.ts'
import { listOf } from '#src/words/plural.ts'
import type { Recipient, Sender } from '../channel.ts'
import { apart } from './words.ts'

export type Tone = 'red' | 'orange' | 'amber' | 'green' | 'blue' | 'violet' | 'grey'

/** A text in both its forms; `html` is already safe. */
export interface Said {
  html: string
  text: string
  /** Where it is not that of the letter. */
  language?: Language | undefined
}

/** A mail as a letter, before it is set as HTML or as plain text. Every string is plain unless it is {@link Said}. */
export interface Letter {
  language: Language
  subject: string
  preheader: string
  pageName: string
  accent: Sender['accent']
  title: string
  /** The language of the title, where it is not that of the letter. */
  titleLanguage: Language | undefined
  /** A quiet word on what there is in another language only. */
  mark: string | null
  /** One line of how things stand: a word, and what belongs to it. */
  state: { label: string; tone: Tone; detail: string } | null
  /** Paragraphs before the news: whom we greet, and the news in a line. */
  opening: string[]
  news: Said
  /** Paragraphs after the news. */
  closing: string[]
  /** Who says it, and when. */
  signature: string[]
  facts: { name: string; lines: string[]; language?: Language | undefined }[]
  /** What a digest tells of, newest first. */
  posts: Piece[]
  button: { label: string; url: string } | null
  /** Older updates, newest first. */
  history: { label: string; when: string; said: Said }[]
  earlier: string
  /** Some of the older updates stand on the page only: what to say of it, and where. */
  older: { label: string; url: string } | null
  footer: {
    why: string
    contact: string | null
    links: { label: string; url: string }[]
    postalAddress: string | null
  }
}

/** One post in a digest. */
export interface Piece {
  title: string
  url: string
  state: { label: string; tone: Tone; detail: string }
  text: string
  /** Who said it, and when. */
  signed: string
  mark: string | null
  language: Language | undefined
}

/** `dir` of a letter. */
export function dirOf({ language }: Pick<Letter, 'language'>): 'ltr' | 'rtl' {
  return directionOf(language)
}

/** The subject: the same for every update of a post, so that they stand in one thread. */
export function postSubject(title: string, { pageName }: Sender): string {
  return `[${pageName}] ${title}`
}

/** The greeting, by name where there is one. */
export function greet(to: Recipient): string {
  return mailWordsIn(to.language).hello(to.name)
}

/** How to reach a person. */
export function contactOf({ contact }: Sender, language: Language): string | null {
  const ways = [contact.email, contact.phone, contact.url].filter((way) => way !== null)
  if (!ways.length) return null
  const each = ways.map((way) => apart(way, language))
  return mailWordsIn(language).contact(contact.email !== null, listOf(language, each, 'disjunction'))
}
