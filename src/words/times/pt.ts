import type { Times } from './index.ts'

/** “à 1:30”, “às 18:00”. */
const at = (time: string) => `${time.startsWith('1:') ? 'à' : 'às'} ${time}`

export const pt: Times = {
  today: 'Hoje',
  yesterday: 'Ontem',
  dayAndTime: (day, time) => `${day}, ${time}`,
  untilTime: (time) => `até ${at(time)}`,
  untilTomorrow: (time) => `até amanhã ${at(time)}`,
  untilWeekday: ({ long }, time) => `até ${long} ${at(time)}`,
  untilDate: (day, time) => `até ${day}, ${time}`,
  untilMidnight: 'até à meia-noite',
  untilEndOfWeekday: (long) => `até ao fim de ${long}`,
  untilEndOfDate: (day) => `até ao fim de ${day}`,
  fromTo: (from, to) => `${from} – ${to}`,
  fromToEndOf: (from, day) => `${from} – ${day}, 24:00`,
  allDay: (days) => `${days}, todo o dia`,
  days: (from, to) => `${from} a ${to}`,
  underAMinute: 'menos de um minuto',
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  wholeDays: (count) => `${count} ${count === 1 ? 'dia' : 'dias'}`,
  both: (large, small) => `${large} e ${small}`,
  forYou: ', {} na sua hora local',
}
