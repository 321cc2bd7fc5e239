import { type Format, type Raw, Unreadable } from './alarm.ts'
import { epoch, first, labelsOf, line, text, webAddress } from './reading.ts'

/** UptimeRobot's webhook, as JSON or as a form; both spellings of its fields. `alert_type`: 1 down, 2 up, 3 certificate. */
export const uptimerobot: Format = {
  name: 'uptimerobot',
  label: 'UptimeRobot',
  knows: (raw) => ['alert_type', 'alertType'].some((name) => name in raw) && field(raw, 'monitor_url') !== '',
  read: (raw) => {
    const type = field(raw, 'alert_type')
    if (type === '3') return null
    if (type !== '1' && type !== '2') throw new Unreadable('“alert_type” is none of 1, 2 and 3.')
    const [url, name] = [field(raw, 'monitor_url'), field(raw, 'monitor_friendly_name')]
    const key = first(field(raw, 'monitor_id'), url, name)
    if (!key) throw new Unreadable('There is neither “monitor_url” nor “monitor_friendly_name” in it.')
    const at = epoch(field(raw, 'alert_date_time') || field(raw, 'alert_datetime'))
    return {
      source: 'uptimerobot',
      key,
      state: type === '1' ? 'firing' : 'resolved',
      title: first(name, url),
      text: text(field(raw, 'alert_details')),
      severity: '',
      labels: labelsOf({ monitor: name, url }),
      url: webAddress(url),
      startedAt: type === '1' ? at : null,
      endedAt: type === '2' ? at : null,
      at,
    }
  },
}

/** `monitor_url` or `monitorURL`; what it has not filled in (`*monitorURL*`) is not there. */
function field(raw: Raw, name: string): string {
  const wanted = name.replaceAll('_', '').toLowerCase()
  const found = Object.keys(raw).find((key) => key.replaceAll('_', '').toLowerCase() === wanted)
  const value = found === undefined ? '' : line(raw[found])
  return /^\*\w+\*$/.test(value) ? '' : value
}
