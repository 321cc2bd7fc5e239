import type { Tone } from '#src/ui/tones.ts'

/** What states look like outside of our pages; white on each is 4.5 : 1 or more. */
export const COLOURS: Record<Tone, string> = {
  good: '#2d7a52',
  minor: '#94630a',
  major: '#b1440e',
  critical: '#bd0812',
  closed: '#2f6db3',
  release: '#7a4cc2',
  quiet: '#666c78',
}
