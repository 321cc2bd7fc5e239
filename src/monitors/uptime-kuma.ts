import { type Format, Unreadable } from './alarm.ts'
import { first, instant, labelsOf, line, list, record, text, webAddress } from './reading.ts'

/** Uptime Kuma's webhook. `heartbeat.status`: 0 down, 1 up, 2 pending, 3 maintenance. */
export const uptimeKuma: Format = {
  name: 'uptime-kuma',
  label: 'Uptime Kuma',
  knows: (raw) => 'heartbeat' in raw && 'msg' in raw,
  read: (raw) => {
    // A test of the connection, and the word about a certificate, have no heartbeat.
    if (raw.heartbeat === null || raw.heartbeat === undefined) return null
    const [beat, monitor] = [record(raw.heartbeat), record(raw.monitor)]
    if (beat.status === 2 || beat.status === 3) return null
    if (beat.status !== 0 && beat.status !== 1)
      throw new Unreadable('“heartbeat.status” is none of 0, 1, 2 and 3.')
    const id = first(line(beat.monitorID), line(beat.monitor_id), line(monitor.id), line(monitor.name))
    if (!id) throw new Unreadable('There is no “heartbeat.monitorID” in it.')
    const at = instant(beat.time)
    const state = beat.status === 0 ? 'firing' : 'resolved'
    const tags = list(monitor.tags).slice(0, 50).map(record)
    return {
      source: 'uptime-kuma',
      key: id,
      state,
      title: first(line(monitor.name), line(beat.msg), line(raw.msg), `Monitor ${id}`),
      text: first(text(beat.msg), text(raw.msg)),
      severity: '',
      labels: labelsOf(
        { monitor: monitor.name, type: monitor.type, url: monitor.url, hostname: monitor.hostname },
        ...tags.map((tag) => ({ [line(tag.name, 100) || 'tag']: first(line(tag.value), 'yes') })),
      ),
      url: webAddress(monitor.url),
      startedAt: state === 'firing' ? at : null,
      endedAt: state === 'resolved' ? at : null,
      at,
    }
  },
}
