import type { Ways } from './index.ts'

export const en: Ways = {
  title: 'Other ways',
  hint: 'For a chat of your team, or a program of yours. A message with a link goes there first; nothing else does before somebody has opened it.',
  way: 'Where',
  address: 'Address of its webhook',
  addressHint: 'It begins with https://. Treat it as a password: whoever knows it can post there.',
  program: 'A program (webhook)',
  sentHeading: 'Look there for our message',
  sent: 'If the address is right, a message with a link has gone there. Open the link and press the button, and we begin.',
  place: 'Sent to',
  feeds: 'Or read it without leaving an address',
  calendar: 'Calendar',
  secret: 'Secret of this webhook',
  secretHint:
    'Each call is signed with it, as Standard Webhooks describe. Keep it where your program can read it and nobody else.',
  push: 'In this browser',
  pushText:
    'A short message on this device when there is news, without any address. Your browser’s maker carries it and cannot read it.',
  pushOn: 'Tell me in this browser',
  pushDone: 'This browser is told from now on.',
  pushOwn: 'Change what you hear',
  pushBlocked:
    'Your browser does not allow us messages. Allow them in its settings for this page, then try again.',
  pushFailed: 'That did not work. Please try again later.',
}
