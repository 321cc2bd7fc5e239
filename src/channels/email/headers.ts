import type { Notice } from '../channel.ts'
import { oneLine, short } from './words.ts'

/** What people subscribed to, in contrast to what concerns their subscription. */
export function isForSubscribers({ about }: Notice['content']): boolean {
  return about === 'post' || about === 'digest'
}

/** E1, beyond what every mail has. */
export function headersOf(notice: Notice, domain: string): [string, string][] {
  const { content, sender, to } = notice
  const page = slug(sender.pageName)
  const senderId = domain
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase()
    .slice(0, 15)
    .padEnd(5, '0')
  const common: [string, string][] = [
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'All'],
  ]
  if (content.about !== 'post' && content.about !== 'digest') return common
  const stream =
    content.about === 'post'
      ? `${content.post.kind}:${page}:${content.occasion}`
      : `digest:${page}:${content.rhythm}`
  return [
    ...(to.unsubscribeUrl
      ? ([
          ['List-Unsubscribe', `<${to.unsubscribeUrl}>`],
          ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
        ] as [string, string][])
      : []),
    ['List-Id', `${phrase(`${oneLine(sender.pageName)} updates`)} <updates.${domain}>`],
    ...common,
    ['Precedence', 'bulk'],
    ['Feedback-ID', `${stream}:${senderId}`],
  ]
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
  return (
    plain
      .replace(/^-+|-+$/g, '')
      .slice(0, 30)
      .toLowerCase() || 'page'
  )
}

/** A display name as RFC 5322 wants it: quoted, or in encoded words of at most 75 characters. */
function phrase(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&').slice(0, 120)}"`
  const words: string[] = []
  let word = ''
  for (const letter of short(text, 80)) {
    if (Buffer.byteLength(word + letter) > 42) {
      words.push(word)
      word = ''
    }
    word += letter
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ')
}
