import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const KEY = { keyId: 'AKIDEXAMPLE', secret: 'the-secret-of-the-bucket', region: 'eu-west-1' }

/** A bucket on this machine that takes only what is signed as Amazon's Signature Version 4 says. */
export async function bucketStandIn() {
  const objects = new Map<string, { body: Buffer; type: string | undefined; keep: string | undefined }>()
  const state = { fail: 0, most: 2 }
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const url = new URL(req.url ?? '', 'http://x')
    const name = decodeURIComponent(url.pathname.replace('/bucket/', ''))
    if (!isSigned(req, url)) return void res.writeHead(403).end('SignatureDoesNotMatch')
    if (state.fail) return void res.writeHead(state.fail).end('<Error/>')
    if (url.searchParams.get('list-type')) return void res.end(list(url.searchParams))
    const object = objects.get(name)
    if (req.method === 'PUT')
      objects.set(name, {
        body: Buffer.concat(chunks),
        type: req.headers['content-type'],
        keep: req.headers['cache-control'],
      })
    if (req.method === 'DELETE') objects.delete(name)
    if (req.method === 'GET' && !object) return void res.writeHead(404).end()
    res.writeHead(req.method === 'DELETE' ? 204 : 200).end(object?.body)
  }).listen(0, '127.0.0.1')

  function list(query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? ''
    const all = [...objects.keys()].filter((name) => name.startsWith(prefix)).sort()
    const from = Number(query.get('continuation-token') ?? 0)
    const keys = all
      .slice(from, from + state.most)
      .map((name) => `<Contents><Key>${name.replaceAll('&', '&amp;')}</Key></Contents>`)
    const next =
      from + state.most < all.length
        ? `<NextContinuationToken>${from + state.most}</NextContinuationToken>`
        : ''
    return `<ListBucketResult>${keys.join('')}${next}</ListBucketResult>`
  }

  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`
  return { url, objects, state, stop: () => server.close() }
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

function isSigned(req: IncomingMessage, url: URL): boolean {
  const said =
    /Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
      req.headers.authorization ?? '',
    )
  if (!said) return false
  const [, keyId, day = '', region = '', names = '', signature] = said
  const query = [...url.searchParams]
    .map(([a, b]) => `${encode(a)}=${encode(b)}`)
    .sort()
    .join('&')
  const headers = names
    .split(';')
    .map((one) => `${one}:${req.headers[one]}\n`)
    .join('')
  const hash = req.headers['x-amz-content-sha256']
  const request = [req.method, url.pathname, query, headers, names, hash].join('\n')
  const digest = createHash('sha256').update(request).digest('hex')
  const date = String(req.headers['x-amz-date'])
  const text = ['AWS4-HMAC-SHA256', date, `${day}/${region}/s3/aws4_request`, digest].join('\n')
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${KEY.secret}`, day) as Buffer)
  return keyId === KEY.keyId && hmac(key, text).toString('hex') === signature
}
