import { STATE_LABELS } from '#src/posts/kinds.ts'
import { markdownToHtml } from '#src/posts/markdown.ts'
import type { Post, Update } from '#src/posts/post.ts'
import { iso, moment, windowText } from '#src/ui/time.ts'
import { clean, escapeXml } from './xml.ts'

// Years are always said: an item is read months later too, and must not change by the clock.
const NO_YEAR = 0

/** A post as safe HTML for readers elsewhere: its facts, then each update, newest first, every link absolute. */
export function contentOf(post: Post, zone: string, url: string): string {
  const parts = [
    post.window && `<p><strong>${escapeXml(windowText(post.window, NO_YEAR))}</strong></p>`,
    post.components.length > 0 &&
      `<p>About ${escapeXml(post.components.map(({ name }) => name).join(', '))}</p>`,
    post.stillWorks && `<p><strong>What still works</strong></p>${textOf(post.stillWorks, url)}`,
    ...post.updates.map((update) => updateOf(update, zone, url)),
  ]
  return parts.filter(Boolean).join('\n')
}

function updateOf(update: Update, zone: string, url: string): string {
  const { publishedAt, editedAt, authorName, state, body } = update
  const by = authorName ? `, ${escapeXml(authorName)}` : ''
  const edited = editedAt === null ? '' : `, edited ${when(editedAt, zone)}`
  return `<p><small>${when(publishedAt, zone)}${edited}</small><br><strong>${STATE_LABELS[state]}</strong>${by}</p>\n${textOf(body, url)}`
}

function when(at: number, zone: string): string {
  return `<time datetime="${iso(at)}">${escapeXml(moment(at, zone, NO_YEAR))}</time>`
}

function textOf(markdown: string, url: string): string {
  // Readers that decode once too often know `&amp;`, but not every one knows numbers.
  const html = clean(markdownToHtml(markdown)).replaceAll('&#x26;', '&amp;')
  return html.replace(/ href="([^"]*)"/g, (_whole, href: string) => {
    const target = URL.parse(href.replaceAll('&amp;', '&'), url)
    return ` href="${escapeXml(target?.href ?? url)}"`
  })
}
