import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser } from '#test/support/browser.ts'
import { visit, windowOn } from './shots.ts'
import { bareWorld, calmWorld, type Sight, troubledWorld, type World } from './worlds.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WORLDS = {
  bare: bareWorld,
  calm: () => calmWorld(Date.now()),
  troubled: () => troubledWorld(Date.now()),
}
/** A mail is drawn as a mail program draws it: alone, without our style, our script or our policy. */
const isMail = ({ name }: Sight) => name === 'mail'

let chromium: Browser
beforeAll(async () => {
  chromium = await browser()
})
afterAll(() => chromium?.close())

describe.each(Object.keys(WORLDS) as (keyof typeof WORLDS)[])('the %s world', (name) => {
  let world: World
  beforeAll(async () => {
    world = await WORLDS[name]()
  })
  afterAll(() => world?.site.stop())

  test.each(['light', 'dark'] as const)(
    'on a phone in a %s scheme axe has no objection to any page, and none must be pushed sideways',
    async (scheme) => {
      const context = await windowOn(chromium, world, { width: 390, scheme }, { bypassCSP: true })
      const page = await context.newPage()
      for (const sight of world.sights) {
        await visit(page, sight)
        await page.evaluate(axe)
        const found = await page.evaluate(
          `axe.run({ iframes: false }).then((found) => found.violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
        )
        const wide = await page.evaluate('document.documentElement.scrollWidth')
        expect([sight.name, found, wide]).toEqual([sight.name, [], 390])
      }
      await context.close()
    },
  )

  test('on 320 dots, which is 640 at twice the size, no public page must be pushed sideways', async () => {
    const context = await windowOn(chromium, world, { width: 320, scheme: 'light' })
    const page = await context.newPage()
    for (const sight of world.sights.filter((one) => !one.staff)) {
      await visit(page, sight)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      expect([sight.name, wide]).toEqual([sight.name, 320])
    }
    await context.close()
  })

  test('no page asks anybody else for anything, and nothing in it is against our own policy', async () => {
    const context = await windowOn(chromium, world, { width: 1280, scheme: 'light' })
    const page = await context.newPage()
    const strangers = listenFor(context, world.site.url)
    const complaints: string[] = []
    page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    for (const sight of world.sights.filter((one) => !isMail(one))) {
      complaints.length = 0
      await visit(page, sight)
      // The browser itself notes every answer that is not 2xx.
      const ours = complaints.filter((text) => !/status of (?:404|422)/.test(text))
      expect([sight.name, ours, strangers]).toEqual([sight.name, [], []])
    }
    await context.close()
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

/** Every address outside our own that any page of this window asks for. */
function listenFor(context: BrowserContext, origin: string): string[] {
  const strangers: string[] = []
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !url.startsWith('data:')) strangers.push(url)
  })
  return strangers
}
