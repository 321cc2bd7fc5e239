import type { Wire } from './dial.ts'
import { press } from './parts.ts'
import { legible, replyReader } from './replies.ts'
import { COMMANDS, commandOf, DATA, DOT, MAIL, RSET, VOID } from './steps.ts'
import type { Desk, Job, Line, LineTimes } from './work.ts'

/** Messages over one connection before it makes room for a fresh one. */
const USES = 5_000
const MOVES = 3

/**
 * One connection to the relay. Where the relay takes commands in groups, the envelope of the next message rides in
 * the same packet as the message before it, so that one message is one write and one round trip (RFC 2920).
 */
export function lineOver({ socket, pipelining, size }: Wire, desk: Desk, times: LineTimes): Line {
  const { replyMs = 600_000, commandMs = 300_000, idleMs = 30_000 } = times
  const expected: number[] = []
  const set = press()
  let asked: Job | undefined
  let sent: Job | undefined
  /** Messages of which some is not with the system yet; and did an envelope ride with the last? */
  let leaving = 0
  let ridden = false
  /** The relay holds a transaction that came to nothing. */
  let dirty = false
  let proven = false
  let uses = 0
  let ended = false
  let since = performance.now()

  const line: Line = { give, hangUp }
  const read = replyReader(onReply, () => end('EPROTOCOL'))
  socket.on('data', (chunk: Buffer) => read(chunk.toString('latin1')))
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'ESOCKET'))
  socket.on('end', () => end('ECONNECTION'))
  socket.on('close', () => end('ECONNECTION'))
  const ticking = setInterval(tick, Math.max(10, Math.min(replyMs, commandMs, idleMs) / 2)).unref()

  function give(job: Job): boolean {
    const room = expected.length === 0 || (pipelining && expected.length === 1 && sent !== undefined)
    if (ended || asked || !room || uses >= USES) return false
    write(envelope(job))
    return true
  }

  function envelope(job: Job): string {
    asked = job
    const first = dirty ? RSET : MAIL
    dirty = false
    if (!pipelining) {
      expected.push(first)
      return commandOf(first, job.parcel, size)
    }
    let group = ''
    for (let step = first; step <= DATA; step += 1) {
      expected.push(step)
      group += commandOf(step, job.parcel, size)
    }
    return group
  }

  function message(job: Job): void {
    sent = job
    asked = undefined
    proven = true
    uses += 1
    expected.push(DOT)
    const rider = pipelining && uses < USES ? desk.next() : undefined
    ridden = rider !== undefined
    const bytes = set(job.parcel.message, rider ? envelope(rider) : '', leaving > 0)
    leaving += 1
    write(bytes, onTaken)
    if (!rider && pipelining && uses < USES) desk.free(line, 'spare')
  }

  function onTaken(error?: Error | null): void {
    if (!error) leaving -= 1
  }

  function write(what: string | Buffer, done?: (error?: Error | null) => void): void {
    since = performance.now()
    socket.write(what, 'latin1', done)
  }

  function onReply(reply: string): void {
    if (ended) return
    since = performance.now()
    const closing = reply.startsWith('421')
    take(expected.shift(), reply, closing)
    if (closing) end('ECONNECTION')
    else if (!expected.length && !ended) rest()
  }

  function take(step: number | undefined, reply: string, closing: boolean): void {
    if (step === undefined || (step === RSET && !reply.startsWith('2'))) end('EPROTOCOL')
    else if (step === DOT) onMessage(reply)
    else if (asked && step !== VOID) onEnvelope(asked, step, reply, closing)
    // Refused before, and the relay asks for the message all the same: a single dot is the way back.
    else if (step === DATA && reply.startsWith('3')) onlyDot()
  }

  function onMessage(reply: string): void {
    const job = sent
    sent = undefined
    job?.done(reply.startsWith('2') ? { accepted: reply } : { stage: 'dot', reply: legible(reply) })
  }

  function onEnvelope(job: Job, step: number, reply: string, closing: boolean): void {
    if (step === DATA && /^[23]/.test(reply)) message(job)
    else if (reply.startsWith('2')) onward(job, step + 1)
    // A relay that has had enough of this connection says nothing about the message.
    else if (!closing || !proven || step !== MAIL || job.moves >= MOVES) refused(job, step, reply)
  }

  function onward(job: Job, step: number): void {
    if (pipelining) return
    expected.push(step)
    write(commandOf(step, job.parcel, size))
  }

  function refused(job: Job, step: number, reply: string): void {
    asked = undefined
    dirty = true
    proven = true
    job.done({ stage: 'envelope', command: COMMANDS[step as 1 | 2 | 3], reply: legible(reply) })
  }

  function onlyDot(): void {
    dirty = false
    expected.push(VOID)
    const rider = pipelining && uses < USES ? desk.next() : undefined
    write(rider ? `.\r\n${envelope(rider)}` : '.\r\n')
  }

  function rest(): void {
    const job = uses < USES ? desk.next() : undefined
    if (job) write(envelope(job))
    else if (uses < USES) desk.free(line, 'idle')
    else hangUp()
  }

  function tick(): void {
    const still = performance.now() - since
    if (!expected.length) {
      if (still >= idleMs) hangUp()
    } else if (still >= (expected[0] === DOT ? replyMs : commandMs)) end('ETIMEDOUT')
  }

  function hangUp(): void {
    // QUIT in the middle of a message would become part of it.
    if (expected.length) end('ECLOSED')
    if (ended) return
    ended = true
    clearInterval(ticking)
    socket.end('QUIT\r\n', 'latin1')
    const impatience = setTimeout(() => socket.destroy(), 5_000).unref()
    socket.once('close', () => clearTimeout(impatience))
    desk.gone(line)
  }

  /** What was on its way gets the answer that we have: none. */
  function end(fault: string): void {
    if (ended) return
    ended = true
    clearInterval(ticking)
    socket.destroy()
    // Of a message and the envelope behind it we cannot tell how much the system had passed on.
    sent?.done({ stage: !leaving || ridden ? 'dot' : 'envelope', fault })
    if (asked && proven && asked.moves < MOVES && fault !== 'ECLOSED') {
      asked.moves += 1
      desk.again(asked)
    } else asked?.done({ stage: 'envelope', fault })
    desk.gone(line)
  }

  return line
}
