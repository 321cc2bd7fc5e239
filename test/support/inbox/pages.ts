import { type ParsedMail, simpleParser } from 'mailparser'
import type { CaughtMail, CaughtText, InboxSource } from '../inbox.ts'

const A_PAGE = 40

export interface ReadMail {
  subject: string
  from: string
  to: string
  /** What stands first in it, as an inbox would show it. */
  excerpt: string
  html: string
  text: string
  headers: string
}

const known = new WeakMap<CaughtMail, Promise<ReadMail>>()

/** A mail, parsed once. */
export function readMail(mail: CaughtMail): Promise<ReadMail> {
  let read = known.get(mail)
  if (!read) {
    read = simpleParser(mail.raw, { skipImageLinks: true }).then((parsed) => toRead(mail, parsed))
    known.set(mail, read)
  }
  return read
}

function toRead(mail: CaughtMail, parsed: ParsedMail): ReadMail {
  const raw = mail.raw.toString('utf8')
  const text = parsed.text ?? ''
  return {
    subject: parsed.subject ?? '(no subject)',
    from: whom(parsed.from) ?? '',
    to: whom(parsed.to) ?? mail.to.join(', '),
    excerpt: text.replace(/\s+/g, ' ').slice(0, 140),
    html: parsed.html || '',
    text,
    headers: raw.slice(0, raw.search(/\r?\n\r?\n/)),
  }
}

function whom(field: ParsedMail['to']): string | undefined {
  const [person] = [field ?? []].flat().flatMap((one) => one.value)
  return person?.name ? `${person.name} <${person.address}>` : person?.address
}

/** The list of mails, newest first, and beside it the one that is open. */
export async function mailPage(source: InboxSource, url: URL, openId?: number): Promise<string> {
  const asked = url.searchParams.get('q')?.trim() ?? ''
  const page = Math.max(1, Number(url.searchParams.get('page')) || 1)
  const all = source.mails()
  const found = await matching(all, asked)
  const shown = found.slice((page - 1) * A_PAGE, page * A_PAGE)
  const keep = (changes: Record<string, string | number>) => {
    const query = new URLSearchParams({ ...(asked && { q: asked }), ...(page > 1 && { page: `${page}` }) })
    for (const [name, value] of Object.entries(changes)) query.set(name, String(value))
    return query.size ? `?${query}` : ''
  }
  const rows = await Promise.all(
    shown.map(async (id) =>
      mailRow(id, await readMail(all[id] as CaughtMail), all[id] as CaughtMail, id === openId, keep({})),
    ),
  )
  const pages = Math.ceil(found.length / A_PAGE)
  const turn = [
    page > 1 ? `<a href="/${keep({ page: page - 1 })}">Newer</a>` : '',
    pages > 1 ? `<span>Page ${page} of ${pages}</span>` : '',
    page < pages ? `<a href="/${keep({ page: page + 1 })}">Older</a>` : '',
  ].join('')
  const list = `
    <form class="search" role="search"><label for="q">Find a mail</label>
      <input id="q" name="q" type="search" value="${plain(asked)}" placeholder="Name, address or subject"><button>Find</button></form>
    ${rows.length ? `<ol class="list">${rows.join('')}</ol>` : `<p class="empty">${asked ? 'No mail has these words.' : 'No mail has been caught yet. The next one stands here.'}</p>`}
    ${turn ? `<nav class="turn" aria-label="Pages of mails">${turn}</nav>` : ''}`
  const open = openId === undefined ? undefined : all[openId]
  const reading = open
    ? letter(openId as number, await readMail(open), open, url.searchParams.get('show') ?? 'letter', keep)
    : '<p class="empty">Choose a mail to read it here.</p>'
  return shell(
    source,
    'mails',
    open ? (await readMail(open)).subject : 'Mails',
    list,
    reading,
    open !== undefined,
  )
}

async function matching(all: readonly CaughtMail[], asked: string): Promise<number[]> {
  const ids = all.map((_, id) => id).reverse()
  if (!asked) return ids
  const word = asked.toLowerCase()
  const read = await Promise.all(all.map(readMail))
  return ids.filter((id) => {
    const mail = read[id]
    return mail && `${mail.subject} ${mail.to} ${mail.text}`.toLowerCase().includes(word)
  })
}

function mailRow(id: number, mail: ReadMail, caught: CaughtMail, current: boolean, query: string): string {
  return `<li><a href="/mails/${id}${query}"${current ? ' aria-current="true"' : ''}>
    <span class="who">${plain(mail.to.replace(/ <.*/, ''))}</span> ${time(caught.at)}
    <strong>${plain(mail.subject)}</strong>
    <span class="first">${plain(mail.excerpt)}</span></a></li>`
}

const VIEWS = { letter: 'As a letter', text: 'Plain text', headers: 'Headers' }

function letter(
  id: number,
  mail: ReadMail,
  caught: CaughtMail,
  view: string,
  keep: (changes: Record<string, string>) => string,
): string {
  const tabs = Object.entries(VIEWS).map(
    ([name, label]) =>
      `<a href="/mails/${id}${keep({ show: name })}"${name === view ? ' aria-current="page"' : ''}>${label}</a>`,
  )
  const body = {
    letter: `<iframe src="/mails/${id}/html" title="The mail as it arrives" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`,
    text: `<pre class="text" tabindex="0">${plain(mail.text)}</pre>`,
    headers: `<pre class="raw" tabindex="0">${plain(mail.headers)}</pre>`,
  }[view]
  return `<article>
    <a class="back" href="/${keep({ show: 'letter' })}">All mails</a>
    <h2>${plain(mail.subject)}</h2>
    <dl><dt>From</dt><dd>${plain(mail.from)}</dd><dt>To</dt><dd>${plain(mail.to)}</dd><dt>Caught</dt><dd>${time(caught.at)}</dd></dl>
    <nav class="tabs" aria-label="Ways to read this mail">${tabs.join('')}</nav>${body ?? ''}</article>`
}

/** The numbers that got text messages, and beside them the phone that is open. */
export function textPage(source: InboxSource, number?: string): string {
  const phones = new Map<string, CaughtText[]>()
  for (const text of source.texts()) phones.set(text.to, [...(phones.get(text.to) ?? []), text])
  const newest = [...phones].reverse()
  const open = number ?? newest[0]?.[0]
  const rows = newest.map(([to, texts]) => {
    const last = texts.at(-1) as CaughtText
    return `<li><a href="/texts/${to}"${to === open ? ' aria-current="true"' : ''}>
      <span class="who">${to}</span> ${time(last.at)}<span class="first">${plain(last.body)}</span></a></li>`
  })
  const list = rows.length
    ? `<ol class="list">${rows.join('')}</ol>`
    : '<p class="empty">No text message has been caught yet. The next one stands here.</p>'
  const texts = (open && phones.get(open)) || []
  const phone = !open
    ? ''
    : `<article><a class="back" href="/texts">All numbers</a>
    <section class="phone" aria-label="Phone ${open}"><h2>${open}</h2>
    <ol>${texts.map((text) => `<li>${time(text.at)}<p>${linked(text.body)}</p></li>`).join('')}</ol></section></article>`
  return shell(source, 'texts', 'Text messages', list, phone, number !== undefined)
}

function shell(
  source: InboxSource,
  tab: 'mails' | 'texts',
  title: string,
  list: string,
  reading: string,
  isOpen: boolean,
): string {
  const mails = source.mails().length
  const texts = source.texts().length
  const link = (name: string, href: string, label: string, count: number) =>
    `<a href="${href}"${tab === name ? ' aria-current="page"' : ''}>${label} <b>${count.toLocaleString('en')}</b></a>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${plain(title)} · Caught mail</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/inbox.css"><link rel="icon" href="data:,"><script src="/inbox.js" defer></script></head>
<body class="${isOpen ? 'open' : ''}" data-mails="${mails}" data-texts="${texts}">
<header><h1>Caught, not sent</h1><nav aria-label="Inbox">${link('mails', '/', 'Mails', mails)}${link('texts', '/texts', 'Text messages', texts)}</nav>
<p class="fresh" role="status"></p></header>
<main><section class="index" aria-label="List">${list}</section><section class="reading" aria-label="Reading">${reading}</section></main>
</body></html>`
}

function time(at: number): string {
  const date = new Date(at)
  const shown = date.toLocaleTimeString('en-GB')
  return `<time datetime="${date.toISOString()}">${shown}</time>`
}

const linked = (text: string) =>
  plain(text).replace(
    /https?:\/\/[^\s<]+[^\s<.,)]/g,
    (url) => `<a href="${url}" target="_blank" rel="noopener">${url}</a>`,
  )

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const plain = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
