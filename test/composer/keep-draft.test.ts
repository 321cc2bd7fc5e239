import { expect, test } from 'vitest'
import { findDraft, listDrafts } from '#db/queries/drafts.ts'
import { reach } from '#src/deliveries/audience.ts'
import { peopleOf, reachInWords } from '#src/deliveries/reach.ts'
import { keepDraft, typedOfDraft } from '#src/posts/keep-draft.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

const KEY = 'abcdefghij12'

onBothEngines('keeping a draft', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    return { db, author: await anAuthor(db) }
  }

  test('keeps what was typed as it was typed, unfinished, wrong or strange', async () => {
    const { db, author } = await world()
    const typed = {
      kind: 'closure',
      form_key: KEY,
      title: '',
      starts: 'tomorrow\0',
      tell: ['email', 'pigeon'],
      'status.mail': 'tired',
      body: '  not\r\nyet ',
    }
    const { draftId } = await keepDraft(db, typed, { author, now: NOON })
    const draft = await findDraft(db, draftId)
    expect(draft && typedOfDraft(draft)).toEqual(typed)
    expect(draft).toMatchObject({ kind: 'closure', author_id: author.id })
  })

  test('replaces it when the same form is kept again, and stays its first author’s', async () => {
    const { db, author } = await world()
    const other = await anAuthor(db, 'Rui Costa')
    await keepDraft(db, { form_key: KEY, title: 'One' }, { author, now: NOON })
    await keepDraft(db, { form_key: KEY, title: 'Two' }, { author: other, now: NOON + 1 })
    const drafts = await listDrafts(db)
    expect(drafts).toHaveLength(1)
    expect(drafts[0]).toMatchObject({ author_id: author.id, created_at: NOON, updated_at: NOON + 1 })
    expect(drafts[0] && typedOfDraft(drafts[0])).toMatchObject({ title: 'Two' })
  })

  test('is gone once it is published, and what is written afterwards is a draft of its own', async () => {
    const { db, author } = await world()
    await keepDraft(db, { form_key: KEY, title: 'One' }, { author, now: NOON })
    await publish(db, anIncident(), { author, now: NOON, formKey: KEY, draftId: KEY })
    expect(await listDrafts(db)).toEqual([])
    const { draftId } = await keepDraft(db, { form_key: KEY, title: 'Back button' }, { author, now: NOON })
    expect(draftId).not.toBe(KEY)
  })

  test('never keeps a password that came along with a lost session', async () => {
    const { db, author } = await world()
    await keepDraft(
      db,
      { form_key: KEY, title: 'One', email: 'a@b.c', password: 'secret' },
      { author, now: NOON },
    )
    expect(JSON.stringify(await listDrafts(db))).not.toMatch(/secret|a@b\.c/)
  })

  test('tells beforehand how many people each channel reaches', async () => {
    const { db } = await world()
    const mail = await aComponent(db, 'Mail')
    const web = await aComponent(db, 'Web')
    await aSubscriber(db)
    await aSubscriber(db, { componentIds: [web] })
    await aSubscriber(db, { channel: 'sms', wants_closure: 0 })
    const counts = await reach(db, { kind: 'incident', componentIds: [mail] }, NOON)
    expect(counts).toMatchObject({ email: 1, sms: 1 })
    expect(peopleOf(counts, ['email'])).toBe(1)
    expect(reachInWords({ ...counts, email: 12_301, sms: 214 }, ['email', 'sms'])).toBe(
      '12,301 by email and 214 by SMS',
    )
    expect(await reach(db, { kind: 'closure', componentIds: [] }, NOON)).toMatchObject({ email: 2, sms: 0 })
  })
})
