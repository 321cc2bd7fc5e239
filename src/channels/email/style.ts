import type { Letter, Tone } from './letter.ts'

/** The page's colours by day and by night, in the only way in which mail programs read them. */
export const DAY = {
  paper: '#fbfaf7',
  ink: '#171b22',
  quiet: '#565b64',
  rule: '#dfdeda',
  link: '#2d46a1',
  onButton: '#fbfaf7',
  shade: '#f1efe8',
}
export const NIGHT: typeof DAY = {
  paper: '#111419',
  ink: '#e9e8e3',
  quiet: '#a7abb3',
  rule: '#2f333a',
  link: '#b3c0ff',
  onButton: '#111419',
  shade: '#1e222b',
}
export const TONES: Record<Tone, [day: string, night: string]> = {
  red: ['#b71824', '#ff7e76'],
  orange: ['#a04400', '#f89a56'],
  amber: ['#7e5904', '#eec05b'],
  green: ['#1f6b41', '#73ce95'],
  blue: ['#1a609e', '#7fbef3'],
  violet: ['#6d41a9', '#ceacf7'],
  grey: ['#565b64', '#a7abb3'],
}

const SANS = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const SERIF = "ui-serif,'Iowan Old Style','Palatino Linotype',Palatino,Georgia,serif"
const MONO = 'ui-monospace,Menlo,Consolas,monospace'

/**
 * Mail programs forget style sheets: what must hold stands on the cell of the letter and on what differs from it, the sheet
 * only turns day into night. They know no logical sides either: each direction has its own.
 */
function stylesOf(start: 'left' | 'right', end: 'left' | 'right') {
  // Joined letters must not be pulled together or apart.
  const spaced = (by: string) => (start === 'left' ? `;letter-spacing:${by}` : '')
  const padded = (top: number, after: number, bottom: number, before: number) =>
    `padding:${[top, start === 'left' ? after : before, bottom, start === 'left' ? before : after].map(pixels).join(' ')}`
  return {
    body: `margin:0;padding:0;background:${DAY.paper};-webkit-text-size-adjust:100%`,
    paper: `padding:28px 24px 40px;color:${DAY.ink};font-family:${SANS};font-size:16px;line-height:1.55`,
    name: `margin:0 0 20px;font-size:14px;line-height:1.4;font-weight:600${spaced('.01em')}`,
    tone: `margin:0 0 18px;${padded(2, 0, 2, 16)};border-${start}:4px solid;line-height:1.45`,
    title: `margin:0 0 24px;font-family:${SERIF};font-size:30px;line-height:1.18;font-weight:500${spaced('-.01em')};color:${DAY.ink}`,
    marked: `margin:-16px 0 24px;font-size:14px;color:${DAY.quiet}`,
    opening: 'margin:0 0 16px',
    who: 'margin:24px 0 0;font-weight:600',
    quiet: `color:${DAY.quiet}`,
    signed: `margin:0 0 26px;font-size:14px;color:${DAY.quiet}`,
    when: `margin:0;font-size:14px;color:${DAY.quiet}`,
    older: `margin:20px 0 0;font-size:14px;color:${DAY.quiet}`,
    facts: 'border-collapse:collapse;font-size:15px;overflow-wrap:anywhere',
    factName: `${padded(9, 16, 9, 0)};border-top:1px solid ${DAY.rule};font-size:14px;font-weight:400;text-align:${start};color:${DAY.quiet}`,
    fact: `padding:9px 0;border-top:1px solid ${DAY.rule}`,
    piece: `margin:26px 0 0;padding-top:22px;border-top:1px solid ${DAY.rule}`,
    pieceTitle: `margin:0 0 8px;font-family:${SERIF};font-size:20px;line-height:1.3;font-weight:600`,
    pieceText: 'margin:0 0 6px',
    button: `display:inline-block;padding:13px 22px;border-radius:10px;color:${DAY.onButton};font-weight:600;line-height:20px;text-decoration:none`,
    earlier: `margin:36px 0 4px;font-family:${SERIF};font-size:20px;line-height:1.3;font-weight:600`,
    entry: 'margin:20px 0 2px;font-size:15px;line-height:1.4;font-weight:600',
    entryWhen: `margin:0 0 6px;font-size:14px;color:${DAY.quiet}`,
    footer: `margin-top:36px;border-top:1px solid ${DAY.rule};font-size:14px;line-height:1.5;color:${DAY.quiet}`,
    quietLink: `color:${DAY.quiet};text-decoration:underline`,
    footLink: `color:${DAY.quiet};text-decoration:underline;display:inline-block;margin-${end}:18px`,
    /** The elements that a person's text may hold. */
    text: {
      p: 'margin:0 0 14px',
      ul: `margin:0 0 14px;${padded(0, 0, 0, 22)}`,
      ol: `margin:0 0 14px;${padded(0, 0, 0, 22)}`,
      li: 'margin:0 0 5px',
      h3: 'margin:20px 0 6px;font-size:18px;line-height:1.35',
      h4: 'margin:18px 0 6px;font-size:16px;line-height:1.4',
      h5: 'margin:18px 0 6px;font-size:16px;line-height:1.4',
      h6: 'margin:18px 0 6px;font-size:16px;line-height:1.4',
      blockquote: `margin:0 0 14px;${padded(0, 0, 0, 14)};border-${start}:3px solid ${DAY.rule};color:${DAY.quiet}`,
      pre: `margin:0 0 14px;padding:12px 14px;border-radius:8px;background:${DAY.shade};font-family:${MONO};font-size:14px;line-height:1.45;white-space:pre-wrap;overflow-wrap:anywhere`,
      code: `font-family:${MONO};font-size:.92em`,
      a: 'text-decoration:underline',
      table: 'margin:0 0 14px;border-collapse:collapse',
      th: `${padded(6, 14, 6, 0)};border-bottom:1px solid ${DAY.rule};text-align:${start}`,
      td: `${padded(6, 14, 6, 0)};border-bottom:1px solid ${DAY.rule};text-align:${start};vertical-align:top`,
      hr: `margin:20px 0;border:0;border-top:1px solid ${DAY.rule}`,
    } as Record<string, string>,
  }
}

const pixels = (n: number) => (n ? `${n}px` : '0')

/** Styles by direction: of a whole letter, and of a text within it that runs the other way. */
export const STYLES = { ltr: stylesOf('left', 'right'), rtl: stylesOf('right', 'left') }

/** Classes that the night gives another colour. */
export const TEXT_CLASS: Record<string, string> = {
  a: 'a',
  blockquote: 'q',
  pre: 's',
  th: 'r',
  td: 'r',
  hr: 'r',
}

/** A link or a button in the organisation's colour. */
export function inAccent(
  style: string,
  of: 'color' | 'background',
  { accent }: Pick<Letter, 'accent'>,
): string {
  return `${style};${of}:${accent?.day ?? DAY.link}`
}

export function toneLine(tone: Tone): string {
  return `border-color:${TONES[tone][0]}`
}

export function toneWord(tone: Tone): string {
  return `color:${TONES[tone][0]}`
}

/** The style sheet of a letter: for narrow screens, and for the night. */
export function sheetFor({ state, posts, accent }: Pick<Letter, 'state' | 'posts' | 'accent'>): string {
  const tones = new Set(
    [...(state ? [state] : []), ...posts.map((piece) => piece.state)].map(({ tone }) => tone),
  )
  const own = accent?.night ?? NIGHT.link
  const night = [
    `body,.p{background:${NIGHT.paper}!important}`,
    `body,.i{color:${NIGHT.ink}!important}`,
    `.q{color:${NIGHT.quiet}!important}`,
    `.r,.q{border-color:${NIGHT.rule}!important}`,
    `.a{color:${own}!important}`,
    `.s{background:${NIGHT.shade}!important}`,
    `.b{background:${own}!important;color:${NIGHT.onButton}!important}`,
    ...[...tones].map(
      (tone) =>
        `.t.${tone}{color:${TONES[tone][1]}!important}.l.${tone}{border-color:${TONES[tone][1]}!important}`,
    ),
  ]
  return `:root{color-scheme:light dark}
@media (max-width:620px){.g{padding-left:20px!important;padding-right:20px!important}.h{font-size:26px!important}}
@media (prefers-color-scheme:dark){${night.join('')}}`
}
