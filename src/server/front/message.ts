/** The moment as HTTP writes it, made once a second. */
const clock = { second: 0, date: '' }

function dateNow(): typeof clock {
  const second = Math.floor(Date.now() / 1000)
  if (second !== clock.second) Object.assign(clock, { second, date: new Date(second * 1000).toUTCString() })
  return clock
}

/**
 * A whole answer as it goes over the wire to a connection that is kept, head and body in one piece: what is written a
 * hundred thousand times is put together once a second, for its Date.
 */
export class Message {
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: string[]
  #bytes: Buffer
  #second: number
  readonly #dateAt: number
  readonly #headLength: number

  constructor(status: string, headers: string[], body: Buffer, keepSeconds: number) {
    const { second, date } = dateNow()
    this.headers = headers
    this.#second = second
    const lines = [`HTTP/1.1 ${status}`, 'Date: ']
    const start = Buffer.byteLength(lines.join('\r\n'), 'latin1')
    lines[1] += date
    for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
    lines.push('Connection: keep-alive', `Keep-Alive: timeout=${keepSeconds}`, '', '')
    const head = Buffer.from(lines.join('\r\n'), 'latin1')
    this.#dateAt = start
    this.#headLength = head.length
    this.#bytes = Buffer.concat([head, body])
  }

  get whole(): Buffer {
    const { second, date } = dateNow()
    if (second !== this.#second) {
      // A copy: somebody slow may still be reading the last one.
      this.#bytes = Buffer.from(this.#bytes)
      this.#bytes.write(date, this.#dateAt, 'latin1')
      this.#second = second
    }
    return this.#bytes
  }

  get head(): Buffer {
    return this.whole.subarray(0, this.#headLength)
  }

  get body(): Buffer {
    return this.#bytes.subarray(this.#headLength)
  }

  get size(): number {
    return this.#bytes.length
  }
}
