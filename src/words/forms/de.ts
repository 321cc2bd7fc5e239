import { plural } from '../plural.ts'
import type { Forms } from './index.ts'

export const de: Forms = {
  title: 'Benachrichtigen lassen',
  describe: (page) =>
    `Per E-Mail oder SMS erfahren, wenn bei ${page} etwas ausfällt, schließt oder besser wird.`,
  heading: 'Erfahren Sie es zuerst von uns',
  lead: 'Wir schreiben Ihnen, wenn etwas ausfällt, schließt oder besser wird, und wenn es vorbei ist. Sonst nichts, und in jeder Nachricht steht, wie Sie sie abbestellen.',
  copy: 'Dies ist eine Kopie unserer Seite, aus der nichts gesendet werden kann. Bitte kommen Sie wieder, wenn die Seite selbst zurück ist; bis dahin steht hier alles, was wir mitteilen.',
  notSetUp:
    'Nachrichten sind auf dieser Seite noch nicht eingerichtet. Bis dahin steht alles, was wir mitteilen, auf der Seite selbst.',
  seePage: 'Zur aktuellen Lage',
  problem: 'Eine Angabe braucht noch einen Blick.',
  problems: (count) => plural('de', count, { other: '# Angaben brauchen noch einen Blick.' }),
  reach: 'Wo erreichen wir Sie?',
  reachHint: 'Eines von beiden genügt.',
  email: 'E-Mail-Adresse',
  phone: 'Handynummer',
  phoneHint:
    'Mit Landesvorwahl, zum Beispiel +49 1512 3456789. Ihr Anbieter kann für Nachrichten Kosten berechnen.',
  about: 'Worüber?',
  kinds: {
    incident: {
      label: 'Störungen',
      hint: 'Was nicht funktioniert, was wir dagegen tun und wann es wieder läuft.',
    },
    closure: {
      label: 'Schließungen',
      hint: 'Wartungen, Feiertage und geschlossene Orte, vorher angekündigt.',
    },
    release: { label: 'Neuerungen', hint: 'Was neu, besser oder repariert ist.' },
  },
  narrow: 'Nur einige Teile oder nur Schwerwiegendes',
  which: 'Welche Teile betreffen Sie?',
  everything: 'Alles',
  everythingHint: 'Auch was später dazukommt.',
  onlyThese: 'Nur diese',
  wholeGroup: 'Alle davon',
  others: 'Weitere',
  severity: 'Wie schwer muss eine Störung sein?',
  severities: {
    none: 'Jede Störung',
    minor: 'Gering oder schwerer',
    major: 'Erheblich oder schwerer',
    critical: 'Nur kritische',
  },
  how: 'Wie dürfen wir schreiben?',
  name: 'Ihr Name',
  nameHint: 'Für die Anrede. Sie können ihn weglassen.',
  language: 'Sprache',
  zone: 'Zeitzone',
  zoneOfPage: (zone) => `Wie auf dieser Seite (${zone})`,
  later:
    'Nach der Bestätigung können Sie auch Ruhezeiten wählen oder eine Zusammenfassung am Tag oder in der Woche.',
  trap: 'Dieses Feld bitte leer lassen',
  submit: 'Benachrichtigen lassen',
  promise:
    'Zuerst fragen wir, ob die Adresse Ihnen gehört. Wir bewahren sie, Ihre Auswahl und Ihre Zustimmung auf; ändern oder abbestellen können Sie jederzeit.',
  already: 'Schon angemeldet?',
  alreadyLink: 'Ansehen und ändern, was Sie bekommen',
  one: {
    title: 'Hierüber benachrichtigen',
    lead: 'Wir schreiben Ihnen nur hierüber und über nichts anderes, bis es vorbei ist.',
    address: 'E-Mail-Adresse oder Handynummer',
    addressHint: 'Eine Nummer mit Landesvorwahl, zum Beispiel +49 1512 3456789.',
    addressHintMail: 'Zum Beispiel ana@example.com.',
    submit: 'Benachrichtigen',
    everything: 'Oder wählen, was Sie sonst noch erfahren möchten',
  },
  asked: {
    heading: 'Noch ein Schritt',
    codeHeading: 'Code eingeben',
    codeSent: 'Eine SMS mit sechs Ziffern ist unterwegs an diese Nummer. Sie gelten zehn Minuten.',
    mailHeading: 'Sehen Sie in Ihr Postfach',
    mailSent:
      'Wir schreiben an diese Adresse und fragen, ob Sie das möchten. Öffnen Sie den Link in dieser Mail; bis dahin hören Sie nichts weiter von uns.',
    from: 'Sie kommt von',
    life: 'Sie gilt',
    sevenDays: 'sieben Tage',
    nothing:
      'Nach einigen Minuten nichts da? Sehen Sie im Ordner für unerwünschte Mail nach. Wir fragen bei einer Adresse höchstens einmal am Tag nach.',
    again: 'Vertippt? Neu beginnen',
  },
  code: {
    title: 'Code eingeben',
    digits: 'Die sechs Ziffern',
    submit: 'Diese Nummer bestätigen',
    nothing: 'Nichts angekommen? Wir senden einer Nummer höchstens einen Code pro Minute und drei am Tag.',
    again: 'Neuen Code senden',
    sent: 'Wir haben sechs Ziffern an diese Nummer gesendet.',
    lost: 'Ein Code wird in dem Fenster eingegeben, in dem er angefordert wurde. Ist es geschlossen, fordern Sie einen neuen an.',
    ask: 'Code anfordern',
  },
  confirm: {
    title: 'Bestätigen',
    heading: 'Dürfen wir Ihnen schreiben?',
    somebody: 'Sie oder jemand anderes hat uns gebeten, an diese Adresse zu schreiben:',
    what: 'Worüber',
    parts: 'Welche Teile',
    severity: 'Wie schwer',
    language: 'Sprache',
    only: 'Nur hierüber',
    everything: 'Alles',
    yes: 'Ja, schreiben Sie mir',
    together: (other) => `Im selben Formular stand ${other}. Beides auf einer Seite zeigen`,
    togetherMore:
      'Nur wenn beides Ihnen gehört: Jede Seite zeigt dann die andere Adresse zum Teil und was dort gewählt ist.',
    notYou:
      'Waren Sie es nicht, schließen Sie diese Seite. Ohne Ihr Ja ist die Adresse nach sieben Tagen vergessen.',
    voidTitle: 'Dieser Link gilt nicht mehr',
    voidMore:
      'Haben Sie schon bestätigt, ist alles gut: In jeder unserer Nachrichten steht ein Link zu Ihrer Auswahl. Sonst fordern Sie eine neue Mail an.',
    again: 'Neu anmelden',
  },
  find: {
    title: 'Ihre eigene Seite',
    lead: 'Dort sehen Sie, was wir Ihnen senden und was wir aufbewahren, und können es ändern oder beenden. Geben Sie die Adresse ein, an die wir schreiben; wir senden Ihnen den Zugang.',
    submit: 'Zugang senden',
    mailHeading: 'Sehen Sie in Ihr Postfach',
    mailSent:
      'Wenn wir an diese Adresse schreiben, ist eine Mail mit einem Link zu Ihrer Seite unterwegs. Kommt nichts, ist sie hier nicht angemeldet, oder Sie haben heute schon mehrmals gefragt.',
    codeSent: 'Wenn wir an diese Nummer schreiben, ist eine SMS mit sechs Ziffern unterwegs.',
  },
  working: 'Einen Moment: Ihr Gerät zeigt unserem, dass Sie kein Programm sind.',
}
