import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { type Behaviour, judgeOf } from './behaviour.ts'
import { converse } from './conversation.ts'
import { openLedger } from './ledger.ts'

/**
 * The counting sink as a process: `node test/support/sink/main.ts [--port N] [--control N] [--seed N] [--mark regex]`. Takes mail on
 * one port of this machine and orders on another:
 *   GET /counts, /deliveries (a line each: first place, last place, times, first instant, last instant, recipient,
 *   Message-ID, mark), /turned-away (recipient, reply), /sample (the first message, whole)
 *   POST /behaviour (JSON, see behaviour.ts), /clear, /down (refuses and cuts every connection), /up
 * Says where it is in one line of JSON, and to its parent when it has a channel, with which it goes.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    mark: { type: 'string' },
  },
})

const seed = Number(values.seed)
const mark = values.mark === undefined ? undefined : new RegExp(values.mark)
const ledger = openLedger()
const sockets = new Set<Socket>()
let judge = judgeOf({}, seed)
let connections = 0
let relay = await listen(createRelay(), Number(values.port))
const { port } = relay.address() as AddressInfo
const control = await listen(createHttp(obey), Number(values.control))
const place = { port, control: (control.address() as AddressInfo).port }

process.on('disconnect', () => process.exit(0))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))
if (process.send) process.send(place)
else console.log(JSON.stringify(place))

function createRelay(): Server {
  return createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    converse(socket, () => judge, ledger, mark)
  })
}

async function listen<S extends Server>(server: S, at: number): Promise<S> {
  server.listen({ port: at, host: '127.0.0.1', backlog: 1024 })
  await once(server, 'listening')
  return server
}

async function obey(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await orders[`${request.method} ${request.url}`]?.(request)
    if (answer === undefined) response.writeHead(404).end()
    else if (answer !== null && Symbol.iterator in answer) await pipeline(answer, response)
    else response.end(JSON.stringify(answer))
  } catch (error) {
    if (!response.headersSent) response.writeHead(400)
    response.end(String(error))
  }
}

const orders: Record<string, (request: IncomingMessage) => Promise<object | null | Iterable<string>>> = {
  'GET /counts': async () => ({
    ...ledger.counts(),
    connections,
    open: sockets.size,
    cpu: process.cpuUsage(),
  }),
  'GET /sample': async () => [ledger.sample() ?? ''],
  'GET /deliveries': async () => lines(),
  'GET /turned-away': async () => [...ledger.turnedAway()].map((one) => `${one.join('\t')}\n`),
  'POST /behaviour': async (request) => {
    judge = judgeOf(JSON.parse(await textOf(request)) as Behaviour, seed)
    return null
  },
  'POST /clear': async () => {
    ledger.clear()
    connections = 0
    return null
  },
  'POST /down': async () => {
    if (relay.listening) relay.close()
    for (const socket of sockets) socket.destroy()
    return null
  },
  'POST /up': async () => {
    if (!relay.listening) relay = await listen(createRelay(), port)
    return null
  },
}

function* lines(): Generator<string> {
  let some = ''
  for (const one of ledger.deliveries()) {
    const { first, last, count, firstAt, lastAt, to, messageId, mark } = one
    some += `${first}\t${last}\t${count}\t${firstAt}\t${lastAt}\t${to}\t${messageId}\t${mark}\n`
    if (some.length < 65_536) continue
    yield some
    some = ''
  }
  yield some
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}
