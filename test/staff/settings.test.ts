import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { findPage } from '#db/queries/page.ts'
import { keepSettings } from '#src/staff/settings.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'

const SETTINGS = {
  name: 'Acme',
  about: 'We sell anvils.\r\nSince 1949.',
  zone: 'Atlantic/Azores',
  contact_email: 'Help@Acme.test',
  contact_phone: '+351 21 000 00 00',
  contact_url: 'https://acme.test/help',
  postal_address: '',
  hold_incident: '0',
  hold_other: '30',
}

onBothEngines('the settings', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    return { db, by: await aMember(db, 'admin') }
  }

  test('are kept as typed, tidied, and say in the audit what changed', async () => {
    const { db, by } = await world()
    const before = (await findPage(db))?.generation ?? 0
    await keepSettings(db, SETTINGS, by, NOON)
    expect(await findPage(db)).toMatchObject({
      about: 'We sell anvils.\nSince 1949.',
      time_zone: 'Atlantic/Azores',
      contact_email: 'help@acme.test',
      postal_address: null,
      hold_incident_s: 0,
      hold_other_s: 30,
      generation: before + 1,
    })
    const [entry] = await listAudit(db, 1)
    expect(entry).toMatchObject({ action: 'page.settings', staff_id: by.id })
    expect(entry?.detail).toContain('time_zone')
    expect(entry?.detail).not.toContain('acme.test')
  })

  test('keep which languages the page speaks, its own first; a form without them leaves them alone', async () => {
    const { db, by } = await world()
    const spoken = async () => {
      const page = await findPage(db)
      return [page?.language, page?.languages]
    }
    await keepSettings(db, { ...SETTINGS, language: 'de', languages: ['ar', 'en', 'ar'] }, by, NOON)
    expect(await spoken()).toEqual(['de', '["de","en","ar"]'])
    expect((await listAudit(db, 1))[0]?.detail).toContain('languages')
    await keepSettings(db, { ...SETTINGS, name: 'Acme again' }, by, NOON)
    expect(await spoken()).toEqual(['de', '["de","en","ar"]'])
    await keepSettings(db, { ...SETTINGS, language: 'ja' }, by, NOON)
    expect(await spoken()).toEqual(['ja', '["ja"]'])
  })

  test('change nothing when nothing changed', async () => {
    const { db, by } = await world()
    await keepSettings(db, SETTINGS, by, NOON)
    const before = (await findPage(db))?.generation
    await keepSettings(db, SETTINGS, by, NOON)
    expect((await findPage(db))?.generation).toBe(before)
  })

  test.each([
    ['name', ''],
    ['name', 'Acme\r\nBcc: all@acme.test'],
    ['name', 'x'.repeat(121)],
    ['zone', 'Europe/Nowhere'],
    ['zone', '+01:00'],
    ['zone', ''],
    ['contact_email', 'help at acme'],
    ['contact_email', 'a@b.test\nBcc: c@d.test'],
    ['contact_phone', 'ring us'],
    ['contact_url', 'javascript:alert(1)'],
    ['contact_url', 'acme.test'],
    ['contact_url', 'https://acme.test/\r\nBcc: all@acme.test'],
    ['contact_phone', '+351 21\n000 00 00'],
    ['language', 'xx'],
    ['languages', 'klingon'],
    ['hold_incident', '11'],
    ['hold_incident', '-1'],
    ['hold_other', '1.5'],
    ['hold_other', 'soon'],
    ['hold_other', ''],
  ])('refuse %s = %j beside the field and keep the rest as it was', async (field, value) => {
    const { db, by } = await world()
    const before = await findPage(db)
    const wrong = keepSettings(db, { ...SETTINGS, [field]: value }, by, NOON)
    await expect(wrong).rejects.toMatchObject({ code: 'invalid', problems: { [field]: expect.any(String) } })
    expect(await findPage(db)).toEqual(before)
  })
})
