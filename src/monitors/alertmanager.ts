import { type Alarm, type Format, type Raw, Unreadable } from './alarm.ts'
import { first, instant, labelsOf, line, list, MOST, record, text, webAddress } from './reading.ts'

/** Alertmanager's webhook, version 4 (prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export const alertmanager: Format = {
  name: 'alertmanager',
  label: 'Prometheus Alertmanager',
  knows: (raw) => Array.isArray(raw.alerts) && !('orgId' in raw),
  read: (raw) => readGroup('alertmanager', raw),
}

/** A label keeps a few values only; more alerts than this bring no other ones that anybody reads. */
const MOST_ALERTS = 1_000

/** One group of alerts is one alarm: it fires while any of them does. Grafana speaks the same way. */
export function readGroup(source: string, raw: Raw): Alarm {
  const alerts = list(raw.alerts).map(record)
  if (!alerts.length) throw new Unreadable('There are no “alerts” in it.')
  const firing = alerts.filter(isFiring)
  const state = raw.status === 'resolved' || !firing.length ? 'resolved' : 'firing'
  const told = state === 'firing' && firing.length ? firing : alerts
  const [one = {}] = told
  const common = record(raw.commonLabels)
  const notes = { ...record(one.annotations), ...record(raw.commonAnnotations) }
  const labels = labelsOf(...told.slice(0, MOST_ALERTS).map((alert) => alert.labels), common, raw.groupLabels)
  const starts = told.map((alert) => instant(alert.startsAt)).filter((at) => at !== null)
  const ends = told.map((alert) => instant(alert.endsAt)).filter((at) => at !== null)
  const endedAt = state === 'resolved' && ends.length ? latest(ends) : null
  return {
    source,
    key: keyOf(raw, alerts),
    state,
    title: first(line(notes.summary), line(common.alertname), ...(labels.alertname ?? []), 'An alert'),
    text: text(notes.description),
    severity: first(line(common.severity), ...(labels.severity ?? [])),
    labels,
    url: webAddress(raw.externalURL) ?? webAddress(one.generatorURL),
    startedAt: starts.length ? starts.reduce((a, b) => Math.min(a, b)) : null,
    endedAt,
    // Of a group that fires, the newest of its alerts says how new it is.
    at: state === 'resolved' ? endedAt : starts.length ? latest(starts) : null,
  }
}

const latest = (instants: number[]) => instants.reduce((a, b) => Math.max(a, b))

/** By its own word; without one, an alert that has an end is over. */
function isFiring(alert: Raw): boolean {
  if (typeof alert.status === 'string') return alert.status === 'firing'
  return instant(alert.endsAt) === null
}

/** The group's own key; from older senders, the labels by which it was grouped, or those of all its alerts. */
function keyOf(raw: Raw, alerts: Raw[]): string {
  const given = text(raw.groupKey, MOST.key)
  if (given) return `${line(raw.receiver)} ${given}`
  const prints = alerts.slice(0, 100).map((alert) => first(line(alert.fingerprint), written(alert.labels)))
  return `${line(raw.receiver)} ${[...new Set(prints)].sort().join(' ')}`
}

function written(labels: unknown): string {
  return Object.entries(labelsOf(labels))
    .map(([name, values]) => `${name}=${values.join()}`)
    .sort()
    .join()
}
