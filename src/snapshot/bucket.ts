import { AwsClient } from 'aws4fetch'
import type { BucketConfig } from '#src/config/snapshot.ts'
import { type Store, StoreFault } from './store.ts'

/** A store that has not answered by then is asked again later. */
const PATIENCE = 10_000
/** Those in front of the bucket keep what changes for a minute at most, names with a hash for ever. */
const ASK_AGAIN = 'public, max-age=60'
const FOR_EVER = 'public, max-age=31536000, immutable'

/** An S3-compatible bucket as the place of a copy. Its faults name the object and the status, never a key. */
export function bucketStore({ url, keyId, secret, region }: BucketConfig): Store {
  const client = new AwsClient({
    accessKeyId: keyId,
    secretAccessKey: secret,
    region,
    service: 's3',
    retries: 0,
  })
  const { origin, pathname } = new URL(url)
  const [, bucket = '', ...rest] = pathname.split('/')
  const prefix = rest
    .filter(Boolean)
    .map((part) => `${part}/`)
    .join('')

  async function ask(method: string, path: string, more: RequestInit = {}): Promise<Response> {
    const answer = await client.fetch(`${origin}/${bucket}${path}`, {
      ...more,
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    })
    if (answer.ok || answer.status === 404) return answer
    await answer.body?.cancel()
    throw new StoreFault(`The bucket answered ${answer.status} to ${method} ${path.split('?')[0]}.`)
  }
  const at = (name: string) =>
    `/${[...prefix.split('/'), ...name.split('/')].filter(Boolean).map(encoded).join('/')}`

  return {
    async put(name, body, type) {
      const keep = /^_astro\/|^theme\./.test(name) ? FOR_EVER : ASK_AGAIN
      const headers = { 'content-type': type, 'cache-control': keep }
      const answer = await ask('PUT', at(name), { headers, body: new Uint8Array(body) })
      await answer.body?.cancel()
      if (answer.status === 404) throw new StoreFault('There is no such bucket: look at SNAPSHOT_S3_URL.')
    },
    async remove(name) {
      await (await ask('DELETE', at(name))).body?.cancel()
    },
    async list() {
      const names: string[] = []
      let token = ''
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          prefix,
          ...(token && { 'continuation-token': token }),
        })
        const xml = await (await ask('GET', `/?${query}`)).text()
        for (const [, key = ''] of xml.matchAll(/<Key>([^<]*)<\/Key>/g))
          names.push(plain(key).slice(prefix.length))
        token = plain(/<NextContinuationToken>([^<]*)</.exec(xml)?.[1] ?? '')
      } while (token)
      return names
    },
    async read(name) {
      const answer = await ask('GET', at(name))
      const body = Buffer.from(await answer.arrayBuffer())
      return answer.status === 404 ? undefined : body
    },
  }
}

function plain(xml: string): string {
  return xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

/** As Signature Version 4 spells names, which is a little more than browsers do. */
function encoded(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
