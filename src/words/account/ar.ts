import { plural } from '../plural.ts'
import type { AccountWords } from './index.ts'

/** Names, addresses and links run their own way within a line that runs from right to left. */
const own = (text: string) => `\u2068${text}\u2069`

export const ar: AccountWords = {
  confirm: ({ page, address, kinds, parts }) => ({
    subject: `يُرجى التأكيد: أخبار ${page}`,
    title: 'بقيت خطوة واحدة',
    paragraphs: [
      `طُلب من ${own(page)} أن يكتب إلى ${own(address)} عن ${kinds}${parts ? ` (${parts})` : ''}. إن كنت صاحب الطلب فأكّده بالزر، ونبدأ.`,
      'يعمل الرابط مرة واحدة خلال 7 أيام. وإن لم تكن صاحب الطلب فلا تفعل شيئًا: لن يُسجَّل أحد، وسننسى العنوان.',
    ],
    button: 'تأكيد اشتراكي',
  }),
  confirmPost: ({ page, address, title }) => ({
    subject: `يُرجى التأكيد: أخبار ${page}`,
    title: 'بقيت خطوة واحدة',
    paragraphs: [
      `طُلب من ${own(page)} إبقاء ${own(address)} على اطلاع بشأن «${own(title)}». إن كنت صاحب الطلب فأكّده بالزر، ونبدأ.`,
      'يعمل الرابط مرة واحدة خلال 7 أيام. وإن لم تكن صاحب الطلب فلا تفعل شيئًا: لن يُسجَّل أحد، وسننسى العنوان.',
    ],
    button: 'أريد المتابعة',
  }),
  code: ({ page, code, minutes }) => ({
    subject: `${code} هو رمزك لدى ${page}`,
    title: code,
    paragraphs: [
      `هذا رمزك لدى ${own(page)}. مدة صلاحيته ${plural('ar', minutes, { one: 'دقيقة واحدة', two: 'دقيقتان', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' })}.`,
      'إن لم تكن قد طلبته فلا تفعل شيئًا.',
    ],
    button: null,
  }),
  move: ({ page, address, from }) => ({
    subject: `يُرجى تأكيد عنوانك الجديد: ${page}`,
    title: 'هل هذا عنوانك الجديد؟',
    paragraphs: [
      `شخص تصله أخبار ${own(page)} على ${own(from)} يريد أن تصله على ${own(address)} بدلًا منه. إن كنت أنت، فأكّد ذلك بالزر.`,
      'وإن لم تكن أنت فلا تفعل شيئًا: لن يتغير شيء.',
    ],
    button: 'استخدام هذا العنوان',
  }),
  link: ({ page }) => ({
    subject: `اشتراكك لدى ${page}`,
    title: 'اشتراكك',
    paragraphs: [
      'بهذا الزر ترى ما يصلك وتغيّره أو توقفه، وترى كل ما نحتفظ به عنك.',
      'إن لم تكن قد طلبت ذلك فلا تفعل شيئًا.',
    ],
    button: 'عرض اشتراكي',
  }),
  goodbye: {
    moved: ({ page, back }) => ({
      subject: `لن يكتب ${page} إلى هذا العنوان بعد الآن`,
      title: 'لم نعد نكتب إلى هنا',
      paragraphs: [
        'ما كان يصل إلى هذا العنوان يذهب من الآن إلى عنوان آخر كما طُلب منا. لن يصل إلى هنا شيء بعد الآن.',
        ...(back ? ['إن لم تكن صاحب هذا الطلب فألغه بالزر.'] : []),
      ],
      button: back ? 'لم أطلب ذلك' : null,
    }),
    removed: ({ page, back }) => ({
      subject: `لن يكتب ${page} إلى هذا العنوان بعد الآن`,
      title: 'لم نعد نكتب إلى هنا',
      paragraphs: [
        `حذف ${own(page)} هذا العنوان من قائمته. لن يصل إلى هنا شيء بعد الآن.`,
        ...(back ? ['إن أردت الاستمرار في تلقي أخبارنا فأخبرنا بالزر.'] : []),
      ],
      button: back ? 'أريد الاستمرار' : null,
    }),
  },
  invite: ({ page, by, role, hours }) => ({
    subject: `دعوة من ${by} إلى ${page}`,
    title: 'لديك دعوة',
    paragraphs: [
      `يدعوك ${own(by)} إلى التحدث باسم ${own(page)} على صفحة الحالة (الدور: ${own(role)}).`,
      `ينقلك الزر إلى صفحة تختار فيها كلمة مرور. يعمل مرة واحدة خلال ${plural('ar', hours, { one: 'ساعة واحدة', two: 'ساعتين', few: '# ساعات', many: '# ساعة', other: '# ساعة' })}. إن لم تكن تتوقع ذلك فاسأل ${own(by)}، أو لا تفعل شيئًا.`,
    ],
    button: 'قبول الدعوة',
  }),
  alert: {
    subject: (page, title) => `[${page}] يحتاج إلى من يتابعه: ${title}`,
    state: 'يحتاج إلى من يتابعه',
    button: 'شاهد ما يمكن فعله',
  },
  why: {
    typed: (address, site) => `أُرسلت هذه الرسالة الوحيدة لأن أحدهم كتب ${own(address)} على ${own(site)}.`,
    last: (address) => `هذه آخر رسالة إلى ${own(address)}.`,
    named: (who, address) => `أُرسلت هذه الرسالة الوحيدة لأن ${own(who)} ذكر أن ${own(address)} هو عنوانك.`,
    owner: (page, site) =>
      `تصلك هذه الرسالة لأنك من مالكي ${own(page)} على ${own(site)}؛ وعن كل نوع من المشكلات تصل رسالة واحدة في الساعة على الأكثر.`,
  },
}
