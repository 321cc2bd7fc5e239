import type { Insertable } from 'kysely'
import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { findAnnouncement } from '#db/queries/announcements.ts'
import { reconsiderHeld } from '#db/queries/digest-ends.ts'
import { insertInstance } from '#db/queries/instances.ts'
import { tally } from '#db/queries/progress.ts'
import { writeService } from '#db/queries/service.ts'
import type { SubscriberTable } from '#db/schema.ts'
import type { Content, Notice, Outcome } from '#src/channels/channel.ts'
import { cancelAnnouncement } from '#src/deliveries/cancel.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { pauseAnnouncement, resumeAnnouncement } from '#src/deliveries/pause.ts'
import { progressInWords, progressOf } from '#src/deliveries/progress.ts'
import { reconcile } from '#src/deliveries/reconcile.ts'
import { releaseHeld } from '#src/deliveries/release.ts'
import { retryFailed } from '#src/deliveries/retry.ts'
import { sweep } from '#src/deliveries/sweep.ts'
import { noteAlive, wake } from '#src/deliveries/wake.ts'
import type { Draft } from '#src/posts/draft.ts'
import { publish } from '#src/posts/publish.ts'
import { update } from '#src/posts/update.ts'
import { unsubscribe } from '#src/subscribers/unsubscribe.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const EIGHT = NOON + 20 * HOUR
const DAILY = { rhythm: 'daily', digest_minute: 480, time_zone: 'UTC' }
const QUIET = { quiet_from: 22 * 60, quiet_until: 7 * 60, time_zone: 'UTC' }
const SENT: Outcome = { result: 'sent' }

async function aWorld(db: Db) {
  await aPage(db)
  const author = await anAuthor(db)
  const staff = { id: author.id, name: 'Ana' }
  await insertInstance(db, { id: 'us', host: 'here', pid: 1, now: NOON })
  let forms = 0
  const by = (now: number) => ({ author, now, formKey: `f${++forms}` })

  /** All that a sender does at an instant, in no hurry. Returns what arrived: by whom, the titles. */
  async function round(now: number, answer: (notice: Notice) => Outcome = () => SENT) {
    const arrived: string[] = []
    while (await fanOut(db, now)) {}
    while (await releaseHeld(db, now, 3)) {}
    for (const channel of ['email', 'sms'] as const) {
      const tell = (notice: Notice) => {
        const outcome = answer(notice)
        if (outcome.result === 'sent')
          arrived.push(`${notice.key.split('.')[1]}: ${titlesOf(notice.content)}`)
        return outcome.result === 'sent' ? { providerId: `SM${forms++}`, ...outcome } : outcome
      }
      const carrier = scriptedCarrier(tell, { channel, concurrency: 1 })
      await deliverer({ db, carrier, owner: 'us', now: () => now, random: () => 0 }).work()
    }
    await sweep(db, { id: 'us', host: 'here', alive: () => true }, now)
    return arrived.sort()
  }

  return {
    round,
    async say(title: string, now: number, changes: Partial<Draft> = {}) {
      const said = await publish(db, anIncident({ title, ...changes }), by(now))
      return { postId: said.postId, id: said.announcementId ?? 0 }
    },
    async more(postId: string, now: number, changes = {}) {
      const entry = { state: 'identified', body: 'Found.', statuses: {}, nextUpdateBy: null } as const
      const channels = ['email', 'sms'] as const
      const said = await update(db, postId, { ...entry, channels: [...channels], ...changes }, by(now))
      return said.announcementId ?? 0
    },
    steersman: (now: number) => ({ staff, now }),
    stateOf: async (id: number, subscriber: number) =>
      (
        await db
          .selectFrom('deliveries')
          .select('state')
          .where('announcement_id', '=', id)
          .where('subscriber_id', '=', subscriber)
          .executeTakeFirst()
      )?.state,
    isDone: async (id: number) => (await findAnnouncement(db, id))?.done_at != null,
    words: async (id: number, now: number) => {
      const announcement = await findAnnouncement(db, id)
      const counts = (await tally(db, [id])).get(id)
      return announcement && counts && progressInWords(progressOf(announcement, counts, now))
    },
    change: (id: number, changes: Partial<Insertable<SubscriberTable>>) =>
      db.updateTable('subscribers').set(changes).where('id', '=', id).execute(),
  }
}

function titlesOf(content: Content): string {
  if (content.about === 'digest')
    return `${content.rhythm}(${content.posts.map(({ post, updates }) => `${post.title}/${updates.length}`).join(' ')})`
  return content.about === 'post' ? content.post.title : content.about
}

onBothEngines('what the hours of a reader keep', (open) => {
  test('waits for them, is counted as open, and goes by itself when they are over', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const [all, quiet] = [await aSubscriber(db), await aSubscriber(db, QUIET)]
    const night = NOON + 11 * HOUR
    const { id } = await world.say('A', night)
    expect(await world.round(night)).toEqual([`${all}: A`])
    expect((await tally(db, [id])).get(id)?.email).toMatchObject({ sent: 1, held: 1, pending: 0 })
    expect(await world.words(id, night)).toBe('1 of 2 have been told; 1 waits for the hours that they chose.')
    expect(await world.isDone(id)).toBe(false)
    expect(await world.round(NOON + 19 * HOUR - 1)).toEqual([])
    expect(await world.round(NOON + 19 * HOUR)).toEqual([`${quiet}: A`])
    expect(await world.isDone(id)).toBe(true)
    const day = await world.say('B', NOON + DAY)
    expect(await world.round(NOON + DAY)).toEqual([`${all}: B`, `${quiet}: B`])
    expect(await world.isDone(day.id)).toBe(true)
  })

  test('is broken through by what is critical, where they said so, with all that was said of it', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const loud = await aSubscriber(db, { ...QUIET, breaks_through: 1 })
    const daily = await aSubscriber(db, { ...DAILY, breaks_through: 1 })
    const calm = await aSubscriber(db, QUIET)
    const night = NOON + 11 * HOUR
    const { id, postId } = await world.say('A', night)
    expect(await world.round(night)).toEqual([])
    const grave = await world.more(postId, night + MINUTE, { impact: 'critical' })
    expect(await world.round(night + MINUTE)).toEqual([`${loud}: A`, `${daily}: A`])
    expect(await world.stateOf(id, loud)).toBe('superseded')
    expect(await world.stateOf(grave, calm)).toBe('held')
    // Its end is told like its worst.
    await world.more(postId, night + 2 * MINUTE, { state: 'resolved', impact: 'minor' })
    expect(await world.round(night + 2 * MINUTE)).toEqual([`${loud}: A`, `${daily}: A`])
    expect(await world.round(NOON + 19 * HOUR)).toEqual([`${calm}: A`])
  })

  test('is told in one digest, newest first, each post as it stands then', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const [one, other] = [await aSubscriber(db, DAILY), await aSubscriber(db, { ...DAILY, language: 'de' })]
    const weekly = await aSubscriber(db, { ...DAILY, rhythm: 'weekly', digest_day: 3 })
    const a = await world.say('A', NOON)
    const b = await world.say('B', NOON + HOUR)
    expect(await world.round(NOON + HOUR)).toEqual([])
    const again = await world.more(a.postId, NOON + 2 * HOUR)
    expect(await world.round(NOON + 2 * HOUR)).toEqual([])
    expect(await world.stateOf(a.id, one)).toBe('superseded')
    expect(await world.round(EIGHT - 1)).toEqual([])
    expect(await world.round(EIGHT)).toEqual([`${one}: daily(A/2 B/1)`, `${other}: daily(A/2 B/1)`])
    for (const id of [again, b.id]) {
      expect((await tally(db, [id])).get(id)?.email).toMatchObject({ digested: 2, held: 1, pending: 0 })
      expect(await world.words(id, EIGHT)).toBe(
        '2 of 3 have been told; 1 waits for the hours that they chose.',
      )
    }
    expect(await world.round(EIGHT + DAY)).toEqual([])
    expect(await world.round(NOON + 2 * DAY + 20 * HOUR)).toEqual([`${weekly}: weekly(A/2 B/1)`])
    expect(await world.isDone(b.id)).toBe(true)
  })

  test('is one digest still where the sender was down at the hour, and nobody is asked', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const one = await aSubscriber(db, DAILY)
    await world.say('A', NOON)
    await world.round(NOON)
    await world.say('B', NOON + HOUR)
    await world.round(NOON + HOUR)
    await noteAlive(db, NOON + HOUR)
    const late = EIGHT + 2 * DAY
    expect(await wake(db, late)).toEqual([])
    expect(await world.round(late)).toEqual([`${one}: daily(B/1 A/1)`])
  })

  test('asks staff as everything does where the database was restored', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const one = await aSubscriber(db, DAILY)
    const { id } = await world.say('A', NOON)
    await world.round(NOON)
    while (await releaseHeld(db, EIGHT)) {}
    await writeService(db, 'restored', true, EIGHT)
    expect(await wake(db, EIGHT)).toEqual([id])
    expect(await world.round(EIGHT)).toEqual([])
    expect(await world.round(EIGHT + HOUR)).toEqual([])
    await resumeAnnouncement(db, id, world.steersman(EIGHT + HOUR))
    expect(await world.round(EIGHT + HOUR + MINUTE)).toEqual([`${one}: daily(A/1)`])
  })

  test('what staff pause stays out of a digest, and what they cancel goes nowhere', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const one = await aSubscriber(db, DAILY)
    const a = await world.say('A', NOON)
    const b = await world.say('B', NOON)
    const c = await world.say('C', NOON)
    await world.round(NOON)
    await pauseAnnouncement(db, a.id, world.steersman(NOON))
    // Gathered already, and stopped before it left.
    while (await releaseHeld(db, EIGHT)) {}
    await cancelAnnouncement(db, c.id, world.steersman(EIGHT))
    expect(await world.round(EIGHT)).toEqual([`${one}: daily(B/1)`])
    expect(await world.stateOf(c.id, one)).toBe('cancelled')
    expect(await world.isDone(b.id)).toBe(true)
    await resumeAnnouncement(db, a.id, world.steersman(EIGHT + HOUR))
    expect(await world.round(EIGHT + HOUR)).toEqual([`${one}: daily(A/1)`])
  })

  test('a later update takes the place of a part that waits, and waits for one in flight', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const one = await aSubscriber(db, { ...DAILY, breaks_through: 1 })
    const a = await world.say('A', NOON)
    await world.say('B', NOON)
    await world.round(NOON)
    // The relay took the mail and said nothing: it may have come.
    const silent: Outcome = { result: 'unknown', code: 'ECONNRESET', answer: 'no reply' }
    expect(await world.round(EIGHT, () => silent)).toEqual([])
    expect(await world.stateOf(a.id, one)).toBe('unknown')
    await world.more(a.postId, EIGHT + MINUTE, { impact: 'critical' })
    expect(await world.round(EIGHT + MINUTE)).toEqual([])
    const later = EIGHT + 11 * MINUTE
    await reconcile(db, scriptedCarrier(undefined, { channel: 'email' }), later)
    // The newer word goes now; the digest leaves out what it told.
    expect(await world.round(later)).toEqual([`${one}: A`, `${one}: daily(B/1)`].sort())
    expect(await world.round(later)).toEqual([])
    expect(await world.stateOf(a.id, one)).toBe('superseded')
  })

  test('fails with its digest, for the same reason, and may be tried again by itself', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const one = await aSubscriber(db, DAILY)
    const { id } = await world.say('A', NOON)
    await world.round(NOON)
    const no: Outcome = { result: 'failed', code: '552', answer: 'too large' }
    await world.round(EIGHT, () => no)
    const row = await db
      .selectFrom('deliveries')
      .select(['state', 'code', 'answer'])
      .where('announcement_id', '=', id)
      .executeTakeFirst()
    expect(row).toEqual({ state: 'failed', code: '552', answer: 'too large' })
    expect(await world.isDone(id)).toBe(true)
    expect(await retryFailed(db, id, {}, world.steersman(EIGHT))).toEqual({ again: 1, passedOver: 0 })
    expect(await world.round(EIGHT + MINUTE)).toEqual([`${one}: daily(A/1)`])
    expect(await world.isDone(id)).toBe(true)
  })

  test('goes nowhere once somebody has left, held or gathered', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const [one, other, stays] = [
      await aSubscriber(db, DAILY),
      await aSubscriber(db, DAILY),
      await aSubscriber(db, DAILY),
    ]
    const { id } = await world.say('A', NOON)
    await world.round(NOON)
    await unsubscribe(db, one, 'link', { ip: null, now: NOON })
    while (await releaseHeld(db, EIGHT)) {}
    await unsubscribe(db, other, 'link', { ip: null, now: EIGHT })
    expect(await world.round(EIGHT)).toEqual([`${stays}: daily(A/1)`])
    for (const gone of [one, other]) expect(await world.stateOf(id, gone)).toBe('suppressed')
    expect(await world.isDone(id)).toBe(true)
  })

  test('follows new wishes at once: other hours, none, a rest, a post that is muted', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const [soon, now, rests, mutes] = [
      await aSubscriber(db, DAILY),
      await aSubscriber(db, DAILY),
      await aSubscriber(db, DAILY),
      await aSubscriber(db, DAILY),
    ]
    const a = await world.say('A', NOON)
    await world.say('B', NOON)
    await world.round(NOON)
    await world.change(soon, { time_zone: 'Asia/Tokyo' })
    await world.change(now, { rhythm: 'now' })
    await world.change(rests, { paused_until: NOON + 3 * DAY })
    const mute = { subscriber_id: mutes, post_id: a.postId, wish: 'mute', at: NOON }
    await db.insertInto('subscriber_posts').values(mute).execute()
    for (const id of [soon, now, rests, mutes]) await reconsiderHeld(db, id)
    expect(await world.round(NOON + MINUTE)).toEqual([`${now}: A`, `${now}: B`])
    // Eight in Tokyo is eleven at night in Greenwich.
    expect(await world.round(NOON + 11 * HOUR)).toEqual([`${soon}: daily(B/1 A/1)`])
    // Gathered, and reconsidered before it left.
    while (await releaseHeld(db, EIGHT)) {}
    await world.change(mutes, { digest_minute: 540 })
    await reconsiderHeld(db, mutes)
    expect(await world.round(EIGHT)).toEqual([])
    expect(await world.round(EIGHT + HOUR)).toEqual([`${mutes}: daily(B/1)`])
    expect(await world.round(NOON + 3 * DAY)).toEqual([`${rests}: pause(B/1 A/1)`])
  })

  test('texts about releases wait for a fair hour, also those that waited long for their turn', async () => {
    const { db } = await open()
    const world = await aWorld(db)
    const lisbon = await aSubscriber(db, { channel: 'sms', time_zone: 'Europe/Lisbon', country: 'PT' })
    const states = await aSubscriber(db, { channel: 'sms', country: 'US' })
    const release = { kind: 'release', state: 'released', impact: null } as const
    await world.say('R', NOON, release)
    expect(await world.round(NOON)).toEqual([`${lisbon}: R`])
    expect(await world.round(NOON + 6 * HOUR)).toEqual([`${states}: R`])
    await world.say('S', NOON + 8 * HOUR, release)
    while (await fanOut(db, NOON + 8 * HOUR)) {}
    while (await releaseHeld(db, NOON + 8 * HOUR)) {}
    // Nine in the evening in Lisbon: what was let go and has not left waits for the morning.
    expect(await world.round(NOON + 9 * HOUR)).toEqual([`${states}: S`])
    expect(await world.round(NOON + 20 * HOUR)).toEqual([`${lisbon}: S`])
    await world.say('Now', NOON + 11 * HOUR + DAY)
    expect(await world.round(NOON + 11 * HOUR + DAY)).toEqual([`${lisbon}: Now`, `${states}: Now`])
  })
})
