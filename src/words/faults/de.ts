import type { FaultWords } from './index.ts'

export const de: FaultWords = {
  said: {
    internal: 'Bei uns ist etwas schiefgegangen.',
    not_found: 'Hier gibt es nichts.',
    too_large: 'Das ist zu lang, um angenommen zu werden.',
    too_many: 'Im Moment hören zu viele zu.',
    method: 'Diese Methode wird hier nicht verwendet.',
    address: 'Diese Adresse ist nicht richtig aufgebaut.',
    cross_site: 'Das kam nicht von unserer eigenen Seite; deshalb ist nichts geschehen.',
    type: 'Diese Adresse nimmt ein Formular entgegen.',
    unavailable:
      'Diese Seite kann gerade nicht angezeigt werden. Bitte versuchen Sie es in einer Minute noch einmal.',
    not_written:
      'Wir können das gerade nicht festhalten. Es ist nichts geschehen. Bitte senden Sie es in einer Minute noch einmal.',
  },
  mention: 'Wenn Sie uns dazu schreiben, nennen Sie bitte {}.',
  toThePage: 'Zur Seite',
  keep: 'Es ist nichts geschehen. Hier steht, was Sie geschrieben haben; bewahren Sie es auf und senden Sie es noch einmal:',
  shorten:
    'Es ist nichts geschehen. Hier steht, was Sie geschrieben haben; kopieren Sie es und kürzen Sie es:',
  wrong: 'Bei uns ist etwas schiefgegangen.',
  kept: 'Diese Seite konnte gerade nicht angezeigt werden. Was veröffentlicht wurde, ist erhalten. Bitte versuchen Sie es in einer Minute noch einmal.',
}
