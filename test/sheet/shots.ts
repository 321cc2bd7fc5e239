import type { Browser, BrowserContext, Page } from 'playwright-core'
import { signInCookie } from '#test/support/forms.ts'
import type { Sight, World } from './worlds.ts'

export type Scheme = 'light' | 'dark'
export const FORMS = [
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
] as const satisfies { width: number; scheme: Scheme }[]
export type Form = (typeof FORMS)[number]

/** A window of this form, signed in where the page wants it. */
export async function windowOn(
  chromium: Browser,
  { site, email, password }: World,
  { width, scheme }: { width: number; scheme: Scheme },
  more: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await chromium.newContext({
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Lisbon',
    baseURL: site.url,
    colorScheme: scheme,
    viewport: { width, height: width < 500 ? 844 : 800 },
    isMobile: width < 500,
    ...more,
  })
  const cookie = await signInCookie(site.url, email, password)
  const [name = '', ...value] = cookie.split('=')
  await context.addCookies([{ name, value: value.join('='), url: site.url }])
  return context
}

/** Goes where the sight is and does what it asks for; gives the status of the answer. */
export async function visit(page: Page, { path, fill = {}, press, takes = 0 }: Sight): Promise<number> {
  const answer = await page.goto(path)
  for (const [name, value] of Object.entries(fill)) await page.fill(`[name=${name}]`, value)
  if (!press) return answer?.status() ?? 0
  await page.waitForTimeout(takes)
  const [next] = await Promise.all([page.waitForResponse(isPost), page.click(press)])
  await page.waitForLoadState()
  return next.status()
}

const isPost = (answer: { request(): { method(): string } }) => answer.request().method() === 'POST'
