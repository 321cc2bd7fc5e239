import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Sink, startSink } from '#test/support/sink.ts'
import { freePort } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'
import { ended, ownFolder, removeFolder, start } from './processes.ts'

/** Where mail goes in a bench. */
export interface Relay {
  url: string
  port: number
  /** Messages accepted so far. */
  count(): Promise<number>
  /** When the first of them was; asked again and again by whoever waits for it. */
  firstAt(): Promise<number | undefined>
  stop(): Promise<void>
}

/** Postfix's own sink; it counts into a file, which costs all who write to it the same. */
export async function startSmtpSink(before: string[], program: string): Promise<Relay> {
  const folder = ownFolder()
  const counter = openSync(join(folder, 'counter'), 'w+')
  const port = await freePort()
  const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const args = [...asRoot, '-c', `127.0.0.1:${port}`, '1024']
  const child = start(before, program, args, { stdio: ['ignore', counter, 'inherit'] })
  await until(() => accepts(port), 'smtp-sink to listen')
  let first: number | undefined
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    count: async () => lastCount(counter),
    async firstAt() {
      if (first === undefined && lastCount(counter) > 0) first = now()
      return first
    },
    async stop() {
      await ended(child, 'SIGTERM')
      closeSync(counter)
      removeFolder(folder)
    },
  }
}

/** Our own sink, for what smtp-sink cannot do: be late. */
export async function startSlowSink(before: string[], delay: number): Promise<Relay> {
  const sink = await startSink({ before })
  await sink.behave({ delay })
  return relayOf(sink)
}

/** Our own sink as a relay among others. */
export function relayOf(sink: Sink): Relay {
  return {
    url: sink.url,
    port: sink.port,
    count: async () => (await sink.counts()).accepted,
    firstAt: async () => (await sink.counts()).firstAt ?? undefined,
    stop: () => sink.stop(),
  }
}

/** Milliseconds since the epoch, with their fractions: the same for all processes of this machine. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** `sess=8 quit=0 mesg=1234` is written anew, over and over, one after the other. */
function lastCount(counter: number): number {
  const { size } = fstatSync(counter)
  const tail = Buffer.alloc(Math.min(size, 120))
  readSync(counter, tail, 0, tail.length, size - tail.length)
  return Number(
    tail
      .toString('latin1')
      .match(/mesg=(\d+)(?=\r)/g)
      ?.at(-1)
      ?.slice(5) ?? 0,
  )
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const say = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => say(true))
    socket.once('error', () => say(false))
  })
}
