import { plural } from '../plural.ts'
import type { Times } from './index.ts'

export const ar: Times = {
  today: 'اليوم',
  yesterday: 'أمس',
  dayAndTime: (day, time) => `${day}، ${time}`,
  untilTime: (time) => `حتى الساعة ${time}`,
  untilTomorrow: (time) => `حتى الغد، الساعة ${time}`,
  untilWeekday: ({ long }, time) => `حتى ${long}، الساعة ${time}`,
  untilDate: (day, time) => `حتى ${day}، الساعة ${time}`,
  untilMidnight: 'حتى منتصف الليل',
  untilEndOfWeekday: (long) => `حتى نهاية ${long}`,
  untilEndOfDate: (day) => `حتى نهاية ${day}`,
  fromTo: (from, to) => `${from} إلى ${to}`,
  fromToEndOf: (from, day) => `${from} إلى نهاية ${day}`,
  allDay: (days) => `${days}، طوال اليوم`,
  days: (from, to, number) => `من ${number ?? from} إلى ${to}`,
  underAMinute: 'أقل من دقيقة',
  minutes: (count) => plural('ar', count, { one: 'دقيقة', two: 'دقيقتين', few: '# دقائق', other: '# دقيقة' }),
  hours: (count) => plural('ar', count, { one: 'ساعة', two: 'ساعتين', few: '# ساعات', other: '# ساعة' }),
  wholeDays: (count) => plural('ar', count, { one: 'يوم', two: 'يومين', few: '# أيام', other: '# يومًا' }),
  both: (large, small) => `${large} و${small}`,
  forYou: '، {} بتوقيتك',
}
