import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { BADGE_POLICY, badge } from '#src/feeds/badge.ts'

const well = { word: 'All operational', tone: 'good' as const }
const read = (svg: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(svg).svg

describe('the badge', () => {
  test('says by its title, its label and its words of whom it speaks and how that stands', () => {
    const svg = read(badge('Acme', well))
    expect(svg.title).toBe('Acme: All operational')
    expect(svg['aria-label']).toBe('Acme: All operational')
    expect(svg.g[1].text.map((text: { '#text': string }) => text['#text'])).toEqual([
      'Acme',
      'All operational',
    ])
  })

  test('is small', () => {
    expect(badge('A page with quite a long name of its own', well).length).toBeLessThan(1500)
  })

  test('stays a picture whatever the page is called', () => {
    for (const name of [
      '<script>alert(1)</script>',
      '"]]>&amp;',
      '支払い🔥مرحبا',
      '\u0000\ud800',
      'x'.repeat(999),
      '',
    ]) {
      const svg = badge(name, well)
      expect(XMLValidator.validate(svg)).toBe(true)
      expect(Number(read(svg).width)).toBeLessThan(900)
      expect(svg).not.toContain('<script')
    }
  })

  test('follows the scheme of its reader, or keeps to one', () => {
    expect(badge('Acme', well)).toContain('prefers-color-scheme:dark')
    expect(badge('Acme', well, 'dark')).not.toContain('prefers-color-scheme')
    expect(badge('Acme', well, 'dark')).not.toBe(badge('Acme', well, 'light'))
  })

  test('may run nothing and fetch nothing when it is opened by itself', () => {
    expect(BADGE_POLICY).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; frame-ancestors 'none'$/,
    )
  })
})
