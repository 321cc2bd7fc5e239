import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser } from '#test/support/browser.ts'
import { visit, windowOn } from './shots.ts'
import { bareWorld, calmWorld, type Sight, troubledWorld, type World } from './worlds.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WORLDS = {
  bare: bareWorld,
  calm: () => calmWorld(Date.now()),
  troubled: () => troubledWorld(Date.now()),
}
/** A mail is drawn as a mail program draws it: alone, without our style, our script or our policy. */
const isMail = ({ name }: Sight) => name === 'mail'

const SCHEMES = ['light', 'dark'] as const
/** A phone, and 640 dots at twice the size. */
const WIDTHS = [390, 320] as const

/** What was found on one page, loaded once and looked at in every way. */
interface Seen {
  sight: Sight
  axe: Record<(typeof SCHEMES)[number], string[]>
  wide: Record<(typeof WIDTHS)[number], number>
  complaints: string[]
  strangers: string[]
}

let chromium: Browser
beforeAll(async () => {
  chromium = await browser()
})
afterAll(() => chromium?.close())

describe.each(Object.keys(WORLDS) as (keyof typeof WORLDS)[])('the %s world', (name) => {
  let world: World
  let seen: Seen[]
  beforeAll(async () => {
    world = await WORLDS[name]()
    seen = await walk(world)
  })
  afterAll(() => world?.site.stop())

  test.each(SCHEMES)('on a phone in a %s scheme axe has no objection to any page', (scheme) => {
    expect(seen.map(({ sight, axe }) => [sight.name, axe[scheme]])).toEqual(
      seen.map(({ sight }) => [sight.name, []]),
    )
  })

  test('no page must be pushed sideways on a phone, nor a public one on 320 dots', () => {
    for (const width of WIDTHS) {
      const those = seen.filter(({ sight }) => width === 390 || !sight.staff)
      expect(those.map(({ sight, wide }) => [sight.name, wide[width]])).toEqual(
        those.map(({ sight }) => [sight.name, width]),
      )
    }
  })

  test('no page asks anybody else for anything, and nothing in it is against our own policy', () => {
    const those = seen.filter(({ sight }) => !isMail(sight))
    expect(those.map(({ sight, complaints, strangers }) => [sight.name, complaints, strangers])).toEqual(
      those.map(({ sight }) => [sight.name, [], []]),
    )
  })

  test('html-validate has no objection to a public page', async () => {
    const checker = new HtmlValidate({
      extends: ['html-validate:standard'],
      // White space is nobody's business after a compiler; the doctype is in its own case; long titles are the author's.
      rules: {
        'no-trailing-whitespace': 'off',
        'doctype-style': 'off',
        'long-title': 'off',
        'void-style': 'off',
      },
    })
    for (const { name, path } of world.sights.filter((one) => !one.staff && !one.press)) {
      const html = await fetch(world.site.url + path).then((answer) => answer.text())
      const report = await checker.validateString(html)
      const found = report.results.flatMap(({ messages }) => messages.map(({ message }) => message))
      expect([name, found]).toEqual([name, []])
    }
  })
})

/** Goes to every page of a world once. In a mail no script may run, not even one that looks at it: past our policy. */
async function walk(world: World): Promise<Seen[]> {
  const mails = world.sights.filter(isMail)
  const pages = world.sights.filter((sight) => !isMail(sight))
  return [...(await walkTo(pages, world, false)), ...(await walkTo(mails, world, true))]
}

async function walkTo(sights: Sight[], world: World, bypassCSP: boolean): Promise<Seen[]> {
  if (!sights.length) return []
  const context = await windowOn(chromium, world, { width: 390, scheme: 'light' }, { bypassCSP })
  const page = await context.newPage()
  const strangers = listenFor(context, world.site.url)
  const complaints: string[] = []
  page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  const seen: Seen[] = []
  for (const sight of sights) {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 390, height: 844 })
    await visit(page, sight)
    const wide = { 390: await widthOf(page), 320: 0 }
    // The browser itself notes every answer that is not 2xx.
    const ours = complaints.splice(0).filter((text) => !/status of (?:404|422)/.test(text))
    const met = strangers.splice(0)
    await page.evaluate(axeSource)
    const light = await objections(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await objections(page)
    await page.setViewportSize({ width: 320, height: 640 })
    wide[320] = await widthOf(page)
    complaints.length = 0
    seen.push({ sight, axe: { light, dark }, wide, complaints: ours, strangers: met })
  }
  await context.close()
  return seen
}

const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth')

const objections = (page: Page) =>
  page.evaluate<string[]>(
    `axe.run({ iframes: false }).then((found) => found.violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
  )

/** Every address outside our own that any page of this window asks for. */
function listenFor(context: BrowserContext, origin: string): string[] {
  const strangers: string[] = []
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !url.startsWith('data:')) strangers.push(url)
  })
  return strangers
}
