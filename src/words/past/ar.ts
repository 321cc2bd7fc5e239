import { plural } from '../plural.ts'
import type { PastWords } from './index.ts'

const KINDS = {
  post: { one: 'خبر واحد', two: 'خبران', few: '# أخبار', other: '# خبرًا' },
  incident: { one: 'حادث واحد', two: 'حادثان', few: '# حوادث', other: '# حادثًا' },
  closure: { one: 'إغلاق واحد', two: 'إغلاقان', few: '# إغلاقات', other: '# إغلاقًا' },
  release: { one: 'إصدار واحد', two: 'إصداران', few: '# إصدارات', other: '# إصدارًا' },
} as const
const own = (name: string) => `\u2068${name}\u2069`

export const ar: PastWords = {
  ofMonth: (month) => `السجل، ${month}`,
  about: (page, month) => `ما نُشر على صفحة ${own(page)} في ${month}.`,
  months: 'الأشهر',
  allMonths: 'كل الأشهر',
  emptyMonth: 'لم يُنشر شيء في هذا الشهر.',
  count: (kind, count) => plural('ar', count, KINDS[kind ?? 'post']),

  search: 'ابحث في كل ما قلناه',
  find: 'بحث',
  searchFor: (words) => `بحث: ${own(words)}`,
  found: (words) => `ما قلناه عن «${own(words)}»`,
  nothingFound: 'لم يُعثر على شيء',
  noWord: 'اكتب كلمة أو كلمتين للبحث. الرموز وحدها لا تكفي.',
  tooCommon: 'هذه الكلمات موجودة في كل مكان تقريبًا. أضف كلمة أكثر تحديدًا.',
  nothingOlder: 'لا يوجد ما هو أقدم.',
  noPost: (words) => `لا يوجد خبر يضم كل «${own(words)}». جرّب كلمات أقل أو بداية كلمة؛ ثلاثة أحرف تكفي.`,
  also: 'يمكنك أيضًا {months} أو {now}.',
  goThrough: 'تصفح الأشهر',
  seeNow: 'رؤية الوضع الحالي',
  results: 'النتائج، الأحدث أولًا',
  older: 'الأقدم',

  uptimeOf: (name) => `نسبة تشغيل ${own(name)}`,
  aboutUptime: (page) => `كيف عملت خدمات ${own(page)} في آخر 90 يومًا.`,
  aboutUptimeOf: (name) => `كيف عمل ${own(name)}، يومًا بيوم.`,
  uptimeOf90: 'نسبة التشغيل في آخر 90 يومًا',
  notWatched: 'لا يُراقب شيء هنا بعد. سيظهر هنا ما يعتمد عليه العملاء مع أيامه.',
  components: 'المكونات',
  other: 'غير ذلك',
  troubledDays: (count) =>
    count
      ? plural('ar', count, {
          one: 'مشكلات في يوم واحد',
          two: 'مشكلات في يومين',
          few: 'مشكلات في # أيام',
          other: 'مشكلات في # يومًا',
        })
      : 'بلا مشكلات',
  formula:
    'نسبة التشغيل هي نسبة الوقت الذي مرّ دون انقطاع: دقيقة الانقطاع الكبير تُحسب كاملة، ودقيقة الانقطاع الجزئي تُحسب بنسبة 30%، ولا يُحسب انخفاض الأداء ولا الصيانة. تُستخرج مما نُشر هنا، وتُستثنى الأيام السابقة لوجود المكوّن.',
  earlier: 'السابق',
  later: 'اللاحق',
  allSaid: 'كل ما قيل عنه',
  figure: (share) => `نسبة التشغيل ${share}`,
  noFigure: 'لا رقم بعد',
  nothingKnown: 'لا يُعرف شيء عن هذا الشهر.',
  caption: (month) => `${month}، مع تمييز الأيام التي شهدت مشكلات`,
  noTroubleAny: 'لا مشكلات في أي يوم.',
  whatWasIt: 'ماذا حدث؟',
  wholeDay: (status) => `${status} طوال اليوم`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: 'غير موجود',
  noAddress: 'لا يوجد شيء في هذا العنوان.',
  mistyped: 'ربما كُتب خطأً، أو أن الرابط غير مكتمل. كل ما نُشر موجود في السجل.',
  howThingsStand: 'انظر الوضع الحالي',
  openHistory: 'افتح السجل',
}
