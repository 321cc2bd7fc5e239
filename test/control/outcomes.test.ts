import { expect, test } from 'vitest'
import { fanOut } from '#src/deliveries/fan-out.ts'
import { csvLine, noteExport, outcomesAsCsv } from '#src/deliveries/outcomes.ts'
import { publish } from '#src/posts/publish.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, aSubscriber, NOON } from '#test/support/makers.ts'

test('a cell is quoted where it must be, and never taken for a formula', () => {
  expect(csvLine(['a', 'b,c', 'say "no"', 'two\r\nlines', ''])).toBe(
    'a,"b,c","say ""no""","two\r\nlines",\r\n',
  )
  for (const sign of ['=', '+', '-', '@', '\t'])
    expect(csvLine([`${sign}1+1`, 'x'])).toBe(`'${sign}1+1,x\r\n`)
  expect(csvLine(['\r=1'])).toBe(`"'\r=1"\r\n`)
  expect(csvLine(['=HYPERLINK("http://evil.example","x")'])).toBe(
    `"'=HYPERLINK(""http://evil.example"",""x"")"\r\n`,
  )
})

onBothEngines('the outcomes of an announcement', (open) => {
  test('stand in one table, each delivery in one line, whatever was answered', async () => {
    const { db } = await open()
    await aPage(db)
    const author = { ...(await anAuthor(db)), name: 'Ana Reis' }
    const mail = await aSubscriber(db, { address: 'ana@example.com' })
    const gone = await aSubscriber(db, { address: 'gone@example.com' })
    await aSubscriber(db, { channel: 'sms', address: '+14155550142' })
    const { announcementId: id = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'k' })
    await fanOut(db, NOON)
    await db
      .updateTable('deliveries')
      .set({ state: 'failed', code: '550 5.1.1', answer: '=No "such", user', attempts: 1, first_at: NOON })
      .where('subscriber_id', '=', mail)
      .execute()
    await db.deleteFrom('subscribers').where('id', '=', gone).execute()
    await noteExport(db, id, { staff: author, now: NOON })
    const parts: string[] = []
    for await (const part of outcomesAsCsv(db, id)) parts.push(part)
    expect(parts.join('').split('\r\n')).toEqual([
      'to,channel,state,carrier says,code,answer,tries,first try,sent',
      `ana@example.com,email,failed,,550 5.1.1,"'=No ""such"", user",1,2026-11-22T12:00:00.000Z,`,
      'erased,email,pending,,,,0,,',
      "'+14155550142,sms,pending,,,,0,,",
      '',
    ])
    const noted = await db
      .selectFrom('audit')
      .select(['action', 'object', 'detail'])
      .orderBy('id', 'desc')
      .executeTakeFirst()
    expect(noted).toMatchObject({ action: 'announcement.export', object: String(id) })
    expect(JSON.stringify(noted)).not.toContain('@')
    await expect(noteExport(db, 99, { staff: author, now: NOON })).rejects.toThrow(/no such/)
  })

  test('come page by page, none twice and none left out', async () => {
    const { db } = await open()
    await aPage(db)
    const author = await anAuthor(db)
    await aSubscriber(db)
    const { announcementId: id = 0 } = await publish(db, anIncident(), { author, now: NOON, formKey: 'k' })
    const rows = Array.from({ length: 2_345 }, (_, i) => ({
      announcement_id: id,
      subscriber_id: 10 + i * 3,
      channel: 'email',
      state: i === 2_300 ? 'suppressed' : 'sent',
      attempts: 1,
      due_at: NOON,
      code: String(i),
    }))
    for (let i = 0; i < rows.length; i += 500)
      await db
        .insertInto('deliveries')
        .values(rows.slice(i, i + 500))
        .execute()
    const parts: string[] = []
    for await (const part of outcomesAsCsv(db, id)) parts.push(part)
    expect(parts).toHaveLength(4)
    const codes = parts
      .join('')
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[4])
    expect(codes).toEqual(rows.map(({ code }) => code))
  })
})
