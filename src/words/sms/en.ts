import { en as labels } from '../labels/en.ts'
import { plural } from '../plural.ts'
import type { SmsWords } from './index.ts'

export const en: SmsWords = {
  state: labels.state,
  nextBy: (state, when) => `${state}, next update by ${when}.`,
  after: (state, length) => `${state} after ${length}.`,
  until: (state, when) => `${state} until ${when}.`,
  begins: (ahead, when) => `Begins ${ahead}: ${when}.`,
  from: (when) => `From ${when}.`,
  moved: (when) => `New time: ${when}.`,
  stop: 'Reply STOP to end.',
  choose: (url) => `Choose: ${url}`,
  digest: (count) =>
    `${plural('en', count, { one: 'One thing', other: '# things' })} you have not heard yet.`,
  confirm: (url) => `confirm that you want our messages: ${url}`,
  code: (code, minutes) =>
    `${code} is your code. It works for ${plural('en', minutes, { one: '# minute', other: '# minutes' })}. If you did not ask for it, ignore this message.`,
  move: (url) => `confirm that we may write to this number: ${url}`,
  link: (url) => `see and change what you receive: ${url}`,
  goodbye: {
    moved: 'what came here goes to another number from now on, as asked. Nothing more comes here.',
    removed: 'we have taken this number off our list. Nothing more comes here.',
  },
  invite: (by, url) => `${by} invites you: ${url}`,
  alert: (title, url) => `somebody is needed: ${title}. ${url}`,
  reply: {
    stopped: 'you get no more messages from us. Text START to come back.',
    back: 'you get our messages again. Text STOP to leave, HELP for help.',
    unknown: (url) => `to get our messages, subscribe at ${url}`,
    help: (contact) => `news of incidents and closures. Reach us: ${contact}. Text STOP to leave.`,
  },
}
