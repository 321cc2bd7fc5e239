import { performance } from 'node:perf_hooks'
import { cpuMs } from './machine.ts'
import { ended, start, told } from './processes.ts'
import type { Relay } from './relay.ts'

/** How fast another sender wrote to the same kind of relay, in messages a second. */
export interface Rival {
  rate: number
  cpuUsPerMsg: number
}

/** Postfix's own source: nothing but SMTP, all sessions kept. What anything could be measured against. */
export async function smtpSource(
  before: string[],
  program: string,
  relay: Relay,
  { messages, connections, bytes }: { messages: number; connections: number; bytes: number },
): Promise<number> {
  const already = await relay.count()
  const began = performance.now()
  const child = start(
    before,
    program,
    [
      '-d',
      '-N',
      ...['-s', String(connections)],
      ...['-m', String(messages)],
      ...['-l', String(Math.max(1, bytes - HEADERS))],
      ...['-f', 'news@status.example'],
      ...['-t', 'reader@large.example'],
      `127.0.0.1:${relay.port}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const code = await ended(child)
  const ms = performance.now() - began
  const arrived = (await relay.count()) - already
  if (code !== 0 || arrived !== messages)
    throw new Error(`smtp-source ended with ${code}; ${arrived} of ${messages} messages arrived.`)
  return (messages / ms) * 1_000
}

/** Bytes of the header that smtp-source writes itself. */
const HEADERS = 220

/** nodemailer's own pool, composing each message, as programs usually send; `sample` is one of our messages. */
export async function nodemailerPool(
  before: string[],
  relay: Relay,
  { messages, connections, sample }: { messages: number; connections: number; sample: string },
): Promise<Rival> {
  const already = await relay.count()
  const child = start(before, process.execPath, [`${import.meta.dirname}/pool-rival.ts`], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await told(child)
  const cpuBefore = cpuMs(child.pid ?? 0)
  const answer = told<{ ms: number }>(child)
  child.send({ port: relay.port, messages, connections, sample })
  const { ms } = await answer
  const cpu = cpuMs(child.pid ?? 0) - cpuBefore
  await ended(child, 'SIGTERM')
  const arrived = (await relay.count()) - already
  if (arrived !== messages) throw new Error(`nodemailer: ${arrived} of ${messages} messages arrived.`)
  return { rate: (messages / ms) * 1_000, cpuUsPerMsg: (cpu * 1_000) / messages }
}
