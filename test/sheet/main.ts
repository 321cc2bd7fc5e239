import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import '#test/support/setup.ts'
import { isLanguage, type Language } from '#src/words/language.ts'
import { browser } from '#test/support/browser.ts'
import { messageSheet, shootMessages } from './messages.ts'
import { FORMS, type Form, visit, windowOn } from './shots.ts'
import { bareWorld, calmWorld, troubledWorld, type World } from './worlds.ts'

const WORLDS = {
  bare: () => bareWorld(),
  calm: () => calmWorld(Date.now()),
  troubled: () => troubledWorld(Date.now()),
}

/**
 * `npm run sheet -- FOLDER`: every page as a picture, on a phone and a desktop, by day and by night, and one contact sheet of
 * them all (`sheet.html`, `sheet.jpg`) to look at. `--only trouble,well` takes some of them; `--messages de,ar` takes every
 * mail and text message in these languages instead.
 */
async function main(): Promise<void> {
  const options = { only: { type: 'string' }, messages: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const folder = resolve(positionals[0] ?? 'test/output/sheet')
  const only = values.only?.split(',')
  mkdirSync(folder, { recursive: true })
  const chromium = await browser()
  if (values.messages) return messagesOf(chromium, values.messages.split(',').filter(isLanguage), folder)
  const names: string[] = []
  for (const open of Object.values(WORLDS)) {
    const world = await open()
    world.sights = world.sights.filter(({ name }) => !only || only.includes(name))
    for (const form of FORMS) await shoot(chromium, world, form, folder)
    names.push(...world.sights.map(({ name }) => name))
    await world.site.stop()
  }
  writeFileSync(join(folder, 'sheet.html'), sheetOf(names))
  const page = await chromium.newPage({ viewport: { width: 1640, height: 1000 } })
  await page.goto(pathToFileURL(join(folder, 'sheet.html')).href)
  await page.screenshot({ path: join(folder, 'sheet.jpg'), type: 'jpeg', quality: 70, fullPage: true })
  await chromium.close()
  console.log(`${names.length} pages in ${FORMS.length} forms: ${join(folder, 'sheet.html')}`)
}

async function messagesOf(chromium: Browser, languages: Language[], folder: string): Promise<void> {
  for (const language of languages) {
    const files: string[] = []
    for (const form of FORMS) files.push(...(await shootMessages(chromium, language, form, folder)))
    writeFileSync(join(folder, `messages-${language}.html`), messageSheet(files))
    console.log(`${files.length} pictures: ${join(folder, `messages-${language}.html`)}`)
  }
  await chromium.close()
}

async function shoot(chromium: Browser, world: World, form: Form, folder: string): Promise<void> {
  if (!world.sights.length) return
  const context = await windowOn(chromium, world, form)
  const page = await context.newPage()
  for (const sight of world.sights) {
    const status = await visit(page, sight)
    if (status !== (sight.status ?? 200) && !sight.press) console.error(`${sight.name}: ${status}`)
    await page.screenshot({ path: join(folder, fileOf(sight.name, form)), fullPage: true })
  }
  await context.close()
}

const fileOf = (name: string, { width, scheme }: Form) => `${name}-${width}-${scheme}.png`

function sheetOf(names: string[]): string {
  const row = (name: string) =>
    `<h2>${name}</h2><div>${FORMS.map((form) => `<img src="${fileOf(name, form)}" class="w${form.width}" alt="">`).join('')}</div>`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>
body{margin:20px;background:#888;font:14px system-ui}div{display:flex;gap:12px;align-items:start}
img{max-height:1400px;object-fit:cover;object-position:top;background:#fff}.w390{width:234px}.w1280{width:550px}
</style>${names.map(row).join('\n')}</html>`
}

await main()
