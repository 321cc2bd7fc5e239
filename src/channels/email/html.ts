import type { Letter, Said } from './letter.ts'
import { SHEET, STYLE, TEXT_CLASS, TEXT_STYLE, toneStyle, toneWord } from './style.ts'
import { escapeHtml } from './words.ts'

const MARKS = { red: '▲', orange: '▲', amber: '▲', green: '✓', blue: '◷', violet: '◆', grey: '•' } as const

/** The letter as a whole HTML document: 600 px, no picture needed, by day and by night. */
export function htmlOf(letter: Letter): string {
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${escapeHtml(letter.subject)}</title>
<style>${SHEET}</style>
</head>
<body style="${STYLE.body}">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0">${escapeHtml(letter.preheader)}${'&#847;&zwnj;&nbsp;'.repeat(30)}</div>
<div role="main" class="p i">
${sheet(`<p class="i" style="${STYLE.name}">${escapeHtml(letter.pageName)}</p>`, '28px 24px 0')}
${sheet(head(letter), '20px 24px 0')}
${sheet(news(letter), '24px 24px 0')}
${letter.facts.length ? sheet(facts(letter), '26px 24px 0') : ''}
${letter.button ? sheet(button(letter.button), '26px 24px 0') : ''}
${letter.history.length || letter.shortened ? sheet(history(letter), '36px 24px 0') : ''}
</div>
<div role="contentinfo" class="p i">
${sheet(footer(letter), '36px 24px 40px')}
</div>
</body>
</html>
`
}

/** One band of the letter: as wide as the screen allows, 600 px at most; Outlook needs the width said its way. */
function sheet(inner: string, padding: string): string {
  return `<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" align="center" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;margin:0 auto"><tr><td class="g" style="padding:${padding}">
${inner}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->`
}

function head({ title, state }: Letter): string {
  const line = state
    ? `<div class="l-${state.tone} i" style="${toneStyle(state.tone)};margin:0 0 18px"><span class="t-${state.tone}" style="${toneWord(state.tone)}"><span aria-hidden="true">${MARKS[state.tone]}&nbsp;</span>${escapeHtml(state.label)}</span>${state.detail ? `<span class="q" style="color:#5a6070"> · ${escapeHtml(state.detail)}</span>` : ''}</div>\n`
    : ''
  return `${line}<h1 class="h i" dir="auto" style="${STYLE.title}">${escapeHtml(title)}</h1>`
}

function news({ greeting, news: said, signature }: Letter): string {
  const [who, ...rest] = signature
  return `<p style="${STYLE.greeting}">${escapeHtml(greeting)}</p>
<div dir="auto">${dressed(said, 2)}</div>
<p style="${STYLE.who}">${escapeHtml(who ?? '')}</p>
${rest.map((line) => `<p class="q" style="${STYLE.when}">${escapeHtml(line)}</p>`).join('\n')}`
}

function facts(letter: Letter): string {
  const rows = letter.facts.map(
    (fact) =>
      `<tr><th scope="row" class="q r" style="${STYLE.factName}">${escapeHtml(fact.name)}</th><td class="i r" style="${STYLE.fact}">${fact.lines.map(escapeHtml).join('<br>')}</td></tr>`,
  )
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">\n${rows.join('\n')}\n</table>`
}

function button({ label, url }: NonNullable<Letter['button']>): string {
  return `<a class="b" href="${escapeHtml(url)}" style="${STYLE.button}">${escapeHtml(label)}</a>`
}

function history({ history: entries, shortened, button: page }: Letter): string {
  const older = entries.map(
    (entry) => `<h3 class="i" style="${STYLE.entry}">${escapeHtml(entry.label)}</h3>
<p class="q" style="${STYLE.when};margin:0 0 6px">${escapeHtml(entry.when)}</p>
<div dir="auto">${dressed(entry.said, 4)}</div>`,
  )
  const rest =
    shortened && page
      ? `<p class="q" style="${STYLE.small}">Older updates stand <a class="q" href="${escapeHtml(page.url)}" style="${STYLE.smallLink}">on the page</a>.</p>`
      : ''
  return `<h2 class="i" style="${STYLE.earlier}">Earlier</h2>\n${older.join('\n')}\n${rest}`
}

function footer({ footer: foot }: Letter): string {
  const line = (inner: string) => `<p class="q" style="${STYLE.small}">${inner}</p>`
  const links = foot.links.map(
    ({ label, url }) =>
      `<a class="q" href="${escapeHtml(url)}" style="${STYLE.smallLink};display:inline-block;margin-right:18px">${escapeHtml(label)}</a>`,
  )
  return [
    `<div class="r" style="${STYLE.rule};margin:0 0 20px">&nbsp;</div>`,
    line(escapeHtml(foot.why)),
    links.length ? line(links.join(' ')) : '',
    foot.contact ? line(escapeHtml(foot.contact)) : '',
    foot.postalAddress ? line(escapeHtml(foot.postalAddress).replace(/\r?\n/g, '<br>')) : '',
  ]
    .filter(Boolean)
    .join('\n')
}

// A whole tag with its quoted attributes, so that a "<" inside an attribute is never taken for a tag.
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[^\s"'>=/]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/g

/** A person's text with our styles on its elements; its headings, which begin at h3, begin at `top`. */
function dressed(said: Said, top: 2 | 4): string {
  return said.html.replace(TAG, (whole, closing: string, tag: string, attributes: string) => {
    const style = TEXT_STYLE[tag]
    if (!style) return whole
    const level = /^h([3-6])$/.exec(tag)?.[1]
    const name = level ? `h${Math.min(6, Number(level) - 3 + top)}` : tag
    if (closing) return `</${name}>`
    const kept = attributes.replace(/\s+(?:style|class|id)="[^"]*"/g, '')
    return `<${name}${kept}${TEXT_CLASS[tag] ? ` class="${TEXT_CLASS[tag]}"` : ''} style="${style}">`
  })
}
