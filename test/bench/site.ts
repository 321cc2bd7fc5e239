import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Db } from '#db/open.ts'
import { startSession } from '#src/staff/session.ts'
import { sendForm } from '#test/support/forms.ts'
import { freePort } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'
import { percentile } from './figures.ts'
import { ended, start } from './processes.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface BenchSite {
  url: string
  pid: number
  stop(): Promise<void>
}

/** The built server as `npm start` runs it; with `sender` it keeps its own, as it does there; `hear` gets its log. */
export async function startBenchSite(
  env: Record<string, string>,
  { before, sender, hear }: { before: string[]; sender: boolean; hear?: (line: string) => void },
): Promise<BenchSite> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'src/ready.mjs'), 'build'], { cwd: ROOT })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = start(before, process.execPath, [join(ROOT, 'src/server/main.ts')], {
    cwd: ROOT,
    stdio: ['ignore', hear ? 'pipe' : 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...env,
      PUBLIC_URL: url,
      PORT: String(port),
      ...(sender ? {} : { CANDOR_SENDER: 'off' }),
    },
  })
  if (hear && child.stdout) createInterface(child.stdout).on('line', hear)
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    const ready = await fetch(`${url}/readyz`).catch(() => undefined)
    await ready?.text()
    return ready?.ok
  }, 'the server to be ready')
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      await ended(child, 'SIGTERM')
    },
  }
}

/** The cookie of somebody of the staff, as a browser sends it to a site on plain http. */
export async function staffCookie(db: Db, staffId: number): Promise<string> {
  const { value } = await startSession(db, staffId, { userAgent: null, now: Date.now() })
  return `candor=${value}`
}

/**
 * Publishes an incident by the staff's own form, as a person does: sees in the preview how many it tells, then publishes
 * with that number. Gives when that was sent, and how long the answer took, in ms.
 */
export async function publishByForm(
  { url }: BenchSite,
  cookie: string,
  { title, people }: { title: string; people: number },
): Promise<{ at: number; ms: number }> {
  const typed = {
    kind: 'incident',
    title,
    body: 'Since 11:40 UTC a part of your mail is delivered late. Nothing is lost.',
    impact: 'minor',
    state: 'investigating',
    zone: 'UTC',
    tell: 'email',
    form_key: formKey(),
  }
  const send = async (action: string, fields: Record<string, string>) => {
    const answer = await sendForm(url, '/admin/posts/new', action, fields, cookie)
    const ms = performance.timeOrigin + performance.now()
    const text = await answer.text()
    if (answer.status >= 400)
      throw new Error(`The form was answered with ${answer.status}: ${problemsIn(text)}`)
    return ms
  }
  await send('posts.preview', typed)
  const at = performance.timeOrigin + performance.now()
  return { at, ms: (await send('posts.publish', { ...typed, people: String(people) })) - at }
}

function formKey(): string {
  return Math.random().toString(36).slice(2).padEnd(12, '0').slice(0, 12)
}

function problemsIn(html: string): string {
  return [...html.matchAll(/class="problem"[^>]*>([\s\S]*?)<\/p>/g)]
    .map(([, text = '']) => text.replaceAll(/<[^>]*>/g, '').trim())
    .join(' ')
}

/** How long a page takes, one request after the other, in ms. */
export async function pageTimes(
  url: string,
  cookie: string,
  times: number,
): Promise<{ p50: number; p99: number }> {
  const each: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    const answer = await fetch(url, { headers: { cookie } })
    await answer.text()
    each.push(performance.now() - began)
    if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}.`)
  }
  return { p50: percentile(each, 0.5), p99: percentile(each, 0.99) }
}
