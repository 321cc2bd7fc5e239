import { expect, test } from 'vitest'
import type { Db } from '#db/open.ts'
import { insertComponent } from '#db/queries/status.ts'
import { peopleAsCsv } from '#src/subscribers/csv.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aComponent, aPage, aSubscriber, NOON } from '#test/support/makers.ts'
import { listWorld, VOUCHED } from './lists.ts'

async function csv(db: Db, format: 'whole' | 'statuspage' = 'whole', narrowed = {}) {
  let rows = 0
  let text = ''
  const done = async (count: number) => {
    rows = count
  }
  for await (const part of peopleAsCsv(db, narrowed, format, done)) text += part
  return { text, rows, lines: text.split('\r\n').slice(0, -1) }
}

/** Without how and when each came, which another house cannot know. */
const without = (text: string, columns: string[]) => {
  const [head = '', ...lines] = text.split('\r\n')
  const at = columns.map((name) => head.split(',').indexOf(name))
  return lines.map((line) => line.split(',').filter((_, n) => !at.includes(n)))
}

onBothEngines('a list that leaves', (open) => {
  async function someone(db: Db) {
    const shop = await aComponent(db, 'Shop')
    const odd = await aSubscriber(db, {
      address: 'a@x.test',
      name: '=HYPERLINK("http://evil")',
      confirmed_at: NOON - 5,
    })
    await db.insertInto('subscriber_tags').values({ subscriber_id: odd, tag: 'vip' }).execute()
    await aSubscriber(db, {
      address: 'b@x.test',
      name: 'Li, "Wei"',
      language: 'ja',
      time_zone: 'Asia/Tokyo',
      wants_release: 0,
      least_impact: 'major',
      componentIds: [shop],
      rhythm: 'weekly',
      digest_minute: 545,
      digest_day: 5,
      quiet_from: 1320,
      quiet_until: 420,
      breaks_through: 1,
    })
    await aSubscriber(db, { channel: 'sms', address: '+12025550143', country: 'US' })
    await aSubscriber(db, { address: '=cmd@x.test', name: '-Dash', confirmed_at: null })
    await aSubscriber(db, { address: 'gone@x.test', ended_at: NOON, ended_by: 'link' })
    return shop
  }

  test('is RFC 4180, nothing in it is a formula, and our own import reads it back as it was', async () => {
    const { db } = await open()
    const shop = await someone(db)
    await aPage(db)
    const { text, rows, lines } = await csv(db)
    expect(rows).toBe(5)
    expect(lines[0]).toMatch(/^type,email,phone_number,phone_country,/)
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(text).toContain(`"Li, ""Wei"""`)
    for (const line of lines.slice(1))
      for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=+@\t-]/)
    const other = await listWorld((await open()).db)
    const component = {
      group_id: null,
      sort: 'service',
      name: 'Shop',
      description: null,
      status: 'operational',
    }
    const more = {
      opening_hours: null,
      position: 1,
      created_at: NOON,
      archived_at: null,
      source: null,
      source_id: null,
    }
    await insertComponent(other.db, { id: shop, ...component, ...more })
    const id = await other.run(text)
    expect((await other.look(id)).counts).toMatchObject({
      ...{ rows: 5, added: 3, asked: 1, left: 1, unfit: 0 },
    })
    const own = ['state', 'origin', 'created_at', 'ended_at', 'agreed_at']
    const back = without((await csv(other.db)).text, own)
    expect(back.slice(0, -1).sort()).toEqual(
      without(
        lines
          .slice(0, 1)
          .concat(lines.slice(1).filter((line) => !line.includes('gone@')))
          .join('\r\n'),
        own,
      ).sort(),
    )
    const again = await other.bring(text, VOUCHED)
    expect((await other.look(again)).said).toMatchObject({ added: 0, asked: 0, kept: 4, left: 1 })
  })

  test('vouches for nobody who has not agreed, and brings nobody back to whom nothing may go', async () => {
    const { db } = await open()
    const { run, look } = await listWorld(db)
    const id = await run(
      'email,state,agreed_at\r\na@example.com,active,2026-01-02\r\nb@example.com,asked,\r\nc@example.com,suppressed,\r\n',
    )
    expect((await look(id)).counts).toMatchObject({ added: 1, asked: 1, left: 1 })
  })

  test('is Statuspage’s own where that is asked for: by position, numbers as they are dialled, nobody who has left', async () => {
    const { db } = await open()
    await someone(db)
    expect((await csv(db, 'statuspage')).lines).toEqual([
      `email,'=cmd@x.test,no`,
      'sms,2025550143,US,yes',
      'email,b@x.test,yes',
      'email,a@x.test,yes',
    ])
    expect((await csv(db, 'statuspage', { tag: 'vip' })).lines).toEqual(['email,a@x.test,yes'])
  })

  test('is read a page at a time, and one who stops listening is counted as far as they got', async () => {
    const { db } = await open()
    for (let n = 0; n < 3; n++) await aSubscriber(db)
    let counted = -1
    const parts = peopleAsCsv(db, {}, 'whole', async (rows) => {
      counted = rows
    })
    await parts.next()
    await parts.return(undefined)
    expect(counted).toBe(0)
  })
})
