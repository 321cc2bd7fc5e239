import { plural } from '../plural.ts'
import type { MailWords } from './index.ts'

/** Names, addresses and links run their own way within a line that runs from right to left. */
const own = (text: string) => `\u2068${text}\u2069`

export const ar: MailWords = {
  hello: (name) => (name ? `مرحبًا ${own(name)}،` : 'مرحبًا،'),
  onlyIn: {
    en: 'بالإنجليزية فقط',
    de: 'بالألمانية فقط',
    fr: 'بالفرنسية فقط',
    es: 'بالإسبانية فقط',
    pt: 'بالبرتغالية فقط',
    ja: 'باليابانية فقط',
    ar: 'بالعربية فقط',
  },
  forYou: (reader, page) => `${reader} بتوقيتك (${page})`,
  lead: {
    investigating: 'هناك ما لا يعمل كما ينبغي، ونحن نبحث عن السبب.',
    again: 'عادت المشكلة، ونحن نبحث عن السبب.',
    identified: 'عرفنا السبب الآن.',
    monitoring: 'تحسّن الوضع، ونحن نراقب لنتأكد من استقراره.',
    resolved: (lasted) => (lasted ? `انتهى الأمر بعد ${lasted}.` : 'انتهى الأمر.'),
    postmortem: 'إليك ما حدث، ولماذا حدث، وما تعلمناه منه.',
    scheduled: (span) => `نخبرك مسبقًا لترتّب أمورك: ${span}.`,
    moved: (was, now) => `تغيّر الموعد. كان: ${was}، وأصبح: ${now}.`,
    reminder: (ahead, when) => `للتذكير: يبدأ ذلك ${ahead}، ${when}.`,
    inProgress: (until) => (until ? `بدأ ذلك، ومن المقرر أن يستمر حتى: ${until}.` : 'بدأ ذلك.'),
    verifying: 'انتهى العمل، ونحن نتأكد من أن كل شيء على ما يرام.',
    completed: 'انتهى ذلك.',
    cancelled: 'لن يحدث ذلك.',
    planned: 'نعمل على شيء جديد، وأنت من أوائل من يعلم به.',
    earlyAccess: 'يمكنك تجربته قبل أن يصل إلى الجميع.',
    released: 'هناك جديد من أجلك.',
    withdrawn: 'تراجعنا عن ذلك.',
  },
  detail: {
    after: (length) => `بعد ${length}`,
    since: (when) => `منذ ${when}`,
    until: (when) => `حتى ${when}`,
    begins: (ahead) => `يبدأ ${ahead}`,
    moved: 'موعد جديد',
    off: 'لن يحدث',
  },
  facts: {
    affected: 'الأجزاء المتأثرة',
    about: 'يخص',
    impact: 'التأثير',
    began: 'البداية',
    resolved: 'وقت الحل',
    from: 'من',
    until: 'إلى',
    formerly: 'الموعد السابق',
    stillWorks: 'ما يزال متاحًا',
    nextUpdateBy: 'التحديث القادم قبل',
  },
  button: {
    incident: 'تابع ذلك على الصفحة',
    closure: 'شاهد ذلك على الصفحة',
    release: 'اقرأ ذلك على الصفحة',
    digest: 'شاهد كل شيء على الصفحة',
  },
  earlier: 'سابقًا',
  olderOnPage: 'الأخبار الأقدم موجودة على الصفحة',
  wholeText: (url) => `النص الكامل هنا: ${own(url)}`,
  why: {
    kind: {
      incident: (address, page) => `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} أخبار الحوادث.`,
      closure: (address, page) => `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} أخبار الإغلاقات.`,
      release: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} أخبار الإصدارات الجديدة.`,
    },
    parts: {
      incident: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} أخبار الحوادث في الأجزاء المختارة.`,
      closure: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} أخبار الإغلاقات في الأجزاء المختارة.`,
      release: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} أخبار الإصدارات الجديدة في الأجزاء المختارة.`,
    },
    post: (address, page) =>
      `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} متابعة هذا الخبر وحده.`,
    digest: {
      daily: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} رسالة واحدة في اليوم.`,
      weekly: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} رسالة واحدة في الأسبوع.`,
      pause: (address, page) =>
        `تصلك هذه الرسالة لأن ${own(address)} طلب من ${own(page)} التوقف مدةً، وقد انتهت.`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `هل لديك سؤال؟ رُدّ على هذه الرسالة أو تواصل معنا: ${ways}. يقرؤها إنسان.`
      : `هل لديك سؤال؟ تواصل معنا: ${ways}. يقرؤها إنسان.`,
  links: { change: 'تغيير ما يصلك', stop: 'إيقاف هذه الرسائل', online: 'عرض على الويب' },
  digest: {
    title: (count, since) =>
      `${plural('ar', count, { one: 'خبر واحد', two: 'خبران', few: '# أخبار', many: '# خبرًا', other: '# خبر' })} ${since}`,
    sinceYesterday: 'منذ أمس',
    sinceDay: (weekday) => `منذ يوم ${weekday}`,
    sinceDate: (date) => `منذ ${date}`,
    lead: {
      daily: 'إليك ما حدث في اليوم الأخير.',
      weekly: 'إليك ما حدث في الأسبوع الأخير.',
      pause: 'إليك ما حدث أثناء فترة التوقف.',
    },
  },
}
