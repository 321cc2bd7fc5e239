import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

/** What a relay is asked; `nth`: which of its kind on this connection, `connection`: which of all, both from 1. */
export interface Asked {
  command: 'CONNECT' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'message' | 'RSET' | 'QUIT'
  line: string
  nth: number
  connection: number
}

/** Bytes to answer with, in as many packets as there are strings; `null` cuts the connection; a promise is waited for. */
export type Answer = string | string[] | null | Promise<string>

/** Not a word any more on this connection. */
export const SILENCE = new Promise<string>(() => {})

/** A relay that answers exactly what it is told to, for all that no sane server does. */
export async function startScriptedRelay(script: (asked: Asked) => Answer | undefined) {
  /** All that was heard, connection by connection, and what of it came in one packet. */
  const heard: string[][] = []
  const packets: string[][] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const [lines, chunks]: [string[], string[]] = [[], []]
    const connection = heard.push(lines)
    packets.push(chunks)
    const counts = new Map<string, number>()
    let inMessage = false
    let rest = ''
    let saying = Promise.resolve()

    const say = (answer: Answer) => {
      saying = saying.then(async () => {
        if (answer === null) return void socket.destroy()
        for (const packet of [await answer].flat()) {
          socket.write(packet, 'latin1')
          await new Promise(setImmediate)
        }
      })
    }
    const hear = (command: Asked['command'], line: string) => {
      lines.push(line)
      const nth = (counts.get(command) ?? 0) + 1
      counts.set(command, nth)
      const told = script({ command, line, nth, connection })
      const answer = told === undefined ? USUAL[command] : told
      if (command === 'DATA') inMessage = [answer].flat().join('').startsWith('354')
      if (command === 'message') inMessage = false
      say(answer)
      if (command === 'QUIT') saying.then(() => socket.end())
    }
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      chunks.push(chunk.toString('latin1'))
      rest += chunk.toString('latin1')
      for (;;) {
        const end = inMessage ? endOf(rest) : rest.indexOf('\r\n') + 2
        if (end < 2) return
        const line = rest.slice(0, end - 2)
        rest = rest.slice(end)
        hear(inMessage ? 'message' : (line.slice(0, 4) as Asked['command']), line)
      }
    })
    hear('CONNECT', '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    packets,
    stop() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

function endOf(text: string): number {
  if (text.startsWith('.\r\n')) return 3
  const end = text.indexOf('\r\n.\r\n')
  return end < 0 ? 0 : end + 5
}

const USUAL: Record<Asked['command'], string> = {
  CONNECT: '220 scripted\r\n',
  EHLO: '250-scripted\r\n250-PIPELINING\r\n250 SIZE 10000000\r\n',
  MAIL: '250 2.1.0 Ok\r\n',
  RCPT: '250 2.1.5 Ok\r\n',
  DATA: '354 Go on\r\n',
  message: '250 2.0.0 Ok: queued\r\n',
  RSET: '250 2.0.0 Ok\r\n',
  QUIT: '221 2.0.0 Bye\r\n',
}
