import { describe, expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listComponents } from '#db/queries/status.ts'
import { keepAlarms } from '#src/monitors/keep-alarms.ts'
import { revokeHook } from '#src/monitors/keep-hook.ts'
import { markdownToHtml } from '#src/posts/markdown.ts'
import { publish } from '#src/posts/publish.ts'
import { revise } from '#src/posts/revise.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anIncident, NOON } from '#test/support/makers.ts'
import { alerting, REAL, real } from './bodies.ts'
import { aWorld, HOUR, MINUTE, standing, told } from './world.ts'

const quiet: Entry = {
  state: 'monitoring',
  body: 'We watch.',
  statuses: {},
  nextUpdateBy: null,
  channels: [],
}

onBothEngines('what is made of an alarm', (open) => {
  test('without a rule it becomes a draft with nothing but a title; nobody is told and the page says nothing', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, null)
    expect(await say('firing', NOON)).toMatchObject({ made: 'draft', why: 'No rule fits.' })
    const { posts, drafts, told } = await standing(db, hook.id)
    expect([posts.length, drafts.length, told]).toEqual([0, 1, 0])
    expect(JSON.parse(drafts[0]?.fields ?? '')).toMatchObject({
      kind: 'incident',
      title: 'Search is down on es-1:9100',
      body: '',
    })
  })

  test('a rule publishes under the hook’s name with its own words, tells at once, and sets everything back at the end', async () => {
    const { db } = await open()
    const { hook, search, say } = await aWorld(db)
    expect(await say('firing', NOON)).toMatchObject({ made: 'published' })
    const began = await standing(db, hook.id)
    expect(began.posts[0]).toMatchObject({
      title: 'Search does not answer',
      state: 'investigating',
      impact: 'major',
      author_id: null,
      author_name: 'Automatic check',
      started_at: NOON - 1_000,
      detected_at: NOON,
    })
    expect(JSON.stringify([began.posts, began.updates])).not.toMatch(/es-1|InstanceDown/)
    expect(began.announcements.map((one) => [one.channels, one.hold_until])).toEqual([
      ['["email","sms"]', NOON],
    ])
    expect((await listComponents(db)).map((one) => one.status)).toEqual(['partial_outage'])
    expect(await say('resolved', NOON + HOUR)).toMatchObject({ made: 'ended' })
    const ended = await standing(db, hook.id)
    expect(ended.states).toEqual(['investigating', 'resolved'])
    expect(ended.updates[1]?.body).toBe('Searching works again.')
    expect(ended.told).toBe(2)
    expect((await listComponents(db)).find((one) => one.id === search)?.status).toBe('operational')
  })

  test('repeats change nothing, also when they come at the same time', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db)
    await Promise.all([say('firing', NOON), say('firing', NOON), say('firing', NOON)])
    await say('firing', NOON + 5 * MINUTE)
    await Promise.all([say('resolved', NOON + HOUR), say('resolved', NOON + HOUR)])
    await say('resolved', NOON + 2 * HOUR)
    const { states, told, made } = await standing(db, hook.id)
    expect(states).toEqual(['investigating', 'resolved'])
    expect(told).toBe(2)
    expect(made.filter((one) => one === 'nothing')).toHaveLength(5)
  })

  test('what arrives out of order does not turn things round', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db)
    const [began, over, again] = ['2026-11-22T11:00:00Z', '2026-11-22T11:10:00Z', '2026-11-22T11:20:00Z']
    expect(await say('resolved', NOON, { at: over })).toMatchObject({ made: 'nothing' })
    expect(await say('firing', NOON + 1, { at: began })).toMatchObject({ why: expect.stringMatching(/late/) })
    expect(await say('firing', NOON + 2, { at: again })).toMatchObject({ made: 'published' })
    expect(await say('resolved', NOON + 3, { at: over })).toMatchObject({
      why: expect.stringMatching(/late/),
    })
    expect((await standing(db, hook.id)).states).toEqual(['investigating'])
  })

  test('what is over before it is due is never published, and what lasts is, exactly once', async () => {
    const { db, again } = await open()
    const { hook, say } = await aWorld(db, { graceMinutes: '5' })
    expect(await say('firing', NOON)).toMatchObject({ made: 'waiting' })
    await say('resolved', NOON + 4 * MINUTE)
    expect(await keepAlarms(db, NOON + 10 * MINUTE)).toBe(0)
    await say('firing', NOON + 20 * MINUTE)
    expect(await keepAlarms(db, NOON + 25 * MINUTE - 1)).toBe(0)
    // Killed and begun anew: all that is remembered is in the database.
    const other = again()
    const now = NOON + 25 * MINUTE
    await Promise.all([keepAlarms(db, now), keepAlarms(other, now), keepAlarms(db, now)])
    await keepAlarms(other, now + MINUTE)
    const { states, told, made } = await standing(db, hook.id)
    expect(states).toEqual(['investigating'])
    expect(told).toBe(1)
    expect(made).toEqual(['waiting', 'nothing', 'waiting', 'published'])
  })

  test('repeats do not put off what waits, and a short return does not keep the end from being said', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { graceMinutes: '5', calmMinutes: '10' })
    for (const minute of [0, 2, 4]) await say('firing', NOON + minute * MINUTE)
    expect(await keepAlarms(db, NOON + 5 * MINUTE)).toBe(1)
    await say('resolved', NOON + 20 * MINUTE)
    await say('firing', NOON + 22 * MINUTE)
    await say('resolved', NOON + 24 * MINUTE)
    expect(await keepAlarms(db, NOON + 33 * MINUTE)).toBe(0)
    expect(await keepAlarms(db, NOON + 34 * MINUTE)).toBe(1)
    expect((await standing(db, hook.id)).states).toEqual(['investigating', 'resolved'])
  })

  test('killed before it is all written down, nothing of it stands, and the next time it is done once', async () => {
    const { db } = await open()
    const { hook } = await aWorld(db, { graceMinutes: '5' })
    const killed = (work: (tx: Db) => Promise<unknown>) =>
      db
        .transaction()
        .execute(async (tx) => {
          await work(tx)
          throw new Error('killed')
        })
        .catch((error: Error) => expect(error.message).toBe('killed'))
    const body = alerting('firing', { at: new Date(NOON - 1_000).toISOString() })
    await killed((tx) => told(tx, hook, body, NOON))
    expect((await standing(db, hook.id)).made).toEqual([])
    expect((await standing(db, hook.id)).posts).toEqual([])
    await told(db, hook, body, NOON)
    await killed((tx) => keepAlarms(tx, NOON + 5 * MINUTE))
    expect((await standing(db, hook.id)).made).toEqual(['waiting'])
    expect(await keepAlarms(db, NOON + 5 * MINUTE)).toBe(1)
    expect(await keepAlarms(db, NOON + 5 * MINUTE)).toBe(0)
    expect((await standing(db, hook.id)).states).toEqual(['investigating'])
  })

  test('what nobody kept the time for becomes a draft instead of late news', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { graceMinutes: '5' })
    await say('firing', NOON)
    await keepAlarms(db, NOON + 3 * HOUR)
    const { posts, drafts } = await standing(db, hook.id)
    expect([posts.length, drafts.length]).toEqual([0, 1])
  })

  test('quiet for too short a time, its end is not said, and firing again says nothing new', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { calmMinutes: '10' })
    await say('firing', NOON)
    for (let minute = 1; minute < 40; minute += 2) {
      await say('resolved', NOON + minute * MINUTE)
      await keepAlarms(db, NOON + minute * MINUTE)
      await say('firing', NOON + (minute + 1) * MINUTE)
      await keepAlarms(db, NOON + (minute + 1) * MINUTE)
    }
    expect((await standing(db, hook.id)).states).toEqual(['investigating'])
    await say('resolved', NOON + HOUR)
    await keepAlarms(db, NOON + HOUR + 10 * MINUTE)
    const { states, told } = await standing(db, hook.id)
    expect(states).toEqual(['investigating', 'resolved'])
    expect(told).toBe(2)
  })

  test('firing again soon it goes on in the same incident without a second announcement, until that time is over', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { quietMinutes: '30' })
    await say('firing', NOON)
    await say('resolved', NOON + 2 * MINUTE)
    expect(await say('firing', NOON + 4 * MINUTE)).toMatchObject({ made: 'updated' })
    await say('resolved', NOON + 6 * MINUTE)
    expect((await standing(db, hook.id)).told).toBe(2)
    await say('firing', NOON + 8 * MINUTE)
    expect(await keepAlarms(db, NOON + 32 * MINUTE - 1)).toBe(0)
    expect(await keepAlarms(db, NOON + 32 * MINUTE)).toBe(1)
    const { posts, states, announcements } = await standing(db, hook.id)
    expect(posts).toHaveLength(1)
    expect(states).toEqual([
      'investigating',
      'resolved',
      'investigating',
      'resolved',
      'investigating',
      'investigating',
    ])
    expect(announcements).toHaveLength(3)
    await say('resolved', NOON + 40 * MINUTE)
    expect((await standing(db, hook.id)).told).toBe(4)
  })

  test('long after its end it is a new incident', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { reopenMinutes: '60' })
    await say('firing', NOON)
    await say('resolved', NOON + MINUTE)
    await say('firing', NOON + 62 * MINUTE)
    expect((await standing(db, hook.id)).posts).toHaveLength(2)
  })

  test('where a person has written since, a machine adds nothing and ends nothing', async () => {
    const { db } = await open()
    const { hook, author, say } = await aWorld(db)
    const { postId = '' } = await say('firing', NOON)
    await update(db, postId, quiet, { author, now: NOON + 1, formKey: 'person' })
    expect(await say('resolved', NOON + 2)).toMatchObject({ made: 'left' })
    expect(await say('firing', NOON + MINUTE)).toMatchObject({ made: 'left' })
    expect((await standing(db, hook.id)).states).toEqual(['investigating', 'monitoring'])
  })

  test('a person’s edit of its words counts as theirs too, unless the rule says otherwise', async () => {
    for (const overPeople of ['', 'yes']) {
      const { db } = await open()
      const { hook, author, say } = await aWorld(db, { overPeople })
      await say('firing', NOON)
      const [said] = (await standing(db, hook.id)).updates
      await revise(db, said?.id ?? '', 'Better words.', { author, now: NOON + 1 })
      await say('resolved', NOON + 2)
      expect((await standing(db, hook.id)).states).toEqual(
        overPeople ? ['investigating', 'resolved'] : ['investigating'],
      )
    }
  })

  test('a draft that a person has published is theirs; one that waits is not made twice', async () => {
    const { db } = await open()
    const { hook, author, say } = await aWorld(db, { deed: 'draft' })
    const { draftId = '' } = await say('firing', NOON)
    await say('resolved', NOON + 1)
    expect(await say('firing', NOON + MINUTE)).toMatchObject({ made: 'nothing', draftId })
    await publish(db, anIncident(), { author, now: NOON + 2 * MINUTE, formKey: draftId, draftId })
    const made = await say('resolved', NOON + 3 * MINUTE)
    expect(made).toMatchObject({ made: 'left', postId: expect.any(String) })
    expect((await standing(db, hook.id)).states).toEqual(['investigating'])
  })

  test('many alarms of a rule are one incident, which ends with the last of them', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { together: 'yes' })
    const groups = Array.from({ length: 12 }, (_, n) => ({ group: `{}:{host="h${n}"}` }))
    for (const one of groups) await say('firing', NOON, one)
    for (const one of groups.slice(1)) await say('resolved', NOON + HOUR, one)
    expect((await standing(db, hook.id)).states).toEqual(['investigating'])
    await say('resolved', NOON + 2 * HOUR, groups[0])
    const { posts, states, told } = await standing(db, hook.id)
    expect(posts).toHaveLength(1)
    expect(states).toEqual(['investigating', 'resolved'])
    expect(told).toBe(2)
  })

  test('a hook gone mad publishes a dozen an hour and leaves twenty drafts, no more', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db)
    for (let n = 0; n < 40; n += 1) await say('firing', NOON, { group: `{}:{host="h${n}"}` })
    const { posts, drafts, told } = await standing(db, hook.id)
    expect([posts.length, drafts.length, told]).toEqual([12, 20, 12])
  })

  test('says nothing better of a component than a person has', async () => {
    const { db } = await open()
    const { search, author, say } = await aWorld(db, { status: 'degraded_performance' })
    const worst = anIncident({ componentIds: [search], statuses: { [search]: 'major_outage' } })
    await publish(db, worst, { author, now: NOON, formKey: 'person' })
    await say('firing', NOON + 1)
    expect((await listComponents(db))[0]?.status).toBe('major_outage')
  })

  test('ignored is ignored, and left is left', async () => {
    const { db } = await open()
    const ignoring = await aWorld(db, { deed: 'ignore' })
    expect(await ignoring.say('firing', NOON)).toMatchObject({ made: 'ignored' })
    expect(await ignoring.say('resolved', NOON + 1)).toMatchObject({ made: 'ignored' })
    const { posts, drafts } = await standing(db, ignoring.hook.id)
    expect([posts.length, drafts.length]).toEqual([0, 0])
    const other = await open()
    const leaving = await aWorld(other.db, { ending: 'leave' })
    await leaving.say('firing', NOON)
    expect(await leaving.say('resolved', NOON + 1)).toMatchObject({ made: 'left' })
  })

  test('ends with “monitoring” where the rule says so', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, { ending: 'monitoring', endText: '' })
    await say('firing', NOON)
    await say('resolved', NOON + HOUR)
    const { states, updates } = await standing(db, hook.id)
    expect(states).toEqual(['investigating', 'monitoring'])
    expect(updates[1]?.body).toBe('It works again. We keep an eye on it.')
    await say('firing', NOON + 2 * HOUR)
    expect((await standing(db, hook.id)).states).toEqual(['investigating', 'monitoring', 'investigating'])
  })

  test('what the monitor says stands in a text only where its rule asks for it, as plain words', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db, {
      title: 'Search: {{title}}',
      text: 'We see {{ title }} in {{labels.service}}{{labels.nothing}}.',
    })
    const summary = '<script>x</script> **bold** [a](https://evil.example) www.evil.example a@evil.example'
    await say('firing', NOON, { summary })
    const { posts, updates } = await standing(db, hook.id)
    expect(posts[0]?.title).toBe(`Search: ${summary}`)
    const html = markdownToHtml(updates[0]?.body ?? '')
    expect(html).not.toMatch(/<(script|strong|a|code)\b/)
    expect(html).toContain('**bold** [a](https://')
    expect(html).toContain('in search.')
  })

  test('the log keeps the last hundred', async () => {
    const { db } = await open()
    const { hook, say } = await aWorld(db)
    for (let n = 0; n < 105; n += 1) await say('firing', NOON + n)
    expect((await standing(db, hook.id)).log).toHaveLength(100)
  })

  describe.skipIf(!REAL)('real bodies', () => {
    test('of a trouble from its beginning to its end make one incident', async () => {
      const { db } = await open()
      const { hook } = await aWorld(db)
      const [firing, resolved] = ['2-firing', '6-resolved'].map((name) =>
        real(`alertmanager/captured-${name}-unicode-and-markup`),
      )
      const at = Date.parse('2026-11-22T12:42:00Z')
      await told(db, hook, firing, at)
      await told(db, hook, firing, at + MINUTE)
      await told(db, hook, resolved, at + 10 * MINUTE)
      await told(db, hook, firing, at + 11 * MINUTE)
      const { states, posts } = await standing(db, hook.id)
      expect(posts).toHaveLength(1)
      expect(states).toEqual(['investigating', 'resolved'])
    })
  })

  test('one that was revoked does nothing of what was still to be done', async () => {
    const { db } = await open()
    const { hook, staff, say } = await aWorld(db, { graceMinutes: '5' })
    await say('firing', NOON)
    await revokeHook(db, hook.id, staff, NOON + 1)
    await keepAlarms(db, NOON + HOUR / 2)
    expect((await standing(db, hook.id)).posts).toHaveLength(0)
  })
})
