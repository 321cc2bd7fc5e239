import type { KeptRule } from '#db/queries/hooks.ts'
import { LIMITS } from '#src/posts/fields.ts'
import { Refusal } from '#src/refusal.ts'
import { type Alarm, Unreadable } from './alarm.ts'
import { readBody } from './formats.ts'
import { minutes } from './made.ts'
import { fits, NO_RULE, type Rule } from './rule.ts'
import { fillLine, fillMarkdown } from './template.ts'

/** What would be made of a body, without anything being made. */
export interface Rehearsal {
  /** Null: there is no alarm in it. */
  alarm: Alarm | null
  /** Null: no rule fits. */
  rule: { id: string; name: string } | null
  said: string
  title: string
  /** Markdown. */
  text: string
}

/** Reads a body as if a monitor had sent it, and says what the rules would do. Throws a {@link Refusal} beside `body`. */
export function rehearse(format: string, body: string, rules: KeptRule[]): Rehearsal {
  const alarm = alarmIn(format, body)
  if (!alarm) return { alarm, rule: null, said: 'There is no alarm in it.', title: '', text: '' }
  const chosen = rules.find(({ rule }) => fits(rule, alarm))
  const rule = chosen?.rule ?? NO_RULE
  const speaks = rule.deed !== 'ignore'
  const ends = alarm.state === 'resolved'
  return {
    alarm,
    rule: chosen ? { id: chosen.id, name: rule.name } : null,
    said: ends ? endOf(rule) : deedOf(rule),
    title: speaks && !ends ? fillLine(rule.title, alarm, LIMITS.title) || alarm.title : '',
    text: speaks ? fillMarkdown(ends ? rule.endText : rule.text, alarm) : '',
  }
}

function alarmIn(format: string, body: string): Alarm | null {
  try {
    return readBody(format, Buffer.from(body), 'application/json')
  } catch (error) {
    if (error instanceof Unreadable) throw new Refusal('invalid', { body: error.message })
    throw error
  }
}

function deedOf(rule: Rule): string {
  if (rule.deed === 'ignore') return 'Nothing would be done.'
  const when = rule.graceMinutes ? `After ${minutes(rule.graceMinutes)} it` : 'It'
  if (rule.deed === 'draft') return `${when} would become a draft for a person. Nobody is told.`
  const told = rule.channels.length ? 'and people would be told' : 'and nobody would be told'
  return `${when} would be published, ${told}.`
}

function endOf(rule: Rule): string {
  if (rule.deed === 'ignore') return 'Nothing would be done.'
  if (rule.ending === 'leave') return 'The end would be left to a person.'
  const when = rule.calmMinutes ? `After ${minutes(rule.calmMinutes)} its` : 'Its'
  return `${when} incident would become “${rule.ending === 'resolve' ? 'Resolved' : 'Monitoring'}”, unless a person has written about it since.`
}
