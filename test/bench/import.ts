import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '#db/open.ts'
import { findImport } from '#db/queries/subscriber-imports.ts'
import { checkImport, startImport } from '#src/subscribers/import/arrange.ts'
import { readCounts } from '#src/subscribers/import/counts.ts'
import { until } from '#test/support/until.ts'
import type { Options } from './args.ts'
import { percentile, type Result, rounded, shown } from './figures.ts'
import { pinning } from './machine.ts'
import { settings, startSender } from './sender.ts'
import { staffCookie, startBenchSite } from './site.ts'
import { seededWorlds } from './world.ts'

/** A list as large as a house that moves: uploaded by the form, checked and brought in by the sender, with visitors on the page. */
export async function importing(options: Options): Promise<Result> {
  const pins = pinning()
  console.log(pins.told)
  const worlds = await seededWorlds(options.engine, 1_000)
  const world = await worlds.fresh()
  const env = settings(world.url, 'smtp://127.0.0.1:9', options.connections)
  const site = await startBenchSite(env, { before: pins.measured, sender: false })
  const sender = await startSender(world.db, env, { before: pins.measured })
  const rows = options.recipients
  try {
    const cookie = await staffCookie(world.db, world.authorId)
    const rest = await visitors(site.url, pause(5_000))
    const list = Buffer.from(listOf(rows))
    const uploading = performance.now()
    const { found: id, times: upload } = await visiting(site.url, () => bring(site.url, cookie, list))
    const uploadMs = performance.now() - uploading
    const by = { staff: { id: world.authorId, name: 'Bench' }, now: Date.now(), mayVouch: true }
    const checking = performance.now()
    await checkImport(world.db, id, FIELDS, by)
    const check = await visitors(site.url, over(world.db, id, 'checked', rows))
    const checkMs = performance.now() - checking
    const running = performance.now()
    await startImport(world.db, id, by)
    const run = await visitors(site.url, over(world.db, id, 'done', rows))
    const runMs = performance.now() - running
    const counts = readCounts((await findImport(world.db, id))?.counts ?? null)
    const p99 = (times: number[]) => rounded(percentile(times, 0.99))
    const figures = {
      rows,
      engine: options.engine,
      file_mib: rounded(list.length / 1_048_576),
      upload_ms: rounded(uploadMs),
      check_s: rounded(checkMs / 1_000),
      import_s: rounded(runMs / 1_000),
      rows_per_s: Math.round(rows / (runMs / 1_000)),
      sender_rss_mib: rounded(sender.rssMib()),
      page_p99_rest_ms: p99(rest),
      page_p99_upload_ms: p99(upload),
      page_p99_check_ms: p99(check),
      page_p99_import_ms: p99(run),
    }
    console.log(
      `${shown(rows)} rows: checked in ${shown(figures.check_s)} s, brought in in ${shown(figures.import_s)} s`,
    )
    return {
      figures,
      targets: [
        {
          what: 'the page, p99, while a list comes in',
          value: figures.page_p99_import_ms,
          limit: { most: 50 },
          unit: ' ms',
        },
        { what: "the sender's RSS", value: figures.sender_rss_mib, limit: { most: 250 }, unit: ' MiB' },
      ],
      faults: counts.added === rows ? [] : [`${counts.added} of ${rows} came in`],
    }
  } finally {
    await sender.kill()
    await site.stop()
    await world.drop()
    await worlds.drop()
  }
}

const FIELDS = {
  ...{ format: 'columns', heads: 'yes', 'column-0': 'email', 'column-1': 'name', 'column-2': 'language' },
  ...{ kinds: ['incident', 'closure'], scope: 'all', impact: 'none', language: 'en', tag: 'moved' },
  ...{ consent: 'vouched', agreed_on: '2026-01-31', evidence: 'Double opt-in on our page of before' },
}

function listOf(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, n) => `person.${n}@customer${n % 900}.example,Person ${n},de`,
  )
  return `email,name,language\r\n${lines.join('\r\n')}\r\n`
}

async function bring(url: string, cookie: string, list: Buffer): Promise<number> {
  const body = new FormData()
  body.set('file', new File([new Uint8Array(list)], 'list.csv'))
  const headers = { cookie, origin: url, 'sec-fetch-site': 'same-origin' }
  const answer = await fetch(`${url}/admin/subscribers/imports/upload`, {
    method: 'POST',
    body,
    headers,
    redirect: 'manual',
  })
  return Number(/\d+$/.exec(answer.headers.get('location') ?? '')?.[0])
}

function over(db: Db, id: number, state: string, rows: number): Promise<boolean> {
  return until(
    async () => {
      await pause(100)
      return (await findImport(db, id))?.state === state
    },
    `the list to be ${state}`,
    60_000 + rows * 10,
  )
}

async function visiting<Found>(url: string, work: () => Promise<Found>) {
  const working = work()
  const times = await visitors(url, working)
  return { found: await working, times }
}

/** How long each of a stream of visitors waits for the page, one every 5 ms, until something is over; in ms. */
async function visitors(url: string, until: Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  let open = true
  const done = until.finally(() => {
    open = false
  })
  while (open) {
    const began = performance.now()
    await (await fetch(`${url}/`)).arrayBuffer()
    times.push(performance.now() - began)
    await pause(5)
  }
  await done
  return times
}
