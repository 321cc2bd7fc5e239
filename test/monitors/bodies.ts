import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Alarm } from '#src/monitors/alarm.ts'
import { ANY, readBody } from '#src/monitors/formats.ts'

const FOLDER = join(import.meta.dirname, '../../../shared/data/monitors')
/** Whether the real bodies are at hand. */
export const REAL = existsSync(FOLDER)

/** A real body as it was sent; captured ones are kept with their headers. */
export function real(name: string): Record<string, unknown> {
  const whole = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))
  return whole.headers && whole.body ? whole.body : whole
}

/** The alarm in a body, by the format that recognises it or by the one that is named. */
export function read(body: unknown, format: string = ANY): Alarm | null {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  return readBody(format, bytes, 'application/json')
}

/** Alertmanager's group of one alert. */
export function alerting(
  status: 'firing' | 'resolved',
  changes: { at?: string; labels?: Record<string, string>; summary?: string; group?: string } = {},
): Record<string, unknown> {
  const labels = { alertname: 'InstanceDown', service: 'search', instance: 'es-1:9100', ...changes.labels }
  const at = changes.at ?? (status === 'firing' ? '2026-11-22T11:59:00Z' : '2026-11-22T12:09:00Z')
  const ended = status === 'resolved'
  return {
    receiver: 'candor',
    status,
    alerts: [
      {
        status,
        labels,
        annotations: { summary: changes.summary ?? 'Search is down on es-1:9100' },
        startsAt: ended ? '2026-11-22T11:59:00Z' : at,
        endsAt: ended ? at : '0001-01-01T00:00:00Z',
        fingerprint: 'f0',
      },
    ],
    groupLabels: { alertname: labels.alertname },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alerts.example:9093',
    version: '4',
    groupKey: changes.group ?? '{}:{alertname="InstanceDown"}',
  }
}
