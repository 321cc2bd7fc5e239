import { readFileSync } from 'node:fs'
import { formatHex } from 'culori'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, NIGHT, TONES } from '#src/channels/email/style.ts'
import {
  accentOf,
  contrast,
  cssOf,
  hardestGround,
  hexOf,
  nearestThatReads,
  OURS,
  PAPER_NAMES,
  PAPERS,
  READABLE,
  reads,
} from '#src/look.ts'

const tokens = readFileSync(new URL('../src/ui/style/tokens.css', import.meta.url), 'utf8')
/** A custom property by day and by night, as the stylesheet has it. */
function pair(name: string): [day: string, night: string] {
  const found = new RegExp(`--${name}: light-dark\\((oklch\\([^)]+\\)), (oklch\\([^)]+\\))\\)`).exec(tokens)
  if (!found?.[1] || !found[2]) throw new Error(`tokens.css has no pair --${name}`)
  return [found[1], found[2]]
}

const TEXT = ['ink', 'quiet', 'accent', 'good', 'minor', 'major', 'critical', 'closed', 'release']
const SCHEMES = ['day', 'night'] as const

test('every colour of text reads on every paper, even where a notice stands on it, by day and by night', () => {
  const faint = PAPER_NAMES.flatMap((paper) =>
    SCHEMES.flatMap((scheme, at) =>
      TEXT.filter((name) => contrast(pair(name)[at] ?? '', hardestGround(paper, scheme)) < READABLE).map(
        (name) => `${name} on ${paper} by ${scheme}`,
      ),
    ),
  )
  expect(faint).toEqual([])
})

test('borders of what can be pressed stand out 3 : 1 from every paper', () => {
  for (const paper of PAPER_NAMES)
    SCHEMES.forEach((scheme, at) => {
      expect(contrast(pair('edge')[at] ?? '', PAPERS[paper][scheme].paper)).toBeGreaterThanOrEqual(3)
    })
})

test('the paper with which colours are checked is the one on which they stand', () => {
  expect([pair('paper'), pair('sheet')]).toEqual([
    [PAPERS.warm.day.paper, PAPERS.warm.night.paper],
    [PAPERS.warm.day.sheet, PAPERS.warm.night.sheet],
  ])
})

test('whatever colour is proposed instead of a faint one reads, and one that reads is left as it is', () => {
  const byte = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'))
  const colour = fc.tuple(byte, byte, byte).map((parts) => `#${parts.join('')}`)
  const any = fc.record({
    colour,
    paper: fc.constantFrom(...PAPER_NAMES),
    scheme: fc.constantFrom(...SCHEMES),
  })
  fc.assert(
    fc.property(any, ({ colour, paper, scheme }) => {
      const near = nearestThatReads(colour, paper, scheme)
      expect(reads(near, paper, scheme)).toBe(true)
      if (reads(colour, paper, scheme)) expect(near).toBe(colour)
    }),
    { numRuns: 300 },
  )
})

test('mails are in the colours of the page', () => {
  const hex = (name: string) => pair(name).map((colour) => formatHex(colour))
  const mail = (name: keyof typeof DAY) => [DAY[name], NIGHT[name]]
  for (const name of ['paper', 'ink', 'quiet'] as const) expect([name, mail(name)]).toEqual([name, hex(name)])
  expect([mail('rule'), mail('link')]).toEqual([hex('line'), hex('accent')])
  const tones = {
    red: 'critical',
    orange: 'major',
    amber: 'minor',
    green: 'good',
    blue: 'closed',
    violet: 'release',
  }
  for (const [tone, name] of Object.entries(tones))
    expect([tone, TONES[tone as keyof typeof TONES]]).toEqual([tone, hex(name)])
})

test('a colour is taken as people write it, and nothing else is', () => {
  expect(['#1D4F9C', '1d4f9c', ' #abc '].map(hexOf)).toEqual(['#1d4f9c', '#1d4f9c', '#aabbcc'])
  expect(['', 'blue', '#12', '#1234567', 'red;}', '#12345g', 'rgb(0,0,0)'].map(hexOf)).toEqual(
    Array(7).fill(undefined),
  )
})

test('a page for which nothing was chosen is drawn as it is; a colour by day brings one for the night', () => {
  expect(cssOf(OURS)).toBe('')
  const look = { ...OURS, accent: '#1d4f9c' }
  const accent = accentOf(look)
  expect(accent?.day).toBe('#1d4f9c')
  expect(reads(accent?.night ?? '', 'warm', 'night')).toBe(true)
  expect(cssOf(look)).toContain(`--accent:light-dark(#1d4f9c,${accent?.night})`)
})
