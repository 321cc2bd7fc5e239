import { de as labels } from '../labels/de.ts'
import { plural } from '../plural.ts'
import type { SmsWords } from './index.ts'

export const de: SmsWords = {
  state: labels.state,
  nextBy: (state, when) => `${state}, nächste Nachricht bis ${when}.`,
  after: (state, length) => `${state}, Dauer ${length}.`,
  until: (state, when) => `${state} bis ${when}.`,
  begins: (ahead, when) => `Beginnt ${ahead}: ${when}.`,
  from: (when) => `Ab ${when}.`,
  moved: (when) => `Neuer Termin: ${when}.`,
  stop: 'Ende: STOP antworten.',
  choose: (url) => `Ändern: ${url}`,
  digest: (count) => `${plural('de', count, { one: 'Eine neue Meldung', other: '# neue Meldungen' })}.`,
  confirm: (url) => `Bitte bestätigen Sie, dass Sie unsere Nachrichten möchten: ${url}`,
  code: (code, minutes) =>
    `${code} ist Ihr Code. Er gilt ${plural('de', minutes, { one: '# Minute', other: '# Minuten' })}. Nicht angefordert? Dann tun Sie nichts.`,
  move: (url) => `Bitte bestätigen Sie, dass wir an diese Nummer schreiben dürfen: ${url}`,
  link: (url) => `Ansehen und ändern, was Sie erhalten: ${url}`,
  goodbye: {
    moved: 'Was hier ankam, geht nun wie gewünscht an eine andere Nummer. Hierher kommt nichts mehr.',
    removed: 'Wir haben diese Nummer von der Liste genommen. Hierher kommt nichts mehr.',
  },
  invite: (by, url) => `${by} lädt Sie ein: ${url}`,
  alert: (title, url) => `Es wird jemand gebraucht: ${title}. ${url}`,
  reply: {
    stopped: 'Sie erhalten keine Nachrichten mehr von uns. Mit START kommen Sie zurück.',
    back: 'Sie erhalten unsere Nachrichten wieder. STOP beendet, HELP hilft.',
    unknown: (url) => `Unsere Nachrichten bestellen Sie hier: ${url}`,
    help: (contact) => `Nachrichten über Störungen und Schließungen. Kontakt: ${contact}. STOP beendet.`,
  },
}
