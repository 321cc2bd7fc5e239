import type { PastWords } from './index.ts'

const KINDS = {
  post: ['Eine Meldung', 'Meldungen'],
  incident: ['Eine Störung', 'Störungen'],
  closure: ['Eine Schließung', 'Schließungen'],
  release: ['Eine Neuerung', 'Neuerungen'],
} as const

export const de: PastWords = {
  ofMonth: (month) => `Verlauf, ${month}`,
  about: (page, month) => `Was ${page} im ${month} veröffentlicht hat.`,
  months: 'Monate',
  allMonths: 'Alle Monate',
  emptyMonth: 'In diesem Monat wurde nichts veröffentlicht.',
  count: (kind, count) => {
    const [single, many] = KINDS[kind ?? 'post']
    return count === 1 ? single : `${count} ${many}`
  },

  search: 'Alles durchsuchen, was wir gesagt haben',
  find: 'Suchen',
  searchFor: (words) => `Suche: ${words}`,
  found: (words) => `Was wir zu „${words}“ gesagt haben`,
  nothingFound: 'Nichts gefunden',
  noWord: 'Geben Sie ein oder zwei Wörter ein. Satzzeichen allein finden nichts.',
  tooCommon: 'Diese Wörter stehen fast überall. Fügen Sie eines hinzu, das mehr sagt.',
  nothingOlder: 'Älteres gibt es nicht.',
  noPost: (words) =>
    `Keine Meldung enthält alles aus „${words}“. Versuchen Sie es mit weniger Wörtern oder mit einem Wortanfang; drei Buchstaben genügen.`,
  also: 'Sie können auch {months} oder {now}.',
  goThrough: 'die Monate durchgehen',
  seeNow: 'den aktuellen Stand ansehen',
  results: 'Gefunden, das Neueste zuerst',
  older: 'Ältere',

  uptimeOf: (name) => `Verfügbarkeit von ${name}`,
  aboutUptime: (page) => `Wie ${page} in den letzten 90 Tagen funktioniert hat.`,
  aboutUptimeOf: (name) => `Wie ${name} funktioniert hat, Tag für Tag.`,
  uptimeOf90: 'Verfügbarkeit in den letzten 90 Tagen',
  notWatched:
    'Hier wird noch nichts beobachtet. Worauf Kunden sich verlassen, wird hier mit seinen Tagen stehen.',
  components: 'Komponenten',
  other: 'Übrige',
  troubledDays: (count) =>
    count === 0 ? 'keine Probleme' : count === 1 ? 'Probleme an einem Tag' : `Probleme an ${count} Tagen`,
  formula:
    'Die Verfügbarkeit ist der Anteil der Zeit ohne Ausfall: Eine Minute Ausfall zählt ganz, eine Minute Teilausfall zu 30 %, Beeinträchtigung und Wartung zählen nicht. Sie ergibt sich aus dem, was hier veröffentlicht wurde; Tage, bevor es eine Komponente gab, bleiben außer Betracht.',
  earlier: 'Früher',
  later: 'Später',
  allSaid: 'Alles, was dazu gesagt wurde',
  figure: (share) => `${share} Verfügbarkeit`,
  noFigure: 'Noch kein Wert',
  nothingKnown: 'Über diesen Monat ist nichts bekannt.',
  caption: (month) => `${month}, Tage mit Problemen sind markiert`,
  noTroubleAny: 'An keinem Tag Probleme.',
  whatWasIt: 'Was war los?',
  wholeDay: (status) => `${status}, den ganzen Tag`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: 'Nicht gefunden',
  noAddress: 'Unter dieser Adresse gibt es nichts.',
  mistyped:
    'Vielleicht ist sie falsch geschrieben oder der Link ist unvollständig. Alles, was je veröffentlicht wurde, steht im Verlauf.',
  howThingsStand: 'Aktuellen Stand ansehen',
  openHistory: 'Verlauf öffnen',
}
