import type { Content, Recipient, Sender } from '../channel.ts'
import { capital, listed } from './words.ts'

export type Tone = 'red' | 'orange' | 'amber' | 'green' | 'blue' | 'violet' | 'grey'

/** A text in both its forms; `html` is already safe. */
export interface Said {
  html: string
  text: string
}

/** A mail as a letter, before it is set as HTML or as plain text. Every string is plain unless it is {@link Said}. */
export interface Letter {
  subject: string
  preheader: string
  pageName: string
  accent: Sender['accent']
  title: string
  /** One line of how things stand: a word, and what belongs to it. */
  state: { label: string; tone: Tone; detail: string } | null
  greeting: string
  news: Said
  /** Who says it, and when. */
  signature: string[]
  facts: { name: string; lines: string[] }[]
  button: { label: string; url: string } | null
  /** Older updates, newest first. */
  history: { label: string; when: string; said: Said }[]
  /** Some of the older updates stand on the page only. */
  shortened: boolean
  footer: {
    why: string
    contact: string | null
    links: { label: string; url: string }[]
    postalAddress: string | null
  }
}

/** The subject: the same for every update of a post, so that they stand in one thread. */
export function subjectOf(content: Content, sender: Sender): string {
  switch (content.about) {
    case 'post':
      return `[${sender.pageName}] ${content.post.title}`
    case 'confirm':
      return `Please confirm: news from ${sender.pageName}`
    case 'code':
      return `${content.code} is your code for ${sender.pageName}`
    case 'move':
      return `Please confirm your new address: ${sender.pageName}`
    case 'link':
      return `Your subscription to ${sender.pageName}`
    case 'goodbye':
      return `${sender.pageName} no longer writes to this address`
    case 'digest':
      return `[${sender.pageName}] What happened`
    case 'invite':
      return `${content.invitedBy} invites you to ${sender.pageName}`
    case 'alert':
      return `[${sender.pageName}] Needs somebody: ${content.title}`
  }
}

/** By name where there is one. */
export function greet(to: Recipient): string {
  return to.name ? `Hello ${to.name},` : 'Hello,'
}

/** How to reach a person. */
export function contactOf({ contact }: Sender): string | null {
  const ways = [
    contact.email ? `write to ${contact.email}` : '',
    contact.phone ? `call ${contact.phone}` : '',
    contact.url ? `go to ${contact.url}` : '',
  ].filter(Boolean)
  if (!ways.length) return null
  const reply = contact.email ? 'Reply to this mail, or ' : ''
  const rest = listed(ways, 'or')
  return `Questions? ${reply}${reply ? rest : capital(rest)}. A person reads it.`
}
