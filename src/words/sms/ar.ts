import { ar as labels } from '../labels/ar.ts'
import { plural } from '../plural.ts'
import type { SmsWords } from './index.ts'

export const ar: SmsWords = {
  state: labels.state,
  nextBy: (state, when) => `${state}، التالي قبل ${when}.`,
  after: (state, length) => `${state}، المدة ${length}.`,
  until: (state, when) => `${state} حتى ${when}.`,
  begins: (ahead, when) => `يبدأ ${ahead}: ${when}.`,
  from: (when) => `من ${when}.`,
  moved: (when) => `موعد جديد: ${when}.`,
  stop: 'للإيقاف أرسل STOP.',
  choose: (url) => `للتغيير: ${url}`,
  digest: (count) =>
    `${plural('ar', count, { one: 'خبر واحد', two: 'خبران', few: '# أخبار', many: '# خبرًا', other: '# خبر' })} لك.`,
  confirm: (url) => `أكّد أنك تريد رسائلنا: ${url}`,
  code: (code, minutes) =>
    `${code} هو رمزك، صالح ${plural('ar', minutes, { one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' })}. إن لم تطلبه فتجاهله.`,
  move: (url) => `أكّد أننا نستطيع الكتابة إلى هذا الرقم: ${url}`,
  link: (url) => `لعرض ما يصلك وتغييره: ${url}`,
  goodbye: {
    moved: 'ما كان يصل إلى هنا يذهب الآن إلى رقم آخر كما طُلب. لن يصل إلى هنا شيء بعد الآن.',
    removed: 'حذفنا هذا الرقم من قائمتنا. لن يصل إلى هنا شيء بعد الآن.',
  },
  invite: (by, url) => `يدعوك ${by}: ${url}`,
  alert: (title, url) => `نحتاج إلى من يتابع: ${title}. ${url}`,
  reply: {
    stopped: 'لن تصلك رسائلنا بعد الآن. للعودة أرسل START.',
    back: 'عادت رسائلنا إليك. للإيقاف أرسل STOP وللمساعدة HELP.',
    unknown: (url) => `لتصلك رسائلنا اشترك هنا: ${url}`,
    help: (contact) => `أخبار الحوادث والإغلاقات. للتواصل: ${contact}. للإيقاف أرسل STOP.`,
  },
}
