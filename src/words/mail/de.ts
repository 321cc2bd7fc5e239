import { plural } from '../plural.ts'
import type { MailWords } from './index.ts'

export const de: MailWords = {
  hello: (name) => (name ? `Guten Tag ${name},` : 'Guten Tag,'),
  onlyIn: {
    en: 'Nur auf Englisch',
    de: 'Nur auf Deutsch',
    fr: 'Nur auf Französisch',
    es: 'Nur auf Spanisch',
    pt: 'Nur auf Portugiesisch',
    ja: 'Nur auf Japanisch',
    ar: 'Nur auf Arabisch',
  },
  forYou: (reader, page) => `${reader} bei Ihnen (${page})`,
  lead: {
    investigating: 'Etwas funktioniert nicht, wie es soll. Wir suchen die Ursache.',
    again: 'Die Störung ist wieder da. Wir suchen die Ursache.',
    identified: 'Wir kennen jetzt die Ursache.',
    monitoring: 'Es sieht besser aus. Wir beobachten, ob es so bleibt.',
    resolved: (lasted) => (lasted ? `Es ist vorbei. Es hat ${lasted} gedauert.` : 'Es ist vorbei.'),
    postmortem: 'Was geschehen ist, warum, und was wir daraus gelernt haben.',
    scheduled: (span) => `Damit Sie planen können: ${span}.`,
    moved: (was, now) => `Der Termin hat sich geändert. Bisher: ${was}. Jetzt: ${now}.`,
    reminder: (ahead, when) => `Zur Erinnerung: Es beginnt ${ahead}, ${when}.`,
    inProgress: (until) => (until ? `Es hat begonnen und soll bis ${until} dauern.` : 'Es hat begonnen.'),
    verifying: 'Die Arbeit ist getan. Wir vergewissern uns, dass alles in Ordnung ist.',
    completed: 'Es ist vorbei.',
    cancelled: 'Der Termin findet nicht statt.',
    planned: 'Etwas Neues ist in Arbeit, und Sie erfahren es zuerst.',
    earlyAccess: 'Sie können es ausprobieren, bevor alle es haben.',
    released: 'Es gibt etwas Neues für Sie.',
    withdrawn: 'Wir haben das zurückgenommen.',
  },
  detail: {
    after: (length) => `Dauer: ${length}`,
    since: (when) => `seit ${when}`,
    until: (when) => `bis ${when}`,
    begins: (ahead) => `Beginnt ${ahead}`,
    moved: 'Neuer Termin',
    off: 'findet nicht statt',
  },
  facts: {
    affected: 'Betroffen',
    about: 'Betrifft',
    impact: 'Auswirkung',
    began: 'Beginn',
    resolved: 'Behoben',
    from: 'Von',
    until: 'Bis',
    formerly: 'Bisher',
    stillWorks: 'Was weiterhin geht',
    nextUpdateBy: 'Nächste Nachricht bis',
  },
  button: {
    incident: 'Auf der Seite verfolgen',
    closure: 'Auf der Seite ansehen',
    release: 'Auf der Seite lesen',
    digest: 'Alles auf der Seite ansehen',
  },
  earlier: 'Zuvor',
  olderOnPage: 'Ältere Meldungen stehen auf der Seite',
  wholeText: (url) => `Der ganze Text steht hier: ${url}`,
  why: {
    kind: {
      incident: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten über Störungen bestellt hat.`,
      closure: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten über Schließungen bestellt hat.`,
      release: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten über Neuerungen bestellt hat.`,
    },
    parts: {
      incident: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten über Störungen in ausgewählten Bereichen bestellt hat.`,
      closure: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten über Schließungen in ausgewählten Bereichen bestellt hat.`,
      release: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten über Neuerungen in ausgewählten Bereichen bestellt hat.`,
    },
    post: (address, page) =>
      `Sie erhalten diese Mail, weil ${address} bei ${page} Nachrichten zu genau dieser Meldung bestellt hat.`,
    digest: {
      daily: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} eine Mail am Tag bestellt hat.`,
      weekly: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} eine Mail in der Woche bestellt hat.`,
      pause: (address, page) =>
        `Sie erhalten diese Mail, weil ${address} bei ${page} um eine Pause gebeten hat und sie nun vorbei ist.`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `Fragen? Antworten Sie einfach auf diese Mail, oder erreichen Sie uns unter ${ways}. Es liest ein Mensch.`
      : `Fragen? Sie erreichen uns unter ${ways}. Es liest ein Mensch.`,
  links: {
    change: 'Ändern, was Sie erhalten',
    stop: 'Keine Mails mehr',
    online: 'Online ansehen',
  },
  digest: {
    title: (count, since) => `${plural('de', count, { one: 'Eine Meldung', other: '# Meldungen' })} ${since}`,
    sinceYesterday: 'seit gestern',
    sinceDay: (weekday) => `seit ${weekday}`,
    sinceDate: (date) => `seit ${date}`,
    lead: {
      daily: 'Das hat sich am letzten Tag ereignet.',
      weekly: 'Das hat sich in der letzten Woche ereignet.',
      pause: 'Das hat sich ereignet, während Sie nichts hören wollten.',
    },
  },
}
