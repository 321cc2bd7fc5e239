import type { Times } from './index.ts'

export const ja: Times = {
  today: '今日',
  yesterday: '昨日',
  dayAndTime: (day, time) => `${day} ${time}`,
  untilTime: (time) => `${time}まで`,
  untilTomorrow: (time) => `明日${time}まで`,
  untilWeekday: ({ long }, time) => `${long}${time}まで`,
  untilDate: (day, time) => `${day} ${time}まで`,
  untilMidnight: '今夜24:00まで',
  untilEndOfWeekday: (long) => `${long}いっぱい`,
  untilEndOfDate: (day) => `${day}いっぱい`,
  fromTo: (from, to) => `${from}～${to}`,
  fromToEndOf: (from, day) => `${from}～${day} 24:00`,
  allDay: (days) => `${days} 終日`,
  days: (from, to) => `${from}～${to}`,
  underAMinute: '1分未満',
  minutes: (count) => `${count}分`,
  hours: (count) => `${count}時間`,
  wholeDays: (count) => `${count}日`,
  both: (large, small) => `${large}${small}`,
  forYou: '（お客様の時刻 {}）',
}
