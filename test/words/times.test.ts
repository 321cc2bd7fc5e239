import { expect, test } from 'vitest'
import { windowOf } from '#src/posts/closing.ts'
import { dayHeading, dayRange, lasting, moment, monthName, until, windowText } from '#src/ui/time.ts'
import { LANGUAGES, type Language } from '#src/words/language.ts'
import { zoneName } from '#src/zone.ts'

const at = (iso: string) => Date.parse(iso)
const NOW = at('2026-11-22T12:00:00Z')
const BERLIN = 'Europe/Berlin'

const said: Record<Exclude<Language, 'en'>, string[]> = {
  de: [
    'Gestern',
    '18. Nov., 15:05 MEZ',
    'bis morgen, 10:00 Uhr',
    'bis Dienstag, 10:00 Uhr',
    'bis Do., 24. Dez., 10:00 Uhr',
    'Di., 24. Nov., 22:00 bis 23:30 MEZ',
    '14. bis 17. Nov.',
    'November 2026',
    '2 Std. 14 Min.',
  ],
  fr: [
    'Hier',
    '18 nov., 15:05 CET',
    'jusqu’à demain, 10:00',
    'jusqu’à mardi, 10:00',
    'jusqu’au jeu. 24 déc., 10:00',
    'mar. 24 nov., 22:00 – 23:30 CET',
    'du 14 au 17 nov.',
    'novembre 2026',
    '2 h 14 min',
  ],
  es: [
    'Ayer',
    '18 nov, 15:05 CET',
    'hasta mañana a las 10:00',
    'hasta el martes a las 10:00',
    'hasta el jue, 24 dic, 10:00',
    'mar, 24 nov, 22:00 – 23:30 CET',
    'del 14 al 17 nov',
    'noviembre de 2026',
    '2 h y 14 min',
  ],
  pt: [
    'Ontem',
    '18/11, 15:05 CET',
    'até amanhã às 10:00',
    'até terça-feira às 10:00',
    'até quinta, 24/12, 10:00',
    'terça, 24/11, 22:00 – 23:30 CET',
    '14/11 a 17/11',
    'novembro de 2026',
    '2 h e 14 min',
  ],
  ja: [
    '昨日',
    '11月18日 15:05 CET',
    '明日10:00まで',
    '火曜日10:00まで',
    '12月24日(木) 10:00まで',
    '11月24日(火) 22:00～23:30 CET',
    '11月14日～11月17日',
    '2026年11月',
    '2時間14分',
  ],
  ar: [
    'أمس',
    '18 نوفمبر، 15:05 CET',
    'حتى الغد، الساعة 10:00',
    'حتى الثلاثاء، الساعة 10:00',
    'حتى الخميس، 24 ديسمبر، الساعة 10:00',
    'الثلاثاء، 24 نوفمبر، 22:00 إلى 23:30 CET',
    'من 14 إلى 17 نوفمبر',
    'نوفمبر 2026',
    'ساعتين و14 دقيقة',
  ],
}

test.each(Object.entries(said) as [Language, string[]][])(
  'times read as they are written in %s',
  (lang, words) => {
    expect([
      dayHeading(at('2026-11-21T12:00:00Z'), BERLIN, NOW, lang),
      moment(at('2026-11-18T14:05:00Z'), BERLIN, NOW, lang),
      until(at('2026-11-23T09:00:00Z'), BERLIN, NOW, lang),
      until(at('2026-11-24T09:00:00Z'), BERLIN, NOW, lang),
      until(at('2026-12-24T09:00:00Z'), BERLIN, NOW, lang),
      windowText(windowOf('2026-11-24T22:00', '2026-11-24T23:30', BERLIN), NOW, lang),
      dayRange(at('2026-11-14T12:00:00Z'), at('2026-11-17T12:00:00Z'), BERLIN, NOW, lang),
      monthName('2026-11', lang),
      lasting(8_040_000, lang),
    ]).toEqual(words)
  },
)

test.each(LANGUAGES)('digits and zones are the ones that everybody reads, in %s', (lang) => {
  for (const zone of ['Africa/Cairo', 'Asia/Kathmandu', 'America/New_York', 'Asia/Tokyo'])
    expect(zoneName(NOW, zone, lang)).toMatch(/^(?:[A-Z]+|UTC\+\d+(?::\d\d)?)$/)
  for (const ms of [30_000, 60_000, 120_000, 3_600_000, 7_200_000, 273_600_000])
    expect(lasting(ms, lang)).not.toMatch(/[\u0660-\u0669]/)
  expect(moment(at('2026-11-18T02:05:00Z'), 'UTC', NOW, lang)).toMatch(/\b2:05 UTC$/)
})
