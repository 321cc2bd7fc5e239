import type { Ways } from './index.ts'

export const de: Ways = {
  title: 'Andere Wege',
  hint: 'Für einen Chat Ihres Teams oder ein Programm von Ihnen. Zuerst geht eine Nachricht mit einem Link dorthin; bevor jemand ihn öffnet, folgt nichts weiter.',
  way: 'Wohin',
  address: 'Adresse des Webhooks',
  addressHint:
    'Sie beginnt mit https://. Behandeln Sie sie wie ein Passwort: Wer sie kennt, kann dort schreiben.',
  program: 'Ein Programm (Webhook)',
  sentHeading: 'Sehen Sie dort nach unserer Nachricht',
  sent: 'Wenn die Adresse stimmt, ist eine Nachricht mit einem Link dorthin gegangen. Öffnen Sie den Link und drücken Sie den Knopf, und wir beginnen.',
  place: 'Gesendet an',
  feeds: 'Oder lesen Sie mit, ohne eine Adresse zu hinterlassen',
  calendar: 'Kalender',
  secret: 'Geheimnis dieses Webhooks',
  secretHint:
    'Jeder Aufruf ist damit signiert, wie es Standard Webhooks beschreibt. Verwahren Sie es dort, wo Ihr Programm es lesen kann und sonst niemand.',
  push: 'In diesem Browser',
  pushText:
    'Eine kurze Nachricht auf diesem Gerät, wenn es Neues gibt, ganz ohne Adresse. Der Hersteller Ihres Browsers überbringt sie und kann sie nicht lesen.',
  pushOn: 'In diesem Browser informieren',
  pushDone: 'Dieser Browser wird von nun an informiert.',
  pushOwn: 'Auswahl ändern',
  pushBlocked:
    'Ihr Browser erlaubt uns keine Nachrichten. Erlauben Sie sie in seinen Einstellungen für diese Seite und versuchen Sie es noch einmal.',
  pushFailed: 'Das hat nicht funktioniert. Bitte versuchen Sie es später noch einmal.',
}
