import type { Letter, Said } from './letter.ts'
import { inAccent, STYLE, sheetFor, TEXT_CLASS, TEXT_STYLE, toneStyle, toneWord } from './style.ts'
import { escapeHtml } from './words.ts'

const MARKS = { red: '▲', orange: '▲', amber: '▲', green: '✓', blue: '◷', violet: '◆', grey: '•' } as const

/** As much as mail programs show of a mail in their lists; what is missing is filled, or they would go on with the greeting. */
const PREVIEW = 140
const FILLER = '&#847;&zwnj;&nbsp;'

/** The letter as a whole HTML document: 600 px, no picture needed, by day and by night. */
export function htmlOf(letter: Letter): string {
  const filler = Math.min(30, Math.max(0, PREVIEW - letter.preheader.length))
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${escapeHtml(letter.subject)}</title>
<style>${sheetFor(letter)}</style>
</head>
<body style="${STYLE.body}">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0">${escapeHtml(letter.preheader)}${FILLER.repeat(filler)}</div>
${paper(`<div role="main">
${main(letter)}
</div>
<div role="contentinfo" class="q" style="${STYLE.footer}">
${footer(letter)}
</div>`)}
</body>
</html>
`
}

/** As wide as the screen allows, 600 px at most; Outlook needs the width said its way. Only cells have a padding in all programs. */
function paper(inner: string): string {
  return `<div class="p">
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" align="center" width="100%" cellspacing="0" style="max-width:600px;margin:0 auto"><tr><td class="g i" style="${STYLE.paper}">
${inner}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</div>`
}

function main(letter: Letter): string {
  return [
    `<p style="${STYLE.name}">${escapeHtml(letter.pageName)}</p>`,
    head(letter),
    news(letter),
    letter.facts.length ? facts(letter) : '',
    letter.button ? button(letter.button, letter) : '',
    letter.history.length || letter.shortened ? history(letter) : '',
  ]
    .filter(Boolean)
    .join('\n')
}

function head({ title, state }: Letter): string {
  const line = state
    ? `<div class="l" style="${toneStyle(state.tone)}"><b class="t" style="${toneWord(state.tone)}"><span aria-hidden="true">${MARKS[state.tone]}&nbsp;</span>${escapeHtml(state.label)}</b>${state.detail ? `<span class="q" style="${STYLE.quiet}"> · ${escapeHtml(state.detail)}</span>` : ''}</div>\n`
    : ''
  return `${line}<h1 class="h i" dir="auto" style="${STYLE.title}">${escapeHtml(title)}</h1>`
}

function news(letter: Letter): string {
  const { greeting, news: said, signature } = letter
  const [who, ...rest] = signature
  const lines = rest.map((line) => `\n<p class="q" style="${STYLE.signed}">${escapeHtml(line)}</p>`)
  return `<p style="${STYLE.greeting}">${escapeHtml(greeting)}</p>
<div dir="auto">${dressed(said, 2, letter)}</div>
<p style="${STYLE.who}">${escapeHtml(who ?? '')}</p>${lines.join('')}`
}

function facts(letter: Letter): string {
  const rows = letter.facts.map(
    (fact) =>
      `<tr valign="top"><th class="q" scope="row" width="132" style="${STYLE.factName}">${escapeHtml(fact.name)}</th><td class="r" style="${STYLE.fact}">${fact.lines.map(escapeHtml).join('<br>')}</td></tr>`,
  )
  return `<table class="i" width="100%" style="${STYLE.facts}">\n${rows.join('\n')}\n</table>`
}

function button({ label, url }: NonNullable<Letter['button']>, letter: Letter): string {
  return `<p style="margin:26px 0 0"><a class="b" href="${escapeHtml(url)}" style="${inAccent(STYLE.button, 'background', letter)}">${escapeHtml(label)}</a></p>`
}

function history(letter: Letter): string {
  const { history: entries, shortened, button: page } = letter
  const older = entries.map(
    (entry) => `<h3 style="${STYLE.entry}">${escapeHtml(entry.label)}</h3>
<p class="q" style="${STYLE.entryWhen}">${escapeHtml(entry.when)}</p>
<div dir="auto">${dressed(entry.said, 4, letter)}</div>`,
  )
  const rest =
    shortened && page
      ? [
          `<p class="q" style="${STYLE.when}">Older updates stand <a class="q" href="${escapeHtml(page.url)}" style="${STYLE.quietLink}">on the page</a>.</p>`,
        ]
      : []
  return [`<h2 style="${STYLE.earlier}">Earlier</h2>`, ...older, ...rest].join('\n')
}

function footer({ footer: foot }: Letter): string {
  const links = foot.links.map(
    ({ label, url }) =>
      `<a class="q" href="${escapeHtml(url)}" style="${STYLE.quietLink};display:inline-block;margin-right:18px">${escapeHtml(label)}</a>`,
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

// A whole tag with its quoted attributes, so that a "<" inside an attribute is never taken for a tag.
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[^\s"'>=/]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/g

/** A person's text with our styles on its elements; its headings, which begin at h3, begin at `top`. */
function dressed(said: Said, top: 2 | 4, letter: Letter): string {
  return said.html.replace(TAG, (whole, closing: string, tag: string, attributes: string) => {
    const plain = TEXT_STYLE[tag]
    if (!plain) return whole
    const style = tag === 'a' ? inAccent(plain, 'color', letter) : plain
    const level = /^h([3-6])$/.exec(tag)?.[1]
    const name = level ? `h${Math.min(6, Number(level) - 3 + top)}` : tag
    if (closing) return `</${name}>`
    const kept = attributes.replace(/\s+(?:style|class|id)="[^"]*"/g, '')
    return `<${name}${kept}${TEXT_CLASS[tag] ? ` class="${TEXT_CLASS[tag]}"` : ''} style="${style}">`
  })
}
