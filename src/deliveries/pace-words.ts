/** How far an announcement was at an instant. */
export interface Sample {
  at: number
  sent: number
}

/** Over so long the speed is measured: short enough to be of now, long enough to be calm. */
const WINDOW = 10_000

/** Messages a second over the last ten seconds of these samples, oldest first; null before there is anything to divide. */
export function speedOf(samples: Sample[]): number | null {
  const last = samples.at(-1)
  const first = last && samples.find(({ at }) => last.at - at <= WINDOW)
  if (!first || last.at - first.at < 1_000) return null
  return (Math.max(0, last.sent - first.sent) * 1_000) / (last.at - first.at)
}

/** The samples that still matter, with a new one. */
export function withSample(samples: Sample[], sample: Sample): Sample[] {
  return [...samples.filter(({ at }) => sample.at - at <= WINDOW && at < sample.at), sample]
}

/** “160 a second”, “2.5 a second”, “12 a minute”. */
export function speedInWords(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond).toLocaleString('en')} a second`
  if (perSecond >= 1) return `${perSecond.toFixed(1).replace('.0', '')} a second`
  return `${Math.max(1, Math.round(perSecond * 60))} a minute`
}

/** “less than a minute”, “about 4 minutes”, “about 2 h 10 min”, for so many at this speed. */
export function durationInWords(messages: number, perSecond: number): string {
  const minutes = messages / perSecond / 60
  if (minutes < 1) return 'less than a minute'
  if (minutes < 1.5) return 'about a minute'
  if (minutes < 90) return `about ${Math.round(minutes)} minutes`
  const tens = Math.round(minutes / 10) * 10
  if (tens < 48 * 60) return `about ${Math.floor(tens / 60)} h${tens % 60 ? ` ${tens % 60} min` : ''}`
  return `about ${Math.round(minutes / 60 / 24)} days`
}

/** What texting costs in segments and time (S9): “214 people, 428 segments in all: about 7 minutes at 1 a second.” */
export function loadInWords(people: number, segments: number, perSecond: number | null): string {
  const all = people * segments
  const count = (number: number, one: string, many: string) =>
    `${number.toLocaleString('en')} ${number === 1 ? one : many}`
  const load = `${count(people, 'person', 'people')}, ${count(all, 'segment', 'segments')} in all`
  return perSecond ? `${load}: ${durationInWords(all, perSecond)} at ${speedInWords(perSecond)}.` : `${load}.`
}
