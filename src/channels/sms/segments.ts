/** GSM-7's basic alphabet, and the signs that cost two units. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('\f^{}\\[~]|€')

/** What typography makes of plain signs, turned back: one curly quote would halve what fits. */
const PLAIN: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‹': "'",
  '›': "'",
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '·': '-',
  '\t': ' ',
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u200b': '',
  '\u200c': '',
  '\u200d': '',
  '\u00ad': '',
  '\ufeff': '',
  '→': '->',
  '×': 'x',
  '™': '(TM)',
  '®': '(R)',
  '©': '(C)',
  ﬁ: 'fi',
  ﬂ: 'fl',
}

/** Whether a sign costs a single unit. */
export function isBasic(sign: string): boolean {
  return BASIC.has(sign)
}

export interface Segments {
  encoding: 'GSM-7' | 'UCS-2'
  /** Units as the network counts them. */
  units: number
  count: number
}

/** How many messages of the network a text costs. A sign of two units is never torn between two segments. */
export function segmentsOf(text: string): Segments {
  const graphemes = [...splitter.segment(text)].flatMap(({ segment }) =>
    segment === '\r\n' ? ['\r', '\n'] : [segment],
  )
  const gsm = graphemes.every((one) => BASIC.has(one) || EXTENDED.has(one))
  const costs = gsm ? graphemes.map((one) => (EXTENDED.has(one) ? 2 : 1)) : graphemes.map((one) => one.length)
  const units = costs.reduce((sum, cost) => sum + cost, 0)
  const [alone, each] = gsm ? [160, 153] : [70, 67]
  if (units <= alone) return { encoding: gsm ? 'GSM-7' : 'UCS-2', units, count: 1 }
  let count = 1
  let filled = 0
  for (const cost of costs) {
    if (filled + cost > each) {
      count += 1
      filled = 0
    }
    filled += cost
  }
  return { encoding: gsm ? 'GSM-7' : 'UCS-2', units, count }
}

/** The same text in plain signs where typography has one; letters keep their accents, names keep their spelling. */
export function plainSigns(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (sign) => PLAIN[sign] ?? sign)
}

const splitter = new Intl.Segmenter('en', { granularity: 'grapheme' })
