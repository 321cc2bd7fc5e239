import { afterAll, beforeAll, expect, test } from 'vitest'
import { bucketStore } from '#src/snapshot/bucket.ts'
import { aPage } from '#test/support/makers.ts'
import { startSite } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'
import { bucketStandIn, KEY } from './bucket-stand-in.ts'

let bucket: Awaited<ReturnType<typeof bucketStandIn>>
beforeAll(async () => {
  bucket = await bucketStandIn()
})
afterAll(() => bucket?.stop())

const faultOf = (work: Promise<unknown>) => work.then(String, (error) => String(error.message))

test('objects are put, listed page by page, read and taken away, in a folder of the bucket when one is named', async () => {
  const store = bucketStore({ ...KEY, url: `${bucket.url}/page/copy` })
  const body = Buffer.from('<p>é</p>')
  for (const name of [
    'index.html',
    'history/2026-11/index.html',
    '_astro/a.js',
    "it's (a) & b*.txt",
    'x.html',
  ])
    await store.put(name, body, 'text/html; charset=utf-8')
  expect(bucket.objects.get('page/copy/index.html')).toMatchObject({
    type: 'text/html; charset=utf-8',
    keep: 'public, max-age=60',
  })
  expect(bucket.objects.get('page/copy/_astro/a.js')?.keep).toContain('immutable')
  await store.remove('x.html')
  await store.remove('never-was.html')
  expect((await store.list()).sort()).toEqual(
    ['_astro/a.js', 'history/2026-11/index.html', 'index.html', "it's (a) & b*.txt"].sort(),
  )
  expect((await store.read('index.html'))?.equals(body)).toBe(true)
  expect(await store.read('never-was.html')).toBeUndefined()
})

test('a key that does not fit, or a service in trouble, is said without the key', async () => {
  const wrong = bucketStore({ ...KEY, secret: 'wrong-secret', url: bucket.url })
  expect(await faultOf(wrong.put('a.html', Buffer.of(1), 'text/html'))).toBe(
    'The bucket answered 403 to PUT /a.html.',
  )
  bucket.state.fail = 503
  const store = bucketStore({ ...KEY, url: bucket.url })
  expect(await faultOf(store.list())).toBe('The bucket answered 503 to GET /.')
  bucket.state.fail = 0
})

test('a bucket that fails is written when it is well again; the page opens and publishes all the while', async () => {
  bucket.objects.clear()
  bucket.state.fail = 500
  const site = await startSite({
    env: {
      SNAPSHOT_S3_URL: bucket.url,
      SNAPSHOT_S3_KEY_ID: KEY.keyId,
      SNAPSHOT_S3_SECRET: KEY.secret,
      SNAPSHOT_S3_REGION: KEY.region,
    },
  })
  try {
    await aPage(site.db)
    await until(() => site.output().includes('The copy of the page cannot be written'))
    expect((await fetch(site.url)).status).toBe(200)
    bucket.state.fail = 0
    await until(() => bucket.objects.has('snapshot.json'))
    expect(bucket.objects.get('index.html')?.body.toString()).toContain('This is a copy of our page')
    expect(bucket.objects.get('closures.ics')?.type).toBe('text/calendar; charset=utf-8')
    expect(site.output()).not.toContain(KEY.secret)
  } finally {
    await site.stop()
  }
})
