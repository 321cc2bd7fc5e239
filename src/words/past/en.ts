import type { PastWords } from './index.ts'

export const en: PastWords = {
  ofMonth: (month) => `History, ${month}`,
  about: (page, month) => `What ${page} published in ${month}.`,
  months: 'Months',
  allMonths: 'All months',
  emptyMonth: 'Nothing was published in this month.',
  count: (kind, count) => (count === 1 ? `One ${kind ?? 'post'}` : `${count} ${kind ?? 'post'}s`),

  search: 'Search everything we told',
  find: 'Search',
  searchFor: (words) => `Search: ${words}`,
  found: (words) => `What we told about “${words}”`,
  nothingFound: 'Nothing found',
  noWord: 'Type a word or two to look for. Signs alone find nothing.',
  tooCommon: 'These words stand nearly everywhere. Add one that says more.',
  nothingOlder: 'There is nothing older.',
  noPost: (words) =>
    `No post contains all of “${words}”. Try fewer words, or the beginning of one; three letters are enough.`,
  also: 'You can also {months}, or {now}.',
  goThrough: 'go through the months',
  seeNow: 'see how things stand now',
  results: 'Found, newest first',
  older: 'Older ones',

  uptimeOf: (name) => `Uptime of ${name}`,
  aboutUptime: (page) => `How ${page} has worked in the last 90 days.`,
  aboutUptimeOf: (name) => `How ${name} has worked, day by day.`,
  uptimeOf90: 'Uptime in the last 90 days',
  notWatched: 'Nothing is watched here yet. What customers depend on will stand here with its days.',
  components: 'Components',
  other: 'Other',
  troubledDays: (count) =>
    count === 0 ? 'no trouble' : count === 1 ? 'trouble on one day' : `trouble on ${count} days`,
  formula:
    'Uptime is the share of time without outage: a minute of major outage counts whole, one of partial outage counts 30 %, degraded performance and maintenance do not count. It comes from what was published here; days before a component began are left out.',
  earlier: 'Earlier',
  later: 'Later',
  allSaid: 'All that was said of it',
  figure: (share) => `${share} uptime`,
  noFigure: 'No figure yet',
  nothingKnown: 'Nothing is known of this month.',
  caption: (month) => `${month}, days with trouble marked`,
  noTroubleAny: 'No trouble on any day.',
  whatWasIt: 'What was it?',
  wholeDay: (status) => `${status} all day`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: 'Not found',
  noAddress: 'There is nothing at this address.',
  mistyped:
    'It may have been mistyped, or the link is incomplete. Everything that was ever published is in the history.',
  howThingsStand: 'See how things stand',
  openHistory: 'Open the history',
}
