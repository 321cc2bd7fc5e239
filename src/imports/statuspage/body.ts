/**
 * A body as Statuspage holds it (plain text with line breaks and a little HTML) as Markdown that reads the same.
 * What looks like a tag and is none (`<1min`, `<your-token>`) stays as text; scripts and styles are left out.
 */
export function toMarkdown(body: string): string {
  const text = body
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u2028\u2029]/g, ' ')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<a\b[^>]*?\bhref\s*=\s*(["'])(.*?)\1[^>]*>([\s\S]*?)<\/a\s*>/gi, (_, __, url, label) =>
      link(url, label),
    )
    .replace(/<(\/?)([a-z][a-z0-9]*)\b[^<>]*>/gi, (tag, closing, name) =>
      replaced(tag, closing === '/', name.toLowerCase()),
    )
    .replace(/<(?=[a-z/!?])(?!https?:|mailto:)/gi, '\\<')
  return asParagraphs(text)
}

const MARKS: Record<string, string> = { b: '**', strong: '**', i: '*', em: '*', code: '`' }
const BLOCKS = new Set(['p', 'div', 'ul', 'ol', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'hr'])
const DROPPED = new Set(['a', 'span', 'u', 'font', 'small', 'sup', 'sub', 'img', 'var'])

function replaced(tag: string, closing: boolean, name: string): string {
  if (name === 'br') return '\n'
  if (name === 'li') return closing ? '' : '\n- '
  if (BLOCKS.has(name)) return '\n\n'
  if (MARKS[name]) return MARKS[name]
  return DROPPED.has(name) ? '' : tag
}

function link(url: string, label: string): string {
  const words = label
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  const target = url.trim().replaceAll('&amp;', '&')
  if (!/^(https?:|mailto:)/i.test(target)) return words
  const safe = target.replace(/[\s()<>]/g, (sign) =>
    encodeURIComponent(sign).replace('(', '%28').replace(')', '%29'),
  )
  return words === target || !words ? `<${safe}>` : `[${words.replace(/[[\]]/g, '\\$&')}](${safe})`
}

const ITEM = /^(?:[-*+•]|\d{1,9}[.)])\s+/

/** A single line break stays one (Markdown would make it a space), lists stay lists, blank lines part paragraphs. */
function asParagraphs(text: string): string {
  const lines = text.split('\n').map((line) =>
    line
      .trim()
      .replace(/[ \t]{2,}/g, ' ')
      .replace(/^•\s*/, '- ')
      .replace(/^(-{2,}$|=+$|- .* -$)/, '\\$1'),
  )
  let out = ''
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    out += (index === 0 ? '' : joint(before ?? '', line)) + line
  }
  return out.replace(/\n{3,}/g, '\n\n').trim()
}

function joint(before: string, line: string): string {
  if (!before || !line) return '\n'
  if (ITEM.test(line)) return ITEM.test(before) ? '\n' : '\n\n'
  return ITEM.test(before) ? '\n\n' : '  \n'
}
