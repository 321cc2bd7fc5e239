import { directionOf, type Language } from '#src/words/language.ts'
import { dressed } from './dress.ts'
import { dirOf, type Letter, type Piece, type Said } from './letter.ts'
import { inAccent, STYLES, sheetFor, toneLine, toneWord } from './style.ts'
import { escapeHtml } from './words.ts'

const MARKS = { red: '▲', orange: '▲', amber: '▲', green: '✓', blue: '◷', violet: '◆', grey: '•' } as const

/** As much as mail programs show of a mail in their lists; what is missing is filled, or they would go on with the greeting. */
const PREVIEW = 140
const FILLER = '&#847;&zwnj;&nbsp;'

/** The letter as a whole HTML document: 600 px, no picture needed, by day and by night, from either side. */
export function htmlOf(letter: Letter): string {
  const filler = Math.min(30, Math.max(0, PREVIEW - letter.preheader.length))
  const style = STYLES[dirOf(letter)]
  return `<!doctype html>
<html lang="${letter.language}" dir="${dirOf(letter)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${escapeHtml(letter.subject)}</title>
<style>${sheetFor(letter)}</style>
</head>
<body style="${style.body}">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0">${escapeHtml(letter.preheader)}${FILLER.repeat(filler)}</div>
${paper(
  `<div role="main">
${main(letter)}
</div>
<div role="contentinfo" class="q" style="${style.footer}">
${footer(letter)}
</div>`,
  letter,
)}
</body>
</html>
`
}

/**
 * As wide as the screen allows, 600 px at most; Outlook needs the width said its way. Only cells have a padding in all
 * programs, and some keep nothing of `html`: the cell says the language too.
 */
function paper(inner: string, letter: Letter): string {
  return `<div class="p">
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" align="center" width="100%" cellspacing="0" style="max-width:600px;margin:0 auto"><tr><td lang="${letter.language}" dir="${dirOf(letter)}" class="g i" style="${STYLES[dirOf(letter)].paper}">
${inner}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</div>`
}

function main(letter: Letter): string {
  return [
    `<p style="${STYLES[dirOf(letter)].name}">${escapeHtml(letter.pageName)}</p>`,
    head(letter),
    news(letter),
    letter.facts.length ? facts(letter) : '',
    ...letter.posts.map((one) => piece(one, letter)),
    letter.button ? button(letter.button, letter) : '',
    letter.history.length || letter.older ? history(letter) : '',
  ]
    .filter(Boolean)
    .join('\n')
}

function head(letter: Letter): string {
  const { title, titleLanguage, state, mark } = letter
  const style = STYLES[dirOf(letter)]
  // A code has no direction of its own; what people write has.
  const way = titleLanguage ? inLanguage(titleLanguage) : /\p{L}/u.test(title) ? ' dir="auto"' : ''
  return [
    state ? stateLine(state, letter) : '',
    `<h1 class="h i"${way} style="${style.title}">${escapeHtml(title)}</h1>`,
    mark ? `<p class="q" style="${style.marked}">${escapeHtml(mark)}</p>` : '',
  ]
    .filter(Boolean)
    .join('\n')
}

function stateLine({ label, tone, detail }: Piece['state'], letter: Letter): string {
  const style = STYLES[dirOf(letter)]
  const quiet = detail ? `<span class="q" style="${style.quiet}"> · ${escapeHtml(detail)}</span>` : ''
  return `<div class="l ${tone}" style="${style.tone};${toneLine(tone)}"><b class="t ${tone}" style="${toneWord(tone)}"><span aria-hidden="true">${MARKS[tone]}&nbsp;</span>${escapeHtml(label)}</b>${quiet}</div>`
}

function inLanguage(language: Language): string {
  return ` lang="${language}" dir="${directionOf(language)}"`
}

function news(letter: Letter): string {
  const style = STYLES[dirOf(letter)]
  const { opening, closing, news: said, signature } = letter
  const paragraph = (text: string) =>
    `<p style="${style.opening}">${escapeHtml(text).replaceAll('\n', '<br>')}</p>`
  const [who, ...rest] = signature
  return [
    ...opening.map(paragraph),
    said.html ? written(said, 2, letter) : '',
    ...closing.map(paragraph),
    who ? `<p style="${style.who}">${escapeHtml(who)}</p>` : '',
    ...rest.map((line) => `<p class="q" style="${style.signed}">${escapeHtml(line)}</p>`),
  ]
    .filter(Boolean)
    .join('\n')
}

/** A person's text, with its language where it is not that of the letter. */
function written(said: Said, top: 2 | 4, letter: Letter): string {
  const way = said.language ? inLanguage(said.language) : ' dir="auto"'
  return `<div${way}>${dressed(said, top, letter)}</div>`
}

function facts(letter: Letter): string {
  const style = STYLES[dirOf(letter)]
  const rows = letter.facts.map(
    ({ name, lines, language }) =>
      `<tr valign="top"><th class="q" scope="row" width="132" style="${style.factName}">${escapeHtml(name)}</th><td class="r"${language ? inLanguage(language) : ''} style="${style.fact}">${lines.map(escapeHtml).join('<br>')}</td></tr>`,
  )
  return `<table class="i" width="100%" style="${style.facts}">\n${rows.join('\n')}\n</table>`
}

function piece(one: Piece, letter: Letter): string {
  const style = STYLES[dirOf(letter)]
  const way = one.language ? inLanguage(one.language) : ' dir="auto"'
  const signed = [one.signed, one.mark].filter(Boolean).join(' · ')
  return `<div class="r" style="${style.piece}">
${stateLine(one.state, letter)}
<h2${way} style="${style.pieceTitle}"><a class="a" href="${escapeHtml(one.url)}" style="${inAccent('text-decoration:underline', 'color', letter)}">${escapeHtml(one.title)}</a></h2>
<p${way} style="${style.pieceText}">${escapeHtml(one.text)}</p>
<p class="q" style="${style.when}">${escapeHtml(signed)}</p>
</div>`
}

function button({ label, url }: NonNullable<Letter['button']>, letter: Letter): string {
  const { button: style } = STYLES[dirOf(letter)]
  return `<p style="margin:26px 0 0"><a class="b" href="${escapeHtml(url)}" style="${inAccent(style, 'background', letter)}">${escapeHtml(label)}</a></p>`
}

function history(letter: Letter): string {
  const style = STYLES[dirOf(letter)]
  const entries = letter.history.map(
    (entry) => `<h3 style="${style.entry}">${escapeHtml(entry.label)}</h3>
<p class="q" style="${style.entryWhen}">${escapeHtml(entry.when)}</p>
${written(entry.said, 4, letter)}`,
  )
  const { older } = letter
  const rest = older
    ? [
        `<p class="q" style="${style.older}"><a class="q" href="${escapeHtml(older.url)}" style="${style.quietLink}">${escapeHtml(older.label)}</a></p>`,
      ]
    : []
  const title = entries.length ? [`<h2 style="${style.earlier}">${escapeHtml(letter.earlier)}</h2>`] : []
  return [...title, ...entries, ...rest].join('\n')
}

function footer(letter: Letter): string {
  const { footer: foot } = letter
  const style = STYLES[dirOf(letter)]
  const links = foot.links.map(
    ({ label, url }) =>
      `<a class="q" href="${escapeHtml(url)}" style="${style.footLink}">${escapeHtml(label)}</a>`,
  )
  const [why, ...rest] = [
    escapeHtml(foot.why),
    links.join(' '),
    escapeHtml(foot.contact ?? ''),
    escapeHtml(foot.postalAddress ?? '').replace(/\r?\n/g, '<br>'),
  ].filter(Boolean)
  return [
    `<p style="margin:20px 0 8px">${why}</p>`,
    ...rest.map((line) => `<p style="margin:0 0 8px">${line}</p>`),
  ].join('\n')
}
