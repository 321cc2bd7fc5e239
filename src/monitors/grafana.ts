import type { Format } from './alarm.ts'
import { readGroup } from './alertmanager.ts'
import { first, line, text } from './reading.ts'

/** Grafana's webhook notifier of alerting since version 8 (grafana.com/docs, “Webhook notifier”). */
export const grafana: Format = {
  name: 'grafana',
  label: 'Grafana alerting',
  knows: (raw) => Array.isArray(raw.alerts) && 'orgId' in raw,
  read: (raw) => {
    const alarm = readGroup('grafana', raw)
    const title = line(raw.title).replace(/^\[(?:FIRING|RESOLVED)[^\]]*\]\s*/, '')
    const names = alarm.labels.alertname ?? []
    const plain = title.replace(/^\([^)]*\)$/, '')
    return {
      ...alarm,
      title: first(plain, names.slice(0, 3).join(', '), alarm.title),
      text: first(alarm.text, text(raw.message)),
    }
  },
}
