import sharp from 'sharp'
import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { generationNow, listChanges } from '#db/queries/changes.ts'
import { findPage } from '#db/queries/page.ts'
import { findPicture } from '#db/queries/pictures.ts'
import { LOGO_BYTES } from '#src/staff/logo.ts'
import { keepLook } from '#src/staff/look.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aPage, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'

const CHOSEN = { accent: '#1D4F9C', accent_dark: '', paper: 'cool', voice: 'sans' }
const SECRET = 'taken in the garden of the owner'

/** A photograph as a phone would save it: with words in it that nobody meant to publish. */
async function photograph(width = 1200, height = 300): Promise<File> {
  const bytes = await sharp({ create: { width, height, channels: 3, background: '#aa3322' } })
    .withExif({ IFD0: { ImageDescription: SECRET } })
    .jpeg()
    .toBuffer()
  expect(bytes.includes(SECRET)).toBe(true)
  return new File([new Uint8Array(bytes)], 'logo.svg', { type: 'image/svg+xml' })
}

const fileOf = (bytes: BlobPart) => new File([bytes], 'logo.png', { type: 'image/png' })

onBothEngines('the look', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const by = await aMember(db, 'admin')
    const keep = (typed: object, files: Record<string, File> = {}) =>
      keepLook(db, { ...CHOSEN, ...typed }, files, by, NOON)
    const wrong = (typed: object, files: Record<string, File> = {}) =>
      keep(typed, files).then(
        () => undefined,
        (error) => error.problems,
      )
    return { db, keep, wrong }
  }

  test('is kept, drops every kept page, and stands in the audit without its values', async () => {
    const { db, keep } = await world()
    const before = await generationNow(db)
    await keep({})
    expect(await findPage(db)).toMatchObject({
      accent: '#1d4f9c',
      accent_dark: null,
      paper: 'cool',
      voice: 'sans',
    })
    expect((await listChanges(db, before)).map(({ touches }) => touches)).toEqual([['page']])
    const [entry] = await listAudit(db, 1)
    expect(entry?.action).toBe('page.look')
    await keep({})
    expect(await generationNow(db)).toBe(before + 1)
  })

  test('a colour that people could not read is refused with the nearest one that they can', async () => {
    const { db, wrong, keep } = await world()
    const problems = await wrong({ accent: '#ffd500', accent_dark: '#222244' })
    expect(problems.accent).toMatch(/by day: 1\.\d : 1, where 4\.5 : 1 is needed/)
    expect(problems.accent_dark).toMatch(/by night/)
    expect((await findPage(db))?.accent).toBeNull()
    const [accent] = /#[\da-f]{6}/.exec(problems.accent) ?? []
    const [accent_dark] = /#[\da-f]{6}/.exec(problems.accent_dark) ?? []
    await keep({ accent, accent_dark })
    expect(await findPage(db)).toMatchObject({ accent, accent_dark })
  })

  test('what is no colour, no paper or no voice is refused where it stands', async () => {
    const { wrong } = await world()
    expect(Object.keys(await wrong({ accent: 'red;}', paper: 'gold', voice: 'loud' }))).toEqual([
      'accent',
      'paper',
      'voice',
    ])
  })

  test('a logo is drawn anew, small enough, and nothing else that was in the file is kept', async () => {
    const { db, keep } = await world()
    await keep({}, { logo: await photograph() })
    const name = (await findPage(db))?.logo ?? ''
    expect(name).toMatch(/^logo-[\da-f]{16}-384x96\.webp$/)
    const body = await findPicture(db, name)
    const found = await sharp(body).metadata()
    expect([found.format, found.exif, body?.includes(SECRET)]).toEqual(['webp', undefined, false])
    // What is not chosen again stays; what is to go goes.
    await keep({ voice: 'serif' })
    expect((await findPage(db))?.logo).toBe(name)
    await keep({ no_logo: 'yes' })
    expect((await findPage(db))?.logo).toBeNull()
  })

  test('what is no picture by its content is refused, whatever it is called', async () => {
    const { db, wrong } = await world()
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    const cut = new Uint8Array(await (await photograph()).arrayBuffer()).slice(0, 900)
    const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .gif()
      .toBuffer()
    const bad = [svg, 'hello', cut, new Uint8Array(gif), new Uint8Array(LOGO_BYTES + 1)]
    for (const bytes of bad)
      expect(Object.keys(await wrong({}, { logo_dark: fileOf(bytes) }))).toEqual(['logo_dark'])
    const bomb = await sharp({ create: { width: 6000, height: 6000, channels: 3, background: 'red' } })
      .png({ palette: true, colours: 2, effort: 1 })
      .toBuffer()
    expect(bomb.length).toBeLessThan(LOGO_BYTES)
    expect(Object.keys(await wrong({}, { logo: fileOf(new Uint8Array(bomb)) }))).toEqual(['logo'])
    expect(await db.selectFrom('pictures').select('name').execute()).toEqual([])
  })
})
