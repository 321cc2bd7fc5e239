import { describe, expect, test } from 'vitest'
import { impactOf, pageStatus } from '#src/feeds/statuspage/status.ts'
import { ANSWERS, changesAt, type World } from '#src/feeds/statuspage.ts'
import type { Post, Update } from '#src/posts/post.ts'
import type { Component, Status } from '#src/status/component.ts'
import { aPost, NOON } from '#test/support/makers.ts'
import {
  hasRecorded,
  type RecordedComponent,
  type RecordedIncident,
  type RecordedSummary,
  recordedIn,
} from '#test/support/recorded.ts'

const FOLDERS = [
  'github/summaries',
  ...['8bcsk6c4prjl', 'flf8c4lvch31', 'hkp6z7kt2qm6', 'myvz2tsj2dh8', 'pr3498h3qkfy', 'zkxwbgr0cnmx'].map(
    (id) => `github/replays/${id}`,
  ),
  'cloudflare',
]
const recorded = FOLDERS.flatMap((folder) =>
  recordedIn(folder)
    .filter(({ json }) => json.status)
    .map(({ name, json }) => [`${folder}/${name}`, json] as const),
)

/** The things that a recorded answer tells of, as we know them, in an order that is not that of the answer. */
function worldOf(answer: RecordedSummary): World {
  const { page } = answer
  const posts = [...answer.incidents, ...answer.scheduled_maintenances]
  return {
    page: { ...page, timeZone: page.time_zone, updatedAt: Date.parse(page.updated_at) },
    components: answer.components
      .filter(({ group }) => !group)
      .map((one) => componentOf(one, posts))
      .sort((a, b) => a.id.localeCompare(b.id)),
    groups: answer.components
      .filter(({ group }) => group)
      .map((one) => ({ ...componentOf(one, []) }))
      .sort((a, b) => a.id.localeCompare(b.id)),
    open: posts.map(postOf).sort((a, b) => a.id.localeCompare(b.id)),
    told: new Set(
      posts
        .flatMap((post) => post.incident_updates)
        .filter((update) => update.deliver_notifications)
        .map(({ id }) => id),
    ),
    now: Date.parse(page.updated_at),
  }
}

function componentOf(one: RecordedComponent, posts: RecordedIncident[]): Component {
  const laid = posts.some(
    (post) => post.status === 'in_progress' && post.components.some(({ id }) => id === one.id),
  )
  return {
    id: one.id,
    groupId: one.group_id,
    sort: 'service',
    name: one.name,
    description: one.description,
    // A maintenance in force lays itself over it when it is read.
    status: (laid && one.status === 'under_maintenance' ? 'operational' : one.status) as Status,
    openingHours: null,
    position: one.position,
    showcase: one.showcase,
    onlyIfDegraded: one.only_show_if_degraded,
    startedOn: one.start_date,
    createdAt: Date.parse(one.created_at),
    updatedAt: Date.parse(one.updated_at),
    archivedAt: null,
  }
}

function postOf(one: RecordedIncident): Post {
  const closure = one.scheduled_for !== undefined
  const [startsAt, endsAt] = [Date.parse(one.scheduled_for ?? ''), Date.parse(one.scheduled_until ?? '')]
  return aPost({
    id: one.id,
    kind: closure ? 'closure' : 'incident',
    title: one.name,
    state: one.status as Post['state'],
    impact: closure ? null : (one.impact as Post['impact']),
    startedAt: Date.parse(one.started_at),
    createdAt: Date.parse(one.created_at),
    updatedAt: Date.parse(one.updated_at),
    window: closure
      ? {
          startsWall: '',
          endsWall: '',
          timeZone: 'UTC',
          startsAt,
          endsAt,
          startsByHand: true,
          endsByHand: true,
          keepsStatus: !one.components.some(({ status }) => status === 'under_maintenance'),
        }
      : null,
    components: one.components.map(({ id, name }) => ({ id, name })),
    updates: one.incident_updates.map((update, index) => ({
      id: update.id,
      seq: one.incident_updates.length - index,
      state: update.status as Update['state'],
      body: update.body,
      language: 'en' as const,
      texts: {},
      authorName: 'GitHub',
      nextUpdateBy: null,
      publishedAt: Date.parse(update.created_at),
      editedAt: update.updated_at === update.created_at ? null : Date.parse(update.updated_at),
      components: (update.affected_components ?? [])
        .toReversed()
        .map(({ code, name, old_status, new_status }) => ({
          id: code,
          name: name.split(' - ').slice(1).join(' - ') || name,
          oldStatus: old_status as Status,
          status: new_status as Status,
        })),
      revisions: [],
    })),
  })
}

/** What we need not have: their short links and tweets, a second time of display, a field that came only later. */
function comparable(answer: object): string {
  const told = JSON.parse(JSON.stringify(answer)) as RecordedSummary
  for (const post of [...told.incidents, ...told.scheduled_maintenances]) {
    post.shortlink = ''
    delete post.reminder_intervals
    for (const update of post.incident_updates) {
      Object.assign(update, { display_at: update.created_at, tweet_id: null })
      // Cloudflare's stand in whatever order somebody ticked them in; GitHub's, the older component first.
      if (told.page.name === 'Cloudflare')
        update.affected_components?.sort((a, b) => a.code.localeCompare(b.code))
    }
  }
  return JSON.stringify(told, null, 1)
}

describe.skipIf(!hasRecorded)('recorded answers of Statuspage', () => {
  test('there are some', () => expect(recorded.length).toBeGreaterThan(80))

  test.each(recorded)(
    '%s: every key, in its order, every list, in its order, reads the same',
    (_name, answer) => {
      expect(comparable(ANSWERS['summary.json'](worldOf(answer)))).toBe(comparable(answer))
    },
  )
})

describe('the indicator and its phrase', () => {
  test.each([
    [['operational', 'operational'], 'none', 'All Systems Operational'],
    [['operational', 'under_maintenance'], 'maintenance', 'Service Under Maintenance'],
    [['operational', 'degraded_performance'], 'minor', 'Partially Degraded Service'],
    [['degraded_performance', 'degraded_performance'], 'minor', 'Degraded System Service'],
    [['operational', 'partial_outage'], 'minor', 'Minor Service Outage'],
    [['partial_outage', 'partial_outage'], 'major', 'Partial System Outage'],
    [['operational', 'major_outage'], 'major', 'Partial System Outage'],
    [['major_outage', 'major_outage'], 'critical', 'Major System Outage'],
    [['major_outage'], 'critical', 'Major System Outage'],
    [['under_maintenance', 'major_outage'], 'major', 'Partial System Outage'],
  ] as [Status[], string, string][])('%s: %s', (statuses, indicator, description) => {
    expect(pageStatus(statuses, ['critical'])).toEqual({ indicator, description })
  })

  test('a page without components goes by its open incidents', () => {
    expect(pageStatus([], []).indicator).toBe('none')
    expect(pageStatus([], ['minor', 'critical'])).toEqual({
      indicator: 'critical',
      description: 'Major System Outage',
    })
  })

  test('an incident weighs what it does to components, and never less than before', () => {
    expect(impactOf([], 3, 'none')).toBe('none')
    expect(impactOf(['degraded_performance'], 3, 'none')).toBe('minor')
    expect(impactOf(['major_outage', 'operational'], 3, 'minor')).toBe('major')
    expect(impactOf(['major_outage'], 1, 'none')).toBe('critical')
    expect(impactOf(['operational'], 3, 'major')).toBe('major')
  })
})

describe('what strict clients would choke on', () => {
  const at = (posts: Post[], now = NOON): World => ({
    page: {
      id: 'abcdefghijkl',
      name: 'Acme',
      url: 'https://status.acme.test',
      timeZone: 'UTC',
      updatedAt: NOON,
    },
    components: [],
    groups: [],
    open: posts,
    told: new Set(),
    now,
  })
  const window = { startsWall: '', endsWall: '', timeZone: 'UTC', startsAt: NOON, endsAt: NOON + 3_600_000 }
  const closure = (changes: Partial<Post> = {}) =>
    aPost({ kind: 'closure', state: 'scheduled', reason: 'holiday', impact: null, window, ...changes })

  test('a closure for a holiday is a maintenance like any other, by the clock', () => {
    const told = ANSWERS['summary.json'](at([closure()])).scheduled_maintenances
    expect(told.map(({ status, impact }) => [status, impact])).toEqual([['in_progress', 'maintenance']])
    expect(
      ANSWERS['scheduled-maintenances/upcoming.json'](at([closure()], NOON - 1)).scheduled_maintenances,
    ).toHaveLength(1)
    expect(
      ANSWERS['scheduled-maintenances/active.json'](at([closure()], NOON - 1)).scheduled_maintenances,
    ).toHaveLength(0)
    expect(ANSWERS['summary.json'](at([closure()], NOON + 3_600_000)).scheduled_maintenances).toHaveLength(0)
  })

  test('a cancelled closure is completed: they know no other word', () => {
    const cancelled = closure({ state: 'cancelled' })
    const { scheduled_maintenances } = ANSWERS['scheduled-maintenances.json'](at([]), [cancelled])
    expect(scheduled_maintenances[0]?.status).toBe('completed')
  })

  test('an incident that has been open for longer than fifty others is not left out', () => {
    const old = aPost({ id: 'oldoldoldold', createdAt: NOON - 1e9 })
    const { incidents } = ANSWERS['incidents.json'](at([old]), [aPost()])
    expect(incidents.map(({ id }) => id)).toEqual(['aaaaaaaaaaaa', 'oldoldoldold'])
  })

  test('an answer is kept until a closure begins, and then until it ends', () => {
    expect(changesAt(at([closure()], NOON - 5))).toBe(NOON)
    expect(changesAt(at([closure()], NOON))).toBe(NOON + 3_600_000)
    expect(changesAt(at([], NOON))).toBeNull()
  })
})
