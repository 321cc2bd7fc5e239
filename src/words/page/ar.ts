import { plural } from '../plural.ts'
import type { PageWords } from './index.ts'

const ending = (until: string) => until && ` ${until}`
/** A name in letters of whichever direction, which moves nothing around it. */
const own = (name: string) => `\u2068${name}\u2069`
/** The letter that means “by” hangs on a word, and stands before a number with its stroke. */
const by = (time: string) => (/^\d/.test(time) ? `بـ ${time}` : `ب${time}`)

export const ar: PageWords = {
  site: (name) => `حالة خدمات ${own(name)}`,
  skip: 'انتقل إلى المحتوى',
  subscribe: 'اشترك',
  contact: 'تواصل معنا',
  more: 'المزيد',
  languages: 'اللغات',
  home: 'الوضع الحالي',
  history: 'السجل',
  api: 'الخلاصات وواجهة API',
  feed: (format) => `كل ما نعلنه (${format})`,
  closuresCalendar: 'الإغلاقات (تقويم)',
  aboutCopy: 'عن هذه النسخة',
  copyOf: 'هذه نسخة من صفحتنا،',
  copyTaken: 'أُخذت في {}. لا تتغير من تلقاء نفسها، وما قلناه بعد ذلك ليس فيها.',
  copyCompared: 'كانت مطابقة للصفحة آخر مرة {}.',
  copyOver: 'عادت الصفحة نفسها: اعرضها.',
  changed: 'تغيرت هذه الصفحة.',

  weight: {
    well: 'كل شيء يعمل',
    closed: 'إغلاق مقرر',
    none: 'قيد النظر',
    minor: 'أداء منخفض',
    major: 'انقطاع جزئي',
    critical: 'انقطاع كبير',
  },
  everything: 'كل شيء يعمل.',
  rest: 'وكل ما عدا ذلك يعمل.',
  work: {
    investigating: 'نحن نحقق في الأمر.',
    identified: 'عرفنا السبب ونعمل على إصلاحه.',
    monitoring: 'طبقنا حلًا ونراقب نتيجته.',
    other: 'نحن نعمل على الأمر.',
  },
  one: (title, work) => `${own(title)}. ${work}`,
  two: (first, other) => `${own(first)}؛ وكذلك: ${own(other)}. نعمل على الأمرين معًا.`,
  many: (worst, others) => {
    const more = plural('ar', others, { two: 'حادثان آخران', few: '# حوادث أخرى', other: '# حادثًا آخر' })
    return `${own(worst)}؛ و${more}. نحن نعمل عليها.`
  },
  names: (names, others) => {
    const list = names.map(own).join(' و')
    return others ? `${list} و${others} غيرها` : list
  },
  ailing: {
    degraded_performance: (names) => `أداء منخفض: ${names}.`,
    partial_outage: (names) => `انقطاع جزئي: ${names}.`,
    major_outage: (names) => `انقطاع كامل: ${names}.`,
  },
  ailingMixed: (names) => `لا تعمل كما ينبغي: ${names}.`,
  maintained: (names, _, until) => `قيد الصيانة${ending(until)}: ${names}.`,
  closed: (names, _, until) => `مغلق${ending(until)}: ${names}.`,
  titled: (title, until) => `${own(title)}${until && `، ${until}`}.`,
  closures: (count) => {
    const forms = { two: 'إغلاقان ساريان', few: '# إغلاقات سارية', other: '# إغلاقًا ساريًا' }
    return `هناك ${plural('ar', count, forms)}.`
  },
  since: 'منذ {}.',
  promise: 'سنقول المزيد قبل {}.',
  noIncident: 'لا حوادث حتى الآن.',
  noIncidentSince: 'لا حوادث منذ {}.',

  open: { incidents: 'حوادث مفتوحة', closures: 'إغلاقات سارية' },
  coming: 'قريبًا',
  depend: 'ما تعتمد عليه',
  placeOpen: (until) => `مفتوح${ending(until)}`,
  placeClosed: (until) => `مغلق${ending(until)}`,
  bars: 'آخر {days} يومًا، واليوم في أقصى اليسار. {uptime} محسوبة على 90 يومًا: دقيقة الانقطاع الكبير تُحسب كاملة، ودقيقة الانقطاع الجزئي تُحسب بنسبة 30%، ولا يُحسب انخفاض الأداء ولا الصيانة.',
  uptime: 'نسبة التشغيل',
  others: (count, group) => `البقية من ${own(group)} (${count})`,
  of: (count, all) => `${count} من ${all}`,
  dayByDay: 'يومًا بيوم',
  sinceToday: 'منذ اليوم',
  barOf: (name, troubled) => {
    const days = plural('ar', troubled, {
      one: 'يوم واحد فيه مشكلات',
      two: 'يومان فيهما مشكلات',
      few: '# أيام فيها مشكلات',
      other: '# يومًا فيها مشكلات',
    })
    return `نسبة تشغيل ${own(name)}، ${troubled ? days : 'بلا مشكلات'}، يومًا بيوم`
  },
  barLabel: '\u2068{}\u2069، يومًا بيوم',
  noTrouble: 'بلا مشكلات',
  notKnown: 'غير معروف',
  lastDays: (count) =>
    plural('ar', count, { one: 'آخر يوم', two: 'آخر يومين', few: 'آخر # أيام', other: 'آخر # يومًا' }),
  nothing: 'لا شيء يُذكر.',
  none: { incident: 'لا حوادث.', closure: 'لا إغلاقات.', release: 'لا إصدارات جديدة.' },
  openAbove: 'ما لا يزال مفتوحًا مذكور في الأعلى.',
  before: (day) => `كل ما قبل ${day}`,
  moreBefore: 'المزيد من هذه الأيام وكل ما قبلها',
  wholeHistory: 'السجل كاملًا',
  show: 'عرض',
  all: 'الكل',
  component: 'المكوّن',
  allComponents: 'كل المكونات',
  onlyOf: (name) => `فقط ما يخص ${own(name)}.`,
  showAll: 'عرض كل المكونات',

  incident: { none: 'حادث', minor: 'حادث طفيف', major: 'حادث كبير', critical: 'حادث حرج' },
  closedNow: 'مغلق الآن',
  stillWorks: 'ما زال يعمل',
  tellMe: 'أبلغوني عن هذا',
  tellNext: 'أبلغوني في المرة القادمة',
  earlier: (count) =>
    plural('ar', count, {
      one: 'تحديث سابق واحد',
      two: 'تحديثان سابقان',
      few: '# تحديثات سابقة',
      other: '# تحديثًا سابقًا',
    }),
  sinceWhen: 'منذ {}',
  nextBy: 'التحديث القادم قبل {}',
  promised: 'وُعد بتحديث في {}',
  edited: 'معدَّل',
  editedAt: 'عُدِّل في {}. انظر ما تغير',
  until: 'حتى {}',
  changedBy: (name) => `، غيّره ${own(name)}`,
  struck: ['محذوف:', 'نهاية المحذوف.'],
  written: ['مضاف:', 'نهاية المضاف.'],
  readBefore: 'اقرأ النص السابق',
  sameWords: (count) => {
    const times = plural('ar', count, { one: 'مرة واحدة', two: 'مرتين', few: '# مرات', other: '# مرة' })
    return `الكلمات نفسها ${times} من قبل، أولها {}`
  },
  concerns: 'يخص',
  concernsAlso: 'يخص أيضًا',
  andMore: (count) => `و${count} غيرها`,
  changes: 'تغيرات المكونات',
  was: (status) => `(سابقًا: ${status})`,
  update: 'تحديث',
  readWhole: 'اقرأ الخبر كاملًا',
  backdated: 'مؤرخ بأثر رجعي.',
  backdatedOn: (day) =>
    `دُوِّن هنا في ${day} بعد وقوعه، نقلًا عن سجل محفوظ في مكان آخر. لم تُبلغ هذه الصفحة أحدًا به.`,
  recordEnds: 'ينتهي السجل هنا؛ ولم تُدوَّن نهايته.',
  said: 'ما قلناه، الأحدث أولًا',
  explained: 'تم الحل والشرح',
  explainedAfter: (time) => `تم الحل خلال ${time}، ثم الشرح`,
  noEnd: 'لم تُدوَّن النهاية',
  endedAfter: (_, word, time) => `${word} خلال ${time}`,

  fact: {
    people: 'عدد من أُبلغوا',
    release: 'يوم الإصدار',
    told: 'أول إعلان',
    when: 'متى',
    long: 'المدة',
    reason: 'السبب',
    impact: 'التأثير',
    began: 'البداية',
    noticed: 'لوحظ',
    next: 'التحديث القادم قبل',
    resolved: 'تم الحل',
  },
  asItBegan: 'عند بدايته',
  afterItBegan: (time) => `بعد ${time} من بدايته`,
  beforeItStarts: (time) => `قبل بدايته ${by(time)}`,
  beforeItStarted: (time) => `قبل بدايته ${by(time)}`,
  goingOn: 'حتى الآن؛ وما زال الإبلاغ جاريًا',
  allWithin: (time) => `جميعهم خلال ${time || 'دقيقة'}`,
  stoppedWithin: (time) => `خلال ${time || 'دقيقة'}، ثم أوقفنا الإبلاغ`,
}
