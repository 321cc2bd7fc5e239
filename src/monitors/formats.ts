import { type Alarm, type Format, Unreadable } from './alarm.ts'
import { alertmanager } from './alertmanager.ts'
import { datadog } from './datadog.ts'
import { generic } from './generic.ts'
import { grafana } from './grafana.ts'
import { pagerduty } from './pagerduty.ts'
import { pingdom } from './pingdom.ts'
import { record } from './reading.ts'
import { uptimeKuma } from './uptime-kuma.ts'
import { uptimerobot } from './uptimerobot.ts'

/** Every format that is understood. A body of unknown format is the first that knows it. */
export const FORMATS: readonly Format[] = [
  grafana,
  alertmanager,
  pagerduty,
  uptimeKuma,
  pingdom,
  uptimerobot,
  datadog,
  generic,
]

/** A hook of this format takes what it recognises. */
export const ANY = 'any'

/**
 * The alarm in a body of this format, or null where it holds none. `type` is the body's content type. Throws
 * {@link Unreadable} with a sentence for staff.
 */
export function readBody(format: string, body: Buffer, type: string): Alarm | null {
  const raw = record(/^application\/x-www-form-urlencoded/i.test(type) ? asForm(body) : asJson(body))
  const known = FORMATS.find((one) => (format === ANY ? one.knows(raw) : one.name === format))
  if (!known) throw new Unreadable('It is in no format that is known here.')
  return known.read(raw)
}

function asJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Unreadable(body.length ? 'It is not JSON in UTF-8.' : 'It is empty.')
  }
}

function asForm(body: Buffer): unknown {
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
}
