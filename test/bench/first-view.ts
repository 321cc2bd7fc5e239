/** What a browser loads until a page can be read and used: bytes on the wire (compressed, without heads) and requests. */
export async function firstView(url: string): Promise<{ bytes: number; requests: number }> {
  const seen = new Map<string, number>()
  await visit(new URL(url), seen)
  return { bytes: [...seen.values()].reduce((sum, bytes) => sum + bytes, 0), requests: seen.size }
}

async function visit(url: URL, seen: Map<string, number>): Promise<void> {
  if (seen.has(url.href) || url.protocol === 'data:') return
  const asked = { 'accept-encoding': 'br, gzip' }
  const head = await fetch(url, { method: 'HEAD', headers: asked })
  if (!head.ok) throw new Error(`${url} was answered with ${head.status}.`)
  seen.set(url.href, Number(head.headers.get('content-length')))
  const text = await (await fetch(url, { headers: asked })).text()
  for (const next of neededBy(text, head.headers.get('content-type') ?? ''))
    await visit(new URL(next, url), seen)
}

function neededBy(text: string, type: string): string[] {
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, one = '']) => one)
  if (type.startsWith('text/css')) return found(/url\(["']?([^"')]+)/g)
  if (type.startsWith('text/javascript')) return found(/(?:from|import)\s*\(?["'](\.[^"']+|\/[^"']+)["']/g)
  if (!type.startsWith('text/html')) return []
  const links = found(/(<link\b[^>]*\brel="?(?:stylesheet|icon|manifest|preload|modulepreload)\b[^>]*>)/g)
  const hrefs = links.map((link) => /\bhref="([^"]+)"/.exec(link)?.[1] ?? '').filter(Boolean)
  return [...hrefs, ...found(/<(?:script|img)\b[^>]*\bsrc="([^"]+)"/g)]
}
