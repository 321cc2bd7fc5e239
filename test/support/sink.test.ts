import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { judgeOf } from './sink/behaviour.ts'
import { converse } from './sink/conversation.ts'
import { openLedger } from './sink/ledger.ts'
import { type Arrived, type Sink, startSink } from './sink.ts'
import { until } from './until.ts'

let sink: Sink
beforeAll(async () => {
  sink = await startSink()
})
beforeEach(async () => {
  await sink.up()
  await sink.behave({})
  await sink.clear()
})
afterAll(() => sink?.stop())

/** The end of a connection; one that is cut (ECONNRESET) has ended too, for which `once` would throw. */
const closing = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

/** A client that says what it is told and collects what it hears. */
async function call(): Promise<{ socket: Socket; heard: () => string; say: (text: string) => void }> {
  const socket = connect(sink.port, '127.0.0.1')
  let heard = ''
  socket.on('data', (part) => {
    heard += part
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return { socket, heard: () => heard, say: (text) => socket.write(text) }
}

const envelope = (to: string) => `MAIL FROM:<news@acme.test>\r\nRCPT TO:<${to}>\r\nDATA\r\n`
const message = (id: string, body = 'Hello') => `Subject: x\r\nMessage-ID: <${id}>\r\n\r\n${body}\r\n.\r\n`

/** Hands over one message in one go and gives the codes of all replies, in their order. */
async function hand(to: string, id: string, body?: string): Promise<string[]> {
  const { heard, say, socket } = await call()
  say(`EHLO x\r\n${envelope(to)}`)
  const closed = closing(socket)
  await until(() => /^(354|[45]\d\d) /m.test(heard()) || socket.closed)
  if (heard().includes('\r\n354')) say(`${message(id, body)}QUIT\r\n`)
  else say('QUIT\r\n')
  await closed
  return [...heard().matchAll(/^(\d{3}) /gm)].map(([, code = '']) => code)
}

async function ledger(): Promise<Arrived[]> {
  return Array.fromAsync(sink.deliveries())
}

test('counts what is distinct and what is repeated, and remembers the first arrival of each', async () => {
  expect(await hand('ana@example.com', 'd.1@acme.test')).toEqual([
    '220',
    '250',
    '250',
    '250',
    '354',
    '250',
    '221',
  ])
  await hand('bo@example.com', 'd.2@acme.test')
  await hand('ana@example.com', 'd.1@acme.test')
  expect(await sink.counts()).toMatchObject({ accepted: 3, distinct: 2, repeated: 1, connections: 3 })
  expect(await ledger()).toMatchObject([
    { to: 'ana@example.com', messageId: '<d.1@acme.test>', count: 2, first: 1, last: 3 },
    { to: 'bo@example.com', messageId: '<d.2@acme.test>', count: 1, first: 2, last: 2 },
  ])
})

test('takes the next envelope in the same packet as a body, wherever the stream is cut', () => {
  const talk = `EHLO x\r\n${envelope('ana@example.com')}${message('a', 'line\r\n..dotted')}${envelope('bo@example.com')}${message('b', '')}QUIT\r\n`
  for (let cut = 1; cut < talk.length; cut++) {
    const ledger = openLedger()
    const socket = new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() })
    converse(Object.assign(socket, { setNoDelay() {} }) as unknown as Socket, () => judgeOf({}), ledger)
    for (const part of [talk.slice(0, cut), talk.slice(cut)]) socket.emit('data', Buffer.from(part))
    const arrived = [...ledger.deliveries()].map((one) => `${one.to} ${one.messageId}`)
    expect(arrived, `cut at ${cut}`).toEqual(['ana@example.com <a>', 'bo@example.com <b>'])
  }
})

test('keeps the first message whole, for whoever wants to see one', async () => {
  const long = Array.from({ length: 400 }, (_, i) => `line ${i} of a message that comes in pieces`).join(
    '\r\n',
  )
  await hand('ana@example.com', 'd.1@acme.test', long)
  await hand('bo@example.com', 'd.2@acme.test')
  expect(await sink.sample()).toBe(`Subject: x\r\nMessage-ID: <d.1@acme.test>\r\n\r\n${long}\r\n`)
})

test('refuses a recipient, and DATA after it, without ending the connection', async () => {
  await sink.behave({
    rules: [{ stage: 'rcpt', to: '^gone', do: { reply: '550 5.1.1 No such mailbox' } }],
  })
  expect(await hand('gone@example.com', 'd.1@acme.test')).toEqual(['220', '250', '250', '550', '554', '221'])
  await hand('ana@example.com', 'd.2@acme.test')
  expect(await sink.counts()).toMatchObject({ accepted: 1, refused: { 'rcpt 550': 1 } })
})

test('a 421 ends the connection; a rule is used up after its times', async () => {
  await sink.behave({ rules: [{ stage: 'mail', times: 1, do: { reply: '421 4.7.0 Too busy' } }] })
  expect(await hand('ana@example.com', 'd.1@acme.test')).toEqual(['220', '250', '421'])
  expect((await hand('ana@example.com', 'd.1@acme.test')).at(-2)).toBe('250')
})

test('cuts the connection before the dot, after it, and after taking the message', async () => {
  await sink.behave({ rules: [{ stage: 'data', times: 1, do: { drop: true } }] })
  expect((await hand('ana@example.com', 'd.1@acme.test')).at(-1)).toBe('354')
  await sink.behave({ rules: [{ stage: 'dot', times: 1, do: { drop: true } }] })
  expect((await hand('ana@example.com', 'd.1@acme.test')).at(-1)).toBe('354')
  expect((await sink.counts()).accepted).toBe(0)
  await sink.behave({ rules: [{ stage: 'dot', do: { drop: true, keep: true } }] })
  expect((await hand('ana@example.com', 'd.1@acme.test')).at(-1)).toBe('354')
  expect(await sink.counts()).toMatchObject({ accepted: 1, refused: { 'dot lost reply': 1 } })
})

test('late replies keep their order, and a hanging relay says nothing more', async () => {
  await sink.behave({ delay: 5, rules: [{ stage: 'dot', times: 1, do: { wait: 30 } }] })
  expect((await hand('ana@example.com', 'd.1@acme.test')).join(' ')).toBe('220 250 250 250 354 250 221')
  await sink.behave({ rules: [{ stage: 'rcpt', do: { hang: true } }] })
  const { heard, say, socket } = await call()
  say(`EHLO x\r\n${envelope('ana@example.com')}`)
  await until(async () => (await sink.counts()).refused['rcpt hang'] === 1)
  expect(heard()).not.toContain('354')
  socket.destroy()
})

test('a relay that is down refuses connections until it is up again', async () => {
  const { socket } = await call()
  const closed = closing(socket)
  await sink.down()
  await closed
  await expect(once(connect(sink.port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED')
  await sink.up()
  expect((await hand('ana@example.com', 'd.1@acme.test')).at(-1)).toBe('221')
})

test('EHLO offers pipelining unless told not to', async () => {
  const greet = async () => {
    const { heard, say, socket } = await call()
    say('EHLO x\r\nQUIT\r\n')
    await closing(socket)
    return heard()
  }
  expect(await greet()).toContain('250-PIPELINING\r\n')
  await sink.behave({ pipelining: false })
  expect(await greet()).not.toContain('PIPELINING')
})

test('a rate holds for each domain by itself, whatever is above it', () => {
  const judge = judgeOf({ rules: [{ stage: 'rcpt', above: 50, do: { reply: '421 4.7.0 Slow down' } }] })
  const passed = (domain: string, from: number, many: number) =>
    Array.from({ length: many }, (_, i) => judge.at('rcpt', `r${i}@${domain}`, from)).filter((deed) => !deed)
      .length
  expect(passed('slow.test', 0, 80)).toBe(50)
  expect(passed('other.test', 0, 10)).toBe(10)
  expect(passed('slow.test', 500, 80)).toBe(25)
})

test('a share by dice is about itself; a steady one is the same recipients every time', () => {
  const rule = { stage: 'rcpt', share: 0.2, do: { reply: '451 4.3.0 Later' } } as const
  const hits = (judge: ReturnType<typeof judgeOf>) =>
    Array.from({ length: 5_000 }, (_, i) => i).filter((i) => judge.at('rcpt', `r${i}@example.com`, 0))
  const rolled = judgeOf({ rules: [rule] }, 7)
  expect(hits(rolled).length / 5_000).toBeCloseTo(0.2, 1)
  const steady = judgeOf({ rules: [{ ...rule, steady: true }] }, 7)
  const first = hits(steady)
  expect(first.length / 5_000).toBeCloseTo(0.2, 1)
  expect(hits(steady)).toEqual(first)
})

test('greylists each recipient by itself, so many times', () => {
  const judge = judgeOf({ rules: [{ stage: 'rcpt', each: 2, do: { reply: '450 4.2.0 Greylisted' } }] })
  const tries = ['ana', 'bo', 'ana', 'ana', 'bo', 'bo'].map((who) => judge.at('rcpt', who, 0) !== undefined)
  expect(tries).toEqual([true, true, true, false, true, false])
})

test('remembers whom it turned away for good', async () => {
  await sink.behave({
    rules: [
      { stage: 'rcpt', to: '^gone', do: { reply: '550 5.1.1 No such mailbox' } },
      { stage: 'rcpt', to: '^full', do: { reply: '452 4.2.2 Full' } },
    ],
  })
  for (const who of ['gone', 'full', 'ana']) await hand(`${who}@example.com`, 'd.1@acme.test')
  expect([...(await sink.turnedAway())]).toEqual([['gone@example.com', '550 5.1.1 No such mailbox']])
  await sink.clear()
  expect([...(await sink.turnedAway())]).toEqual([])
})

test('keeps of each message the mark that it was told to look for', async () => {
  await sink.stop()
  sink = await startSink({ mark: 'update \\d+' })
  await hand('ana@example.com', 'd.1@acme.test', 'This is update 7, after update 6.')
  await hand('bo@example.com', 'd.2@acme.test')
  expect((await ledger()).map(({ to, mark }) => [to, mark])).toEqual([
    ['ana@example.com', 'update 7'],
    ['bo@example.com', ''],
  ])
})
