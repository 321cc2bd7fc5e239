import { type Format, Unreadable } from './alarm.ts'
import { epoch, first, labelsOf, line, list, record, text, webAddress } from './reading.ts'

/** `[Triggered on {host:a}] CPU is high`: what happened, to which part, and what it is called. */
const TITLE =
  /^(?:\[(P[1-5])\]\s*)?\[((?:Re-)?Triggered|Recovered|Warn|Re-Warn|No Data|Re-No Data|Renotify)((?: on [^\]]*)?)\]\s*(.*)$/i

/**
 * Datadog's webhooks: the standing payload, and what people commonly add to it (docs.datadoghq.com, “Webhooks”:
 * ALERT_ID, ALERT_TRANSITION, AGGREG_KEY, ALERT_PRIORITY, LINK, TAGS).
 */
export const datadog: Format = {
  name: 'datadog',
  label: 'Datadog',
  knows: (raw) =>
    typeof (raw.alert_transition ?? raw.event_type) === 'string' &&
    ('last_updated' in raw || 'alert_transition' in raw || 'org' in raw),
  read: (raw) => {
    const whole = line(raw.title)
    const [, priority = '', happened = '', part = '', name = whole] = TITLE.exec(whole) ?? []
    const transition = first(line(raw.alert_transition), happened)
    if (!whole && !transition) throw new Unreadable('There is neither “title” nor “alert_transition” in it.')
    // An event that is no turn of an alert says nothing about how things stand.
    if (!transition) return null
    const state = /recover/i.test(transition) ? 'resolved' : 'firing'
    const at = epoch(raw.last_updated) ?? epoch(raw.date)
    // The standing payload's “id” is that of the event: another one each time.
    const key = first(line(raw.aggreg_key), line(raw.alert_id), `${name}${part}`)
    const scope = line(raw.alert_scope)
    return {
      source: 'datadog',
      key: `${line(record(raw.org).id)} ${key} ${scope}`.trim(),
      state,
      title: first(name, 'An alert'),
      text: text(raw.body).replace(/^%%%\s*|\s*%%%$/g, ''),
      severity: first(line(raw.alert_priority), priority, line(raw.priority), line(raw.alert_type)),
      labels: labelsOf(...tags(raw.tags), { event_type: raw.event_type, scope, part: part.slice(4) }),
      url: webAddress(raw.link),
      startedAt: state === 'firing' ? at : null,
      endedAt: state === 'resolved' ? at : null,
      at,
    }
  },
}

/** `env:prod,team:blue`, or a list of such. */
function tags(value: unknown): Record<string, string>[] {
  const all = typeof value === 'string' ? value.slice(0, 4_000).split(',') : list(value).slice(0, 100)
  return all.map((one) => {
    const [name = '', ...rest] = line(one).split(':')
    return { [name.trim() || 'tag']: rest.join(':').trim() || 'yes' }
  })
}
