import type { Socket } from 'node:net'
import type { Deed, Judge, Stage } from './behaviour.ts'
import type { Ledger } from './ledger.ts'
import { outboxTo } from './outbox.ts'

const END = Buffer.from('\r\n.\r\n')
/** Where a Message-ID must stand: this far into a message. The sample may be longer. */
const HEAD = 8_192
const SAMPLE = 1_048_576

/**
 * One SMTP conversation (RFC 5321 with PIPELINING, no TLS), as cheap as it can be: commands are cut out of whatever
 * came, and all that can be answered is answered in one write. `judge` is asked anew each time, so that a behaviour
 * may change under an open connection. `mark` is what to look for at the beginning of each message.
 */
export function converse(socket: Socket, judge: () => Judge, ledger: Ledger, mark?: RegExp): void {
  let rest: Buffer | undefined
  let from = false
  let to: string[] = []
  let inMessage = false
  let cutInMessage: Deed | undefined
  let head = ''
  let size = 0
  let over = false
  const { say, flush, forget, end } = outboxTo(socket, () => judge().delay)

  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    if (over) return
    hear(rest ? Buffer.concat([rest, chunk]) : chunk)
    flush()
  })
  decide('connect', '', '220 sink ESMTP')
  flush()

  function hear(chunk: Buffer): void {
    let at = 0
    rest = undefined
    while (at < chunk.length && !over) {
      const next = inMessage ? readMessage(chunk, at) : readCommand(chunk, at)
      if (next < 0) return
      at = next
    }
  }

  function readCommand(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(10, at)
    if (end < 0) {
      rest = chunk.subarray(at)
      return -1
    }
    command(chunk.toString('latin1', at, end > at && chunk[end - 1] === 13 ? end - 1 : end))
    return end + 1
  }

  function command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'MAIL') mail()
    else if (verb === 'RCPT') rcpt(line)
    else if (verb === 'DATA') data()
    else if (verb === 'EHLO') say(judge().pipelining ? EHLO.replace('8BIT', 'PIPELINING\r\n250-8BIT') : EHLO)
    else if (verb === 'RSET') reset()
    else if (verb === 'QUIT') quit()
    else say(verb === 'HELO' || verb === 'NOOP' ? '250 sink' : '502 5.5.2 Not known here')
  }

  function reset(): void {
    from = false
    to = []
    say('250 2.0.0 Ok')
  }

  function quit(): void {
    say('221 2.0.0 Bye')
    hangUp()
  }

  function mail(): void {
    to = []
    decide('mail', '', '250 2.1.0 Ok', () => {
      from = true
    })
  }

  function rcpt(line: string): void {
    const address = line.slice(line.indexOf('<') + 1, line.indexOf('>')).toLowerCase()
    if (from)
      decide('rcpt', address, '250 2.1.5 Ok', () => {
        to.push(address)
      })
    else say('503 5.5.1 MAIL first')
  }

  function data(): void {
    const address = to[0]
    if (address === undefined) return void say('554 5.5.1 No valid recipients')
    const deed = asked('data', address)
    cutInMessage = deed && 'drop' in deed ? deed : undefined
    if (deed && !cutInMessage && !('wait' in deed)) return void follow(deed, 'data', address)
    inMessage = true
    head = ''
    size = 0
    say('354 Go on')
    if (deed && 'wait' in deed) flush(deed.wait)
  }

  function readMessage(chunk: Buffer, at: number): number {
    if (cutInMessage) {
      follow(cutInMessage, 'data')
      return -1
    }
    const empty = size === 0 && chunk[at] === 46 && chunk[at + 1] === 13 && chunk[at + 2] === 10
    const end = empty ? at - 2 : chunk.indexOf(END, at)
    // The end may be cut in two: its first bytes are read again with what follows.
    const stop = end < 0 ? Math.max(at, chunk.length - 4) : end + 2
    const wanted = ledger.sample() === undefined ? SAMPLE : HEAD
    if (head.length < wanted && stop > at) head += chunk.toString('latin1', at, Math.min(stop, at + wanted))
    size += Math.max(0, stop - at)
    if (end >= 0) {
      received()
      return end + END.length
    }
    rest = chunk.subarray(stop)
    return -1
  }

  function received(): void {
    inMessage = false
    from = false
    decide('dot', to[0] ?? '', '250 2.0.0 Ok: taken', () => {
      if (ledger.sample() === undefined) ledger.keepSample(head)
      const messageId = messageIdIn(head)
      const found = mark?.exec(head)?.[0]
      for (const one of to) ledger.accept(one, messageId, size, Date.now(), found)
    })
  }

  /** Answers as usual, or as a rule has it; `accepted` runs only if the answer is the usual one. */
  function decide(stage: Stage, address: string, usual: string, accepted = () => {}): void {
    const deed = asked(stage, address)
    if (!deed || 'wait' in deed || ('drop' in deed && deed.keep)) accepted()
    if (deed && !('wait' in deed)) return void follow(deed, stage, address)
    say(usual)
    if (deed) flush(deed.wait)
  }

  function asked(stage: Stage, address: string): Deed | undefined {
    const now = judge()
    return now.quiet ? undefined : now.at(stage, address, Date.now())
  }

  function follow(deed: Deed, stage: Stage, address = ''): void {
    if ('reply' in deed) {
      if (deed.reply.startsWith('5') && address) ledger.turnAway(address, deed.reply)
      ledger.refuse(`${stage} ${deed.reply.slice(0, 3)}`)
      say(deed.reply)
      if (deed.reply.startsWith('421')) hangUp()
    } else if ('drop' in deed) {
      ledger.refuse(`${stage} ${deed.keep ? 'lost reply' : 'drop'}`)
      over = true
      forget()
      socket.destroy()
    } else {
      ledger.refuse(`${stage} hang`)
      flush()
      over = true
    }
  }

  function hangUp(): void {
    over = true
    end()
  }
}

const EHLO = '250-sink\r\n250-SIZE 20971520\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES'

/** The id in the first header of that name, or nothing. */
function messageIdIn(head: string): string {
  const usual = head.indexOf('\nMessage-ID: ')
  if (usual > 0) return head.slice(usual + 13, head.indexOf('\r', usual + 13))
  return /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? ''
}
