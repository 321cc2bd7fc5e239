import { clampChroma, converter, formatHex, interpolate, parse, wcagContrast } from 'culori'

/** What text needs against what it stands on (WCAG 2.2, 1.4.3); shapes need 3, and so have it too. */
export const READABLE = 4.5

/** What a page stands on. Each with ink that reads on it, so that only the accent is left to be checked. */
export const PAPERS = {
  warm: {
    label: 'Warm',
    day: { paper: 'oklch(0.985 0.004 95)', sheet: 'oklch(1 0.002 95)' },
    night: { paper: 'oklch(0.19 0.012 265)', sheet: 'oklch(0.23 0.014 265)' },
  },
  cool: {
    label: 'Cool',
    day: { paper: 'oklch(0.98 0.006 250)', sheet: 'oklch(1 0.002 250)' },
    night: { paper: 'oklch(0.18 0.02 255)', sheet: 'oklch(0.22 0.022 255)' },
  },
  white: {
    label: 'White, and black at night',
    day: { paper: 'oklch(1 0 0)', sheet: 'oklch(0.985 0 0)' },
    night: { paper: 'oklch(0.16 0 0)', sheet: 'oklch(0.2 0 0)' },
  },
} as const
export type Paper = keyof typeof PAPERS
export const PAPER_NAMES = Object.keys(PAPERS) as [Paper, ...Paper[]]

export const VOICES = { serif: 'With serifs, like a letter', sans: 'Without serifs' } as const
export type Voice = keyof typeof VOICES
export const VOICE_NAMES = Object.keys(VOICES) as [Voice, ...Voice[]]

export type Scheme = 'day' | 'night'
const INK = { day: 'oklch(0.22 0.015 265)', night: 'oklch(0.93 0.006 95)' } as const

/** How a page looks, as it was chosen; null is ours. */
export interface Look {
  accent: string | null
  accent_dark: string | null
  paper: string | null
  voice: string | null
}

const toOklch = converter('oklch')

/** The contrast of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  return wcagContrast(one, other)
}

/** The ground on which a colour has it hardest: paper under a notice, or under what is pointed at. */
export function hardestGround(paper: Paper, scheme: Scheme): string {
  return formatHex(interpolate([PAPERS[paper][scheme].paper, INK[scheme]], 'oklab')(0.08))
}

/** Whether text in this colour reads wherever the page puts it. */
export function reads(colour: string, paper: Paper, scheme: Scheme): boolean {
  return contrast(colour, hardestGround(paper, scheme)) >= READABLE
}

/** The nearest colour of the same hue that {@link reads}: darker by day, lighter by night. As `#rrggbb`. */
export function nearestThatReads(colour: string, paper: Paper, scheme: Scheme): string {
  if (reads(colour, paper, scheme)) return formatHex(colour) ?? colour
  const from = toOklch(colour) ?? { mode: 'oklch', l: 0.5, c: 0 }
  const step = scheme === 'day' ? -0.005 : 0.005
  for (let l = from.l; l >= 0 && l <= 1; l += step) {
    const found = formatHex(clampChroma({ ...from, l }, 'oklch'))
    if (reads(found, paper, scheme)) return found
  }
  return scheme === 'day' ? '#000000' : '#ffffff'
}

/** `#rrggbb` for what a person wrote; undefined when it is no such colour. */
export function hexOf(typed: string): string | undefined {
  const hex = typed.trim().replace(/^#?/, '#')
  return /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(hex) ? formatHex(parse(hex)) : undefined
}

/** The organisation's own colour by day and by night; null when it uses ours. The one for the night is found when none was chosen. */
export function accentOf(look: Look): Record<Scheme, string> | null {
  if (!look.accent) return null
  const paper = paperOf(look)
  const night = look.accent_dark ?? nearestThatReads(look.accent, paper, 'night')
  return { day: look.accent, night }
}

/** The paper chosen, or ours. */
export function paperOf({ paper }: Pick<Look, 'paper'>): Paper {
  return PAPER_NAMES.find((name) => name === paper) ?? 'warm'
}

/** What a look changes of the page's custom properties, as CSS; nothing where it is ours. */
export function cssOf(look: Look): string {
  const accent = accentOf(look)
  const name = paperOf(look)
  const paper = PAPERS[name]
  const both = (day: string, night: string) => `light-dark(${day},${night})`
  const rules = [
    accent && `--accent:${both(accent.day, accent.night)}`,
    // What stands on the accent is what the accent stands on: the same contrast, read the other way.
    accent && `--on-accent:${both(paper.day.paper, paper.night.paper)}`,
    name !== 'warm' && `--paper:${both(paper.day.paper, paper.night.paper)}`,
    name !== 'warm' && `--sheet:${both(paper.day.sheet, paper.night.sheet)}`,
    look.voice === 'sans' && '--serif:var(--sans)',
  ].filter(Boolean)
  return rules.length ? `:root{${rules.join(';')}}` : ''
}

/** The look of a page for which nothing was chosen. */
export const OURS: Look = { accent: null, accent_dark: null, paper: null, voice: null }
