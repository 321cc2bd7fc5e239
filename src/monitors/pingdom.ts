import { type Format, Unreadable } from './alarm.ts'
import { epoch, first, instant, labelsOf, line, list, record, text, webAddress } from './reading.ts'

const DOWN = ['DOWN', 'FAILING', 'UNCONFIRMED_DOWN']
const UP = ['UP', 'SUCCESS']

/** Pingdom's webhook, of uptime and of transaction checks (pingdom.com/resources/webhooks). */
export const pingdom: Format = {
  name: 'pingdom',
  label: 'Pingdom',
  knows: (raw) => 'check_id' in raw && 'current_state' in raw,
  read: (raw) => {
    const key = line(raw.check_id)
    const now = line(raw.current_state).toUpperCase()
    if (!key) throw new Unreadable('There is no “check_id” in it.')
    if (!DOWN.includes(now) && !UP.includes(now))
      throw new Unreadable('“current_state” is neither DOWN nor UP.')
    const params = record(raw.check_params)
    const at = epoch(raw.state_changed_timestamp) ?? instant(raw.state_changed_utc_time)
    const state = UP.includes(now) ? 'resolved' : 'firing'
    const tags = list(raw.tags)
      .slice(0, 50)
      .map((tag) => ({ tag: first(line(tag), line(record(tag).name)) }))
    return {
      source: 'pingdom',
      key,
      state,
      title: first(line(raw.check_name), `Check ${key}`),
      text: first(text(raw.long_description), text(raw.description)),
      severity: line(raw.importance_level),
      labels: labelsOf({ check: raw.check_name, type: raw.check_type, hostname: params.hostname }, ...tags),
      url: webAddress(params.full_url),
      startedAt: state === 'firing' ? at : null,
      endedAt: state === 'resolved' ? at : null,
      at,
    }
  },
}
