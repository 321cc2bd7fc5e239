import { plural } from '../plural.ts'
import type { AccountWords } from './index.ts'

export const de: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `Bitte bestätigen: Nachrichten von ${page}`,
    title: 'Noch ein Schritt',
    paragraphs: [
      `${page} wurde gebeten, ${address} über ${kinds}${parts ? ` in diesen Bereichen zu informieren: ${parts}` : ' zu informieren'}. Wenn Sie das waren, bestätigen Sie es mit dem Knopf, und wir beginnen.`,
      'Der Link gilt einmal und 7 Tage lang. Wenn Sie es nicht waren, tun Sie nichts: Niemand wird angemeldet, und wir vergessen die Adresse.',
    ],
    button: 'Anmeldung bestätigen',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `Bitte bestätigen: Nachrichten von ${page}`,
    title: 'Noch ein Schritt',
    paragraphs: [
      `${page} wurde gebeten, ${address} über „${title}“ auf dem Laufenden zu halten. Wenn Sie das waren, bestätigen Sie es mit dem Knopf, und wir beginnen.`,
      'Der Link gilt einmal und 7 Tage lang. Wenn Sie es nicht waren, tun Sie nichts: Niemand wird angemeldet, und wir vergessen die Adresse.',
    ],
    button: 'Auf dem Laufenden halten',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${code} ist Ihr Code für ${page}`,
    title: code,
    paragraphs: [
      `Das ist Ihr Code für ${page}. Er gilt ${plural('de', minutes, { one: '# Minute', other: '# Minuten' })}.`,
      'Wenn Sie ihn nicht angefordert haben, tun Sie nichts.',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `Bitte bestätigen Sie Ihre neue Adresse: ${page}`,
    title: 'Ist das Ihre neue Adresse?',
    paragraphs: [
      `Jemand, der von ${page} an ${from} Nachrichten erhält, möchte sie künftig an ${address} bekommen. Wenn Sie das sind, bestätigen Sie es mit dem Knopf.`,
      'Wenn Sie es nicht sind, tun Sie nichts: Es ändert sich nichts.',
    ],
    button: 'Diese Adresse verwenden',
  }),
  link: ({ page }) => ({
    subject: `Ihre Anmeldung bei ${page}`,
    title: 'Ihre Anmeldung',
    paragraphs: [
      'Mit diesem Knopf sehen, ändern oder beenden Sie, was Sie erhalten, und sehen alles, was wir über Sie gespeichert haben.',
      'Wenn Sie das nicht angefordert haben, tun Sie nichts.',
    ],
    button: 'Meine Anmeldung ansehen',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `${page} schreibt nicht mehr an diese Adresse`,
      title: 'Hierher schreiben wir nicht mehr',
      paragraphs: [
        'Was an diese Adresse ging, geht von nun an an eine andere, wie gewünscht. Hier kommt nichts mehr an.',
        ...(back ? ['Wenn Sie das nicht waren, machen Sie es mit dem Knopf rückgängig.'] : []),
      ],
      button: back ? 'Das war ich nicht' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `${page} schreibt nicht mehr an diese Adresse`,
      title: 'Hierher schreiben wir nicht mehr',
      paragraphs: [
        `${page} hat diese Adresse von der Liste genommen. Hier kommt nichts mehr an.`,
        ...(back ? ['Wenn Sie weiter von uns hören möchten, sagen Sie es mit dem Knopf.'] : []),
      ],
      button: back ? 'Ich möchte weiter davon hören' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `${by} lädt Sie zu ${page} ein`,
    title: 'Sie sind eingeladen',
    paragraphs: [
      `${by} lädt Sie ein, auf der Statusseite für ${page} zu sprechen (Rolle: ${role}).`,
      `Der Knopf führt zu einer Seite, auf der Sie ein Passwort wählen. Er gilt einmal und ${plural('de', hours, { one: '# Stunde', other: '# Stunden' })} lang. Wenn Sie das nicht erwartet haben, fragen Sie ${by}, oder tun Sie nichts.`,
    ],
    button: 'Einladung annehmen',
  }),
  alert: {
    subject: (page, title) => `[${page}] Braucht jemanden: ${title}`,
    state: 'Braucht jemanden',
    button: 'Sehen, was zu tun ist',
  },
  why: {
    typed: (address, site) =>
      `Diese eine Mail wurde gesendet, weil jemand auf ${site} die Adresse ${address} eingegeben hat.`,
    last: (address) => `Dies ist die letzte Mail an ${address}.`,
    named: (who, address) =>
      `Diese eine Mail wurde gesendet, weil ${who} ${address} als Ihre Adresse angegeben hat.`,
    owner: (page, site) =>
      `Sie erhalten diese Mail, weil Sie ${page} auf ${site} verantworten; zu jeder Art von Problem kommt höchstens eine Mail in der Stunde.`,
  },
}
