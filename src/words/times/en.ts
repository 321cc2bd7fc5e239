import type { Times } from './index.ts'

export const en: Times = {
  today: 'Today',
  yesterday: 'Yesterday',
  dayAndTime: (day, time) => `${day}, ${time}`,
  untilTime: (time) => `until ${time}`,
  untilTomorrow: (time) => `until tomorrow ${time}`,
  untilWeekday: ({ short }, time) => `until ${short} ${time}`,
  untilDate: (day, time) => `until ${day}, ${time}`,
  untilMidnight: 'until midnight',
  untilEndOfWeekday: (long) => `until the end of ${long}`,
  untilEndOfDate: (day) => `until the end of ${day}`,
  fromTo: (from, to) => `${from} to ${to}`,
  fromToEndOf: (from, day) => `${from} to the end of ${day}`,
  allDay: (days) => `${days}, all day`,
  days: (from, to, number) => `${number ?? from} to ${to}`,
  underAMinute: 'under a minute',
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  wholeDays: (count) => `${count} days`,
  both: (large, small) => `${large} ${small}`,
  forYou: ', {} for you',
}
