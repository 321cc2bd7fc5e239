import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { mailPage, readMail, textPage } from './inbox/pages.ts'

/** A mail as it came over the wire. */
export interface CaughtMail {
  at: number
  to: readonly string[]
  raw: Buffer
}

/** A text message as the carrier took it. */
export interface CaughtText {
  at: number
  to: string
  body: string
}

export interface InboxSource {
  mails: () => readonly CaughtMail[]
  texts: () => readonly CaughtText[]
}

const FILES = { '/inbox.css': 'text/css', '/inbox.js': 'text/javascript' } as const
const PAGE =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; form-action 'self'"
/** A mail may look as it likes, open links, and do nothing else. */
const LETTER =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/**
 * A local web page on which a person reads what was caught instead of sent: mails as letter, text and headers, text
 * messages as bubbles on a phone. Answers on this machine only.
 */
export async function startInbox(
  source: InboxSource,
  port = 0,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((req, res) => {
    answer(source, new URL(req.url ?? '/', 'http://inbox'), res).catch((error) =>
      send(res, 500, 'text/plain', String(error)),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(source: InboxSource, url: URL, res: ServerResponse): Promise<void> {
  const { pathname } = url
  if (pathname in FILES) {
    const file = readFileSync(join(import.meta.dirname, 'inbox', pathname))
    return send(res, 200, FILES[pathname as keyof typeof FILES], file)
  }
  if (pathname === '/count') {
    const counts = { mails: source.mails().length, texts: source.texts().length }
    return send(res, 200, 'application/json', JSON.stringify(counts))
  }
  const [, mailId, part] = /^\/mails\/(\d+)(\/html)?$/.exec(pathname) ?? []
  if (mailId && !source.mails()[Number(mailId)]) return send(res, 404, 'text/plain', 'There is no such mail.')
  if (mailId && part) {
    const mail = await readMail(source.mails()[Number(mailId)] as CaughtMail)
    return send(
      res,
      200,
      'text/html',
      linksOutside(mail.html || '<p>This mail has no HTML part.</p>'),
      LETTER,
    )
  }
  if (pathname === '/' || mailId) {
    return send(res, 200, 'text/html', await mailPage(source, url, mailId ? Number(mailId) : undefined), PAGE)
  }
  const number = /^\/texts(?:\/(\+\d+))?$/.exec(pathname)
  if (number) return send(res, 200, 'text/html', textPage(source, number[1]), PAGE)
  send(res, 404, 'text/plain', 'There is no such page.')
}

/** Links of a letter open beside the inbox: inside its frame no page would let itself be shown. */
function linksOutside(html: string): string {
  const base = '<base target="_blank">'
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html
}

function send(
  res: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  policy = "default-src 'none'",
) {
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  res.end(body)
}
