import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { listWindows } from '#db/queries/newest.ts'
import { findPage } from '#db/queries/page.ts'
import type { Notice, PostContent } from '#src/channels/channel.ts'
import { config } from '#src/config.ts'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { noticeMaker } from '#src/deliveries/notice.ts'
import { calendar } from '#src/feeds/calendar.ts'
import { windowOf } from '#src/posts/closing.ts'
import { publish } from '#src/posts/publish.ts'
import { type Entry, update } from '#src/posts/update.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const WINDOW = windowOf('2026-11-25T10:00', '2026-11-25T12:00', 'Europe/Lisbon')
const LATER = windowOf('2026-11-26T14:00', '2026-11-26T16:30', 'Europe/Lisbon')

async function aClosure(db: Db) {
  await aPage(db)
  const author = await anAuthor(db)
  const shop = await aComponent(db, 'Shop')
  const reader = await aSubscriber(db, { componentIds: [shop] })
  let forms = 0
  const by = () => ({ author, now: NOON + 60_000 * forms, formKey: `f${++forms}` })
  const closure = { kind: 'closure', state: 'scheduled', impact: null, window: WINDOW } as const
  const { postId, announcementId } = await publish(
    db,
    anIncident({ ...closure, title: 'Shop closed', channels: ['email'], componentIds: [shop] }),
    by(),
  )
  const say = async (changes: Partial<Entry>) => {
    const entry = { state: 'scheduled', body: 'Said.', statuses: {}, nextUpdateBy: null } as const
    const said = await update(db, postId, { ...entry, channels: ['email'], ...changes }, by())
    return noticeOf(said.announcementId)
  }
  const noticeOf = async (id: number | undefined): Promise<Notice & { content: PostContent }> => {
    while (await fanOut(db, NOON)) {}
    const rows = await db
      .selectFrom('deliveries')
      .selectAll()
      .where('announcement_id', '=', id ?? 0)
      .execute()
    const [notice] = [...(await noticeMaker(db)(rows, NOON)).values()]
    if (!notice || notice instanceof Error || notice.content.about !== 'post') throw new Error('No notice.')
    return { ...notice, content: notice.content }
  }
  return { reader, postId, first: await noticeOf(announcementId), say }
}

/** What an event says, read by somebody else's parser. */
function eventIn(text: string | null | undefined) {
  const whole = new ICAL.Component(ICAL.parse(text ?? ''))
  const event = whole.getFirstSubcomponent('vevent')
  const read = (name: string) => String(event?.getFirstPropertyValue(name))
  return {
    method: String(whole.getFirstPropertyValue('method')),
    uid: read('uid'),
    sequence: Number(read('sequence')),
    status: read('status'),
    start: read('dtstart'),
    end: read('dtend'),
    summary: read('summary'),
  }
}

onBothEngines('a closure in a mail', (open) => {
  test('brings its time for the calendar, the same event as in the calendar of all, and follows every change', async () => {
    const { db } = await open()
    const { first, say } = await aClosure(db)
    const before = eventIn(first.content.calendar)
    expect(before).toMatchObject({
      method: 'PUBLISH',
      sequence: 0,
      status: 'CONFIRMED',
      start: '2026-11-25T10:00:00Z',
      end: '2026-11-25T12:00:00Z',
      summary: 'Shop closed',
    })
    const moved = await say({ window: LATER })
    const page = await findPage(db)
    if (!page) throw new Error('No page.')
    const about = { page, origin: config().publicUrl, path: '/closures.ics', places: new Set<string>() }
    const inFeed = eventIn(calendar(await listWindows(db, undefined, 10), about))
    expect(eventIn(moved.content.calendar)).toEqual(inFeed)
    expect(inFeed).toMatchObject({ uid: before.uid, sequence: 1, start: '2026-11-26T14:00:00Z' })
    const off = await say({ state: 'cancelled' })
    expect(eventIn(off.content.calendar)).toMatchObject({ uid: before.uid, sequence: 2, status: 'CANCELLED' })
  })

  test('says what its time was where it has moved, and only there; what has begun brings no file', async () => {
    const { db } = await open()
    const { first, say } = await aClosure(db)
    expect(first.content.post.movedFrom).toBeNull()
    const { startsAt, endsAt } = WINDOW
    expect((await say({ window: LATER })).content.post.movedFrom).toEqual({ startsAt, endsAt })
    expect((await say({ window: LATER })).content.post.movedFrom).toBeNull()
    expect((await say({})).content.post.movedFrom).toBeNull()
    const begun = await say({ state: 'in_progress' })
    expect(begun.content.calendar).toBeNull()
  })

  test('is told with the true reason: the kind, the parts that they chose, or this one post', async () => {
    const { db } = await open()
    const { first, reader, postId, say } = await aClosure(db)
    expect(first.to.because).toBe('parts')
    await db.updateTable('subscribers').set({ every_component: 1 }).where('id', '=', reader).execute()
    expect((await say({})).to.because).toBe('kind')
    await db.updateTable('subscribers').set({ wants_closure: 0 }).where('id', '=', reader).execute()
    await db
      .insertInto('subscriber_posts')
      .values({ subscriber_id: reader, post_id: postId, wish: 'follow', at: NOON })
      .execute()
    expect((await say({})).to.because).toBe('post')
  })

  test('goes in our own words where a wording of staff’s cannot be filled any more, and in theirs where it can', async () => {
    const { db } = await open()
    const { say } = await aClosure(db)
    const row = { kind: 'closure', language: 'en', at: NOON, staff_id: null } as const
    for (const [part, template] of [
      ['opening', '{{ name | gone }}'],
      ['closing', 'Yours, {{ page }}'],
    ] as const)
      await db
        .insertInto('wordings')
        .values({ ...row, part, template })
        .execute()
    expect((await say({})).sender.wording).toEqual({ closure: { en: { closing: 'Yours, {{ page }}' } } })
  })
})
