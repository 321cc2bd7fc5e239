import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Format, Unreadable } from './alarm.ts'
import { first, instant, labelsOf, line, record, webAddress } from './reading.ts'

/** PagerDuty's webhooks, version 3 (developer.pagerduty.com/docs, “Webhooks overview”). */
export const pagerduty: Format = {
  name: 'pagerduty',
  label: 'PagerDuty',
  knows: (raw) => typeof record(raw.event).event_type === 'string',
  read: (raw) => {
    const event = record(raw.event)
    const data = record(event.data)
    const kind = line(event.event_type)
    if (!kind) throw new Unreadable('There is no “event.event_type” in it.')
    if (!kind.startsWith('incident.') || data.type !== 'incident') return null
    const id = line(data.id)
    if (!id) throw new Unreadable('There is no “event.data.id” in it.')
    const resolved = data.status === 'resolved' || kind === 'incident.resolved'
    const happened = instant(event.occurred_at)
    const service = record(data.service).summary
    const priority = line(record(data.priority).summary)
    return {
      source: 'pagerduty',
      key: id,
      state: resolved ? 'resolved' : 'firing',
      title: first(line(data.title), line(service), 'An incident'),
      text: '',
      severity: first(priority, line(data.urgency)),
      labels: labelsOf({ service, priority, urgency: data.urgency, number: data.number }),
      url: webAddress(data.html_url),
      startedAt: instant(data.created_at) ?? (kind === 'incident.triggered' ? happened : null),
      endedAt: resolved ? happened : null,
      at: happened,
    }
  },
}

/** Whether one of the signatures in `X-PagerDuty-Signature` (`v1=HEX`, several while a secret changes) is ours. */
export function pagerdutySigned(header: string | null, body: Buffer, secret: string): boolean {
  const wanted = createHmac('sha256', secret).update(body).digest()
  return (header ?? '')
    .split(',')
    .slice(0, 10)
    .some((part) => {
      const given = Buffer.from(/^\s*v1=([\da-f]{64})\s*$/i.exec(part)?.[1] ?? '', 'hex')
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    })
}
