import { z } from 'zod'
import { type Format, Unreadable } from './alarm.ts'
import { first, instant, labelsOf, line, MOST, text, webAddress } from './reading.ts'

const time = z.iso.datetime({ offset: true }).nullish()

/** What any program of yours may send. The description at /api is made from this. */
export const genericAlarm = z
  .object({
    title: z.string().min(1).describe('What is wrong, in one line.'),
    status: z.enum(['firing', 'resolved']).describe('Whether it is wrong now, or no longer.'),
    key: z
      .string()
      .nullish()
      .describe('The same for everything that is said of one trouble. The title, if it is left out.'),
    text: z.string().nullish().describe('More about it.'),
    severity: z.string().nullish().describe('Any word of yours; rules can ask for it.'),
    labels: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .nullish()
      .describe('Any facts by name; rules can ask for them.'),
    url: z.string().nullish().describe('Where staff see more.'),
    started_at: time.describe('Since when it is wrong.'),
    ended_at: time.describe('Since when it is right again.'),
  })
  .describe('What a monitor says of one trouble.')

export const generic: Format = {
  name: 'generic',
  label: 'Anything else (our own JSON)',
  knows: (raw) => 'title' in raw && 'status' in raw,
  read: (raw) => {
    const parsed = genericAlarm.safeParse(raw)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new Unreadable(`“${issue?.path.join('.') || 'title'}”: ${issue?.message ?? 'not as described'}.`)
    }
    const { title, status, key, labels, ...rest } = parsed.data
    const [startedAt, endedAt] = [instant(rest.started_at), instant(rest.ended_at)]
    const yesNo = Object.entries(labels ?? {}).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? (value ? 'yes' : 'no') : value,
    ])
    return {
      source: 'generic',
      key: first(text(key, MOST.key), text(title, MOST.key)),
      state: status,
      title: first(line(title), 'An alert'),
      text: text(rest.text),
      severity: line(rest.severity),
      labels: labelsOf(Object.fromEntries(yesNo)),
      url: webAddress(rest.url),
      startedAt,
      endedAt,
      at: status === 'firing' ? startedAt : endedAt,
    }
  },
}
