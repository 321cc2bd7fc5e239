import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Behaviour } from './sink/behaviour.ts'
import type { Arrived, Counts } from './sink/ledger.ts'

export type { Behaviour, Deed, Rule, Stage } from './sink/behaviour.ts'
export { dice } from './sink/behaviour.ts'
export type { Arrived, Counts } from './sink/ledger.ts'

export interface Sink {
  /** For SMTP_URL. */
  url: string
  port: number
  pid: number
  counts(): Promise<Counts & { cpu: NodeJS.CpuUsage }>
  /** Everything that arrived, in the order of first arrivals. */
  deliveries(): AsyncGenerator<Arrived>
  /** Whom it refused for good (5yz), with its words. */
  turnedAway(): Promise<Map<string, string>>
  /** The first message that it took, whole; empty when there is none. */
  sample(): Promise<string>
  /** What it does from now on; `{}` accepts everything again. */
  behave(behaviour: Behaviour): Promise<void>
  /** Forgets what arrived, not how it behaves. */
  clear(): Promise<void>
  /** The relay is gone: connections are cut and refused, until `up`. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

const MAIN = join(import.meta.dirname, 'sink/main.ts')

/**
 * A relay that only counts, as a process of its own (30,000 mails a second on one core), with any fault one may wish
 * for. `before` is put before the command, such as `taskset -c 1`; `mark` is a regular expression for what to remember of
 * each message, looked for in its first 8 KiB. It goes when we do.
 */
export async function startSink({ seed = 1, mark = '', before = [] as string[] } = {}): Promise<Sink> {
  const options = ['--seed', String(seed), ...(mark ? ['--mark', mark] : [])]
  const [command = '', ...args] = [...before, process.execPath, MAIN, ...options]
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { port, control } = await placeOf(child)
  const at = `http://127.0.0.1:${control}`

  async function ask(method: string, path: string, body?: string): Promise<Response> {
    const answer = await fetch(`${at}${path}`, { method, ...(body ? { body } : {}) })
    if (!answer.ok) throw new Error(`The sink answered ${answer.status} to ${path}: ${await answer.text()}`)
    return answer
  }
  async function order(path: string, body?: string): Promise<void> {
    await (await ask('POST', path, body)).text()
  }

  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    counts: async () => (await ask('GET', '/counts')).json() as Promise<Counts & { cpu: NodeJS.CpuUsage }>,
    async *deliveries() {
      const answer = await ask('GET', '/deliveries')
      let rest = ''
      for await (const part of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
        const lines = (rest + part).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) yield arrivedIn(line)
      }
    },
    async turnedAway() {
      const lines = (await (await ask('GET', '/turned-away')).text()).split('\n').filter(Boolean)
      return new Map(lines.map((line) => line.split('\t') as [string, string]))
    },
    sample: async () => (await ask('GET', '/sample')).text(),
    behave: (behaviour) => order('/behaviour', JSON.stringify(behaviour)),
    clear: () => order('/clear'),
    down: () => order('/down'),
    up: () => order('/up'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

function placeOf(child: ChildProcess): Promise<{ port: number; control: number }> {
  return new Promise((resolve, reject) => {
    child.once('message', (place) => resolve(place as { port: number; control: number }))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The sink ended with ${code} before it began.`)))
  })
}

function arrivedIn(line: string): Arrived {
  const [first, last, count, firstAt, lastAt, to = '', messageId = '', mark = ''] = line.split('\t')
  return {
    first: Number(first),
    last: Number(last),
    count: Number(count),
    firstAt: Number(firstAt),
    lastAt: Number(lastAt),
    to,
    messageId,
    mark,
  }
}
