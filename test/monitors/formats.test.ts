import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Unreadable } from '#src/monitors/alarm.ts'
import { FORMATS, readBody } from '#src/monitors/formats.ts'
import { pagerdutySigned } from '#src/monitors/pagerduty.ts'
import { alerting, REAL, read, real } from './bodies.ts'

describe.skipIf(!REAL)('real bodies (they lie beside the project)', () => {
  test('Alertmanager: one group is one alarm, from its first word to its end', () => {
    const firing = read(real('alertmanager/captured-2-firing-unicode-and-markup'))
    expect(firing).toMatchObject({
      source: 'alertmanager',
      state: 'firing',
      title: 'Instanz nicht erreichbar – 検索 <b>down</b> & "quoted"',
      severity: 'critical',
      labels: { instance: ['es-1:9100'], service: ['search'] },
      startedAt: Date.parse('2026-11-22T12:41:35.32Z'),
      endedAt: null,
    })
    const resolved = read(real('alertmanager/captured-6-resolved-unicode-and-markup'))
    expect(resolved).toMatchObject({ state: 'resolved', endedAt: Date.parse('2026-11-22T12:51:39.409Z') })
    expect(resolved?.key).toBe(firing?.key)
  })

  test('Alertmanager: what many alerts have in common and apart stands in the labels', () => {
    const alarm = read(real('alertmanager/msteams-prom-post-request-2-alerts'))
    expect(alarm).toMatchObject({ state: 'firing', title: 'Server High Memory usage', severity: 'warning' })
    expect(alarm?.labels.alertname).toEqual(['high_memory_load', 'high_memory_load2'])
    const one = read(real('alertmanager/msteams-prom-post-request-label'))
    expect(one?.key).toBe(alarm?.key)
  })

  test('Alertmanager: without a group key, status or name it still says what it is', () => {
    const many = read(real('alertmanager/prom2teams-all-ok-multiple'))
    expect(many).toMatchObject({ state: 'resolved', title: 'Disk usage alert on CS30.evilcorp' })
    expect(many?.labels.severity).toEqual(['severe', 'critical'])
    const bare = read(real('alertmanager/prom2teams-without-mandatory-field'))
    expect(bare).toMatchObject({ state: 'resolved', title: 'An alert', severity: 'severe' })
    expect(bare?.key).toBe(read(real('alertmanager/prom2teams-all-ok'))?.key)
  })

  test('Grafana', () => {
    expect(read(real('grafana/alerting-v8-two-alerts'))).toMatchObject({
      source: 'grafana',
      state: 'firing',
      title: 'High memory usage, High CPU usage',
      labels: { team: ['blue'], zone: ['us-1', 'eu-1'] },
      url: 'https://play.grafana.org/',
      at: Date.parse('2021-10-12T09:56:03.157+02:00'),
    })
  })

  test('PagerDuty', () => {
    expect(read(real('pagerduty/v3-incident-triggered'))).toMatchObject({
      source: 'pagerduty',
      key: 'PFQZPSY',
      state: 'firing',
      title: 'Test Incident 3',
      severity: 'high',
      labels: { service: ['pig208'] },
    })
  })

  test('Datadog, Uptime Kuma, UptimeRobot, Pingdom', () => {
    expect(read(real('datadog-default'))).toMatchObject({
      source: 'datadog',
      state: 'firing',
      title: '[Memory Alert]',
      text: '@webhook-url some message',
      at: 1_406_662_672_000,
    })
    expect(read(real('uptime-kuma-down'))).toMatchObject({
      source: 'uptime-kuma',
      key: '10',
      state: 'firing',
      title: 'Child inaccessible',
      at: Date.parse('2023-09-16T10:41:24.905Z'),
    })
    expect(read(real('uptimerobot-down'))).toMatchObject({
      source: 'uptimerobot',
      key: 'server1.example.com',
      state: 'firing',
      title: 'Web Server',
      text: 'Host Is Unreachable',
    })
    expect(read(real('pingdom-http-down'))).toMatchObject({
      source: 'pingdom',
      key: '2048467',
      state: 'firing',
      title: 'Test check',
      startedAt: 1_457_939_434_000,
    })
  })
})

test('the end of a trouble carries the key of its beginning, in every format', () => {
  const pairs: [object, object][] = [
    [alerting('firing'), alerting('resolved')],
    [
      { ...alerting('firing'), orgId: 1 },
      { ...alerting('resolved'), orgId: 1 },
    ],
    [pager('incident.triggered', 'triggered'), pager('incident.resolved', 'resolved')],
    [datadog('[P1] [Triggered on {host:a}] CPU'), datadog('[P1] [Recovered on {host:a}] CPU')],
    [kuma(0), kuma(1)],
    [robot('1'), robot('2')],
    [ping('DOWN'), ping('UP')],
    [own('firing'), own('resolved')],
  ]
  const seen = new Set<string>()
  for (const [began, ended] of pairs) {
    const [one, other] = [read(began), read(ended)]
    expect(one).toMatchObject({ state: 'firing' })
    expect(other).toMatchObject({ state: 'resolved', key: one?.key })
    seen.add(one?.source ?? '')
  }
  expect([...seen].sort()).toEqual(FORMATS.map(({ name }) => name).sort())
})

test('what is no turn of a trouble is no alarm: tests of the connection, notes, maintenance, certificates', () => {
  for (const body of [
    { event: { event_type: 'pagey.ping', resource_type: 'pagey', data: { message: 'Hello' } } },
    { event: { event_type: 'incident.annotated', data: { type: 'incident_note', id: 'X' } } },
    { event: { event_type: 'service.updated', data: { type: 'service', id: 'X' } } },
    { heartbeat: null, monitor: null, msg: 'Testing' },
    kuma(2),
    kuma(3),
    robot('3'),
    datadog('A comment was added'),
  ])
    expect(read(body), JSON.stringify(body)).toBeNull()
})

test('UptimeRobot may send a form, and names that it has not filled in are not there', () => {
  const form = new URLSearchParams({
    monitorID: '7',
    monitorURL: 'https://shop.example',
    monitorFriendlyName: '*monitorFriendlyName*',
    alertType: '1',
  })
  const alarm = readBody('any', Buffer.from(form.toString()), 'application/x-www-form-urlencoded')
  expect(alarm).toMatchObject({ key: '7', title: 'https://shop.example', state: 'firing' })
})

test('what cannot be read is refused with a sentence that says what is missing', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['any', {}, /no format/],
    ['any', [], /no format/],
    ['any', 'text', /no format/],
    ['any', null, /no format/],
    ['alertmanager', { alerts: [] }, /alerts/],
    ['grafana', {}, /alerts/],
    ['pagerduty', {}, /event_type/],
    ['pagerduty', { event: { event_type: 'incident.triggered', data: { type: 'incident' } } }, /data\.id/],
    ['datadog', {}, /title/],
    ['uptime-kuma', { heartbeat: { status: 'down' } }, /status/],
    ['uptime-kuma', { heartbeat: { status: 0 } }, /monitorID/],
    ['uptimerobot', {}, /alert_type/],
    ['pingdom', { check_id: 1, current_state: 'MAYBE' }, /current_state/],
    ['generic', { title: 'Down' }, /status/],
    ['generic', { title: 'Down', status: 'firing', started_at: 'yesterday' }, /started_at/],
  ]
  for (const [format, body, reason] of wrong) {
    expect(() => read(body, format), `${format} ${JSON.stringify(body)}`).toThrow(Unreadable)
    expect(() => read(body, format)).toThrow(reason)
  }
  expect(() => readBody('any', Buffer.of(), '')).toThrow(/empty/)
  expect(() => readBody('any', Buffer.from('{"title":"\xff"}', 'latin1'), '')).toThrow(/UTF-8/)
})

test('every format reads anything at all without a fault', () => {
  const junk = [
    1,
    -1,
    Number.POSITIVE_INFINITY,
    true,
    null,
    '',
    '\u0000',
    '\ud800',
    [],
    [[]],
    {},
    { __proto__: null },
    'x'.repeat(9_000),
  ]
  const fields = [
    'alerts',
    'event',
    'heartbeat',
    'monitor',
    'title',
    'status',
    'labels',
    'check_id',
    'current_state',
  ]
  const more = [
    'alert_type',
    'monitor_url',
    'org',
    'tags',
    'startsAt',
    'groupKey',
    'commonLabels',
    'msg',
    'data',
  ]
  for (const { name } of FORMATS)
    for (const value of junk)
      for (const inner of junk) {
        const body = Object.fromEntries(
          [...fields, ...more].map((field, n) => [field, n % 2 ? value : inner]),
        )
        for (const one of [
          body,
          { alerts: [body, value, inner] },
          { event: { event_type: 'incident.x', data: body } },
        ])
          try {
            const alarm = read(one, name)
            expect(alarm === null || alarm.title.length <= 255).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(Unreadable)
          }
      }
})

describe('hostile bodies', () => {
  test('ten thousand alerts are one alarm with few labels', () => {
    const alerts = Array.from({ length: 10_000 }, (_, n) => ({ labels: { host: `h${n}`, [`l${n}`]: 'x' } }))
    const alarm = read({ status: 'firing', alerts, version: '4' })
    expect(alarm?.labels.host).toHaveLength(20)
    expect(Object.keys(alarm?.labels ?? {}).length).toBeLessThanOrEqual(64)
  })

  test('as many alerts as fit into a body are read', () => {
    const body = Buffer.from(`{"alerts":[${'0,'.repeat(130_000)}0]}`)
    expect(readBody('any', body, '')).toMatchObject({ source: 'alertmanager', title: 'An alert' })
  })

  test('deep nesting costs nothing', () => {
    const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
    expect(() => readBody('any', Buffer.from(deep), '')).toThrow(Unreadable)
    const within = Buffer.from(`{"title":"Down","status":"firing","labels":{"a":${deep}}}`)
    expect(() => readBody('generic', within, '')).toThrow(Unreadable)
    expect(() => readBody('alertmanager', Buffer.from(`{"alerts":${deep}}`), '')).not.toThrow(RangeError)
  })

  test('names of prototypes are nothing special', () => {
    const body = Buffer.from(
      '{"title":"Down","status":"firing","labels":{"__proto__":"a","constructor":"b","toString":"c"},"__proto__":{"title":"x"}}',
    )
    const alarm = readBody('generic', body, '')
    expect(alarm?.labels).toEqual({ constructor: ['b'], toString: ['c'] })
    expect(({} as Record<string, unknown>).title).toBeUndefined()
  })

  test('texts become whole signs that can be seen, on one line where it is one, and short', () => {
    const alarm = read({
      title: `Down\u0000\r\nset-cookie: x=1 \u202e${'😀'.repeat(500)}`,
      status: 'firing',
      text: 'x'.repeat(100_000),
      url: 'javascript:alert(1)',
      labels: { a: '\ud800' },
    })
    expect(alarm?.title).toMatch(/^Down set-cookie: x=1 😀/u)
    expect(alarm?.title.length).toBeLessThanOrEqual(255)
    expect(alarm?.title.isWellFormed()).toBe(true)
    expect(alarm?.text.length).toBeLessThanOrEqual(2_000)
    expect(alarm?.url).toBeNull()
  })
})

test('PagerDuty’s signature: any one of them, of exactly these bytes, with our secret', () => {
  const body = Buffer.from('{"event":{}}')
  const sign = (secret: string, bytes = body) =>
    `v1=${createHmac('sha256', secret).update(bytes).digest('hex')}`
  expect(pagerdutySigned(sign('s'), body, 's')).toBe(true)
  expect(pagerdutySigned(`${sign('old')},${sign('s')}`, body, 's')).toBe(true)
  for (const header of [
    null,
    '',
    'v1=',
    sign('other'),
    sign('s', Buffer.from('{}')),
    sign('s').slice(3),
    'v2=00',
  ])
    expect(pagerdutySigned(header, body, 's')).toBe(false)
})

function pager(event_type: string, status: string) {
  return {
    event: {
      event_type,
      occurred_at: '2026-11-22T12:00:00Z',
      data: { type: 'incident', id: 'P1', status, title: 'Down' },
    },
  }
}
function datadog(title: string) {
  return {
    id: String(Math.random()),
    last_updated: '1406662672000',
    event_type: 'metric_alert_monitor',
    title,
    org: { id: '1' },
    body: '',
  }
}
function kuma(status: number) {
  return {
    heartbeat: { monitorID: 1, status, time: '2026-11-22 12:00:00.000', msg: 'x' },
    monitor: { name: 'Shop' },
    msg: 'x',
  }
}
function robot(alert_type: string) {
  return { monitor_url: 'https://shop.example', monitor_friendly_name: 'Shop', alert_type }
}
function ping(current_state: string) {
  return { check_id: 1, check_name: 'Shop', current_state, state_changed_timestamp: 1_457_939_434 }
}
function own(status: string) {
  return { title: 'Shop is down', status }
}
