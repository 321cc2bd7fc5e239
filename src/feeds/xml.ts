// XML 1.0 has no place for these, not even escaped; JSON readers choke on halves of pairs.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** A text without what no feed may hold: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
export function clean(text: string): string {
  return text.replace(FORBIDDEN, '')
}

/** A text on one line. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim()
}

/** Text as it stands in XML or HTML, between tags or within double quotes. */
export function escapeXml(text: string): string {
  return clean(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** An element with text in it; attributes as given, in their order. */
export function element(name: string, text: string, attributes: Record<string, string> = {}): string {
  return `<${name}${inTag(attributes)}>${escapeXml(text)}</${name}>`
}

/** An element without content. */
export function empty(name: string, attributes: Record<string, string>): string {
  return `<${name}${inTag(attributes)}/>`
}

function inTag(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('')
}
