import { afterEach, describe, expect, test } from 'vitest'
import { wholeOf } from '#src/channels/email/parts.ts'
import { openPool, type Pool, type PoolSettings } from '#src/channels/email/pool.ts'
import { legible, replyReader } from '#src/channels/email/replies.ts'
import type { Parcel } from '#src/channels/email/work.ts'
import { until } from '#test/support/until.ts'
import { type Answer, type Asked, SILENCE, startScriptedRelay } from './scripted-relay.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const text = (n: number) => `Subject: ${n}\r\n\r\nHello ${n}\r\n.\r\n`
const parcel = (n: number): Parcel => ({
  from: 'news@acme.test',
  to: `reader${n}@example.com`,
  message: wholeOf(text(n)),
})

async function world(
  script: (asked: Asked) => Answer | undefined = () => undefined,
  settings: Partial<PoolSettings> = {},
) {
  const relay = await startScriptedRelay(script)
  closers.push(() => relay.stop())
  const pool = openPool({ url: relay.url, requireTls: false, connections: 1, ...settings })
  closers.push(() => pool.close())
  return { relay, pool, hand: (...numbers: number[]) => handAll(pool, numbers) }
}

/** The handovers, each in short: the code of what accepted it, or the stage and what was known. */
async function handAll(pool: Pool, numbers: number[]): Promise<string[]> {
  const handovers = await Promise.all(numbers.map((n) => pool.hand(parcel(n))))
  return handovers.map((one) =>
    'accepted' in one
      ? one.accepted.slice(0, 3)
      : [one.stage, one.command, one.reply ?? one.fault].filter(Boolean).join(' '),
  )
}

const stepwise = ({ command }: Asked) =>
  command === 'EHLO' ? '250-scripted\r\n250 SIZE 1000\r\n' : undefined
const both = [
  ['in groups', () => undefined],
  ['step by step', stepwise],
] as const

describe('a relay that takes commands in groups', () => {
  test('gets each message in one packet, with the next envelope behind it', async () => {
    const { relay, hand } = await world()
    expect(await hand(1, 2, 3)).toEqual(['250', '250', '250'])
    const envelope = (n: number) =>
      `MAIL FROM:<news@acme.test> SIZE=${text(n).length}\r\nRCPT TO:<reader${n}@example.com>\r\nDATA\r\n`
    expect(relay.packets[0]?.slice(1)).toEqual([
      envelope(1),
      text(1) + envelope(2),
      text(2) + envelope(3),
      text(3),
    ])
  })

  test('gets an envelope behind a message that is already on its way', async () => {
    let answer: (reply: string) => void = () => {}
    const answered = new Promise<string>((resolve) => {
      answer = resolve
    })
    const { relay, pool, hand } = await world(({ command, nth }) =>
      command === 'message' && nth === 1 ? answered : undefined,
    )
    const first = pool.hand(parcel(1))
    await until(() => relay.heard[0]?.some((line) => line.startsWith('Subject: 1')))
    const second = hand(2)
    await until(() => relay.heard[0]?.some((line) => line.startsWith('RCPT TO:<reader2')))
    answer('250 first\r\n')
    expect(await first).toEqual({ accepted: '250 first' })
    expect(await second).toEqual(['250'])
    expect(relay.heard).toHaveLength(1)
  })

  test('that refuses a recipient and still asks for the message gets a single dot, and the next one whole', async () => {
    const { relay, hand } = await world(({ command, nth }) =>
      command === 'RCPT' && nth === 1 ? '550 5.1.1 Nobody\r\n' : undefined,
    )
    expect(await hand(1, 2)).toEqual(['envelope RCPT TO 550 5.1.1 Nobody', '250'])
    expect(
      relay.heard[0]?.filter((line) => /^(\.|RSET|Subject)/.test(line)).map((line) => line.slice(0, 10)),
    ).toEqual(['.', 'Subject: 2'])
  })

  test('is told to forget a refused envelope in the same packet as the next one', async () => {
    const { relay, hand } = await world(({ command, nth }) => {
      if (command === 'RCPT' && nth === 1) return '450 4.2.0 Later\r\n'
      return command === 'DATA' && nth === 1 ? '503 5.5.1 No recipients\r\n' : undefined
    })
    expect(await hand(1, 2)).toEqual(['envelope RCPT TO 450 4.2.0 Later', '250'])
    expect(relay.packets[0]?.[2]).toMatch(/^RSET\r\nMAIL FROM.*\r\nRCPT TO:<reader2@.*\r\nDATA\r\n$/)
  })
})

describe.each(both)('a relay spoken to %s', (_how, usual) => {
  const relayThat = (script: (asked: Asked) => Answer | undefined, settings: Partial<PoolSettings> = {}) =>
    world((asked) => {
      const told = script(asked)
      return told === undefined ? usual(asked) : told
    }, settings)

  test.each([
    ['MAIL', '452 4.3.1 Full', 'MAIL FROM'],
    ['RCPT', '550 5.1.1 Nobody', 'RCPT TO'],
    ['DATA', '554 5.7.1 No', 'DATA'],
  ])('that refuses at %s says so of that message alone', async (at, reply, command) => {
    const { relay, hand } = await relayThat(({ command, nth }) =>
      command === at && nth === 1 ? `${reply}\r\n` : undefined,
    )
    expect(await hand(1, 2, 3)).toEqual([`envelope ${command} ${reply}`, '250', '250'])
    expect(relay.heard).toHaveLength(1)
  })

  test('that refuses at the final dot says so of that message alone', async () => {
    const { relay, hand } = await relayThat(({ command, nth }) =>
      command === 'message' && nth === 2 ? '554 5.6.0 Bad\r\n' : undefined,
    )
    expect(await hand(1, 2, 3)).toEqual(['250', 'dot 554 5.6.0 Bad', '250'])
    expect(relay.heard).toHaveLength(1)
  })

  test('may answer in many lines, in pieces, and in several replies at once', async () => {
    const pieces = ['2', '50', '-Fine\r\n250-Rea', 'lly fine\r', '\n250 2.1.0 Go', ' on\r\n']
    const { hand } = await relayThat(({ command, nth }) => {
      if (command === 'MAIL') return pieces
      return command === 'message' && nth === 2 ? '550-5.7.1 We do\r\n550 5.7.1 not like this\r\n' : undefined
    })
    expect(await hand(1, 2, 3)).toEqual(['250', 'dot 550-5.7.1 We do\n550 5.7.1 not like this', '250'])
  })

  test.each(['MAIL', 'RCPT', 'DATA', 'message'])(
    'that ends the connection with 421 at %s loses nobody',
    async (at) => {
      const { relay, hand } = await relayThat(({ command, nth, connection }) =>
        command === at && nth === 2 && connection === 1 ? ['421 4.7.0 Enough\r\n'] : undefined,
      )
      const told = await hand(1, 2, 3, 4)
      const reply = at === 'message' ? 'dot' : `envelope ${at === 'DATA' ? at : `${at} TO`}`
      // Told at the beginning of a message, it speaks of the connection; later, of the message.
      const second = at === 'MAIL' ? '250' : `${reply} 421 4.7.0 Enough`
      expect(told).toEqual(['250', second, '250', '250'])
      expect(relay.heard).toHaveLength(2)
    },
  )

  test('that says 421 to the first message of a connection means it', async () => {
    const { hand } = await relayThat(({ command }) =>
      command === 'MAIL' ? ['421 4.7.0 Too busy\r\n'] : undefined,
    )
    expect(await hand(1)).toEqual(['envelope MAIL FROM 421 4.7.0 Too busy'])
  })

  test.each(['MAIL', 'RCPT', 'DATA'])(
    'that cuts a kept connection at %s is asked again over another, and nobody notices',
    async (at) => {
      const { relay, hand } = await relayThat(({ command, nth, connection }) =>
        command === at && nth === 2 && connection === 1 ? null : undefined,
      )
      expect(await hand(1)).toEqual(['250'])
      expect(await hand(2, 3)).toEqual(['250', '250'])
      expect(relay.heard).toHaveLength(2)
    },
  )

  test('that cuts every connection at once is the relay’s fault, not the message’s', async () => {
    const { relay, hand } = await relayThat(({ command }) => (command === 'MAIL' ? null : undefined))
    const [told] = await hand(1)
    expect(told).toMatch(/^envelope E/)
    expect(relay.heard).toHaveLength(1)
  })

  test('that dies after the final dot leaves that message unknown, and the one behind it goes elsewhere', async () => {
    const { relay, hand } = await relayThat(({ command, connection }) =>
      command === 'message' && connection === 1 ? null : undefined,
    )
    const [first, ...others] = await hand(1, 2, 3)
    expect(first).toMatch(/^dot E/)
    expect(others).toEqual(['250', '250'])
    const arrived = relay.heard.flat().filter((line) => line.startsWith('Subject'))
    expect(arrived.map((line) => line.slice(0, 10))).toEqual(['Subject: 1', 'Subject: 2', 'Subject: 3'])
  })

  test('that answers nothing is waited for as long as is set, at the dot longer than before it', async () => {
    const silentAt = (at: string) => (asked: Asked) => (asked.command === at ? SILENCE : undefined)
    const before = await relayThat(silentAt('RCPT'), { commandMs: 60, replyMs: 600_000 })
    expect(await before.hand(1)).toEqual(['envelope ETIMEDOUT'])
    const after = await relayThat(silentAt('message'), { commandMs: 600_000, replyMs: 60 })
    expect(await after.hand(1)).toEqual(['dot ETIMEDOUT'])
  })

  test('that talks nonsense is left, and what it had not got goes elsewhere', async () => {
    const { relay, hand } = await relayThat(({ command, nth, connection }) =>
      command === 'RCPT' && nth === 2 && connection === 1 ? 'Hello there\r\n' : undefined,
    )
    expect(await hand(1, 2, 3)).toEqual(['250', '250', '250'])
    expect(relay.heard).toHaveLength(2)
  })

  test('gets as many mails as it takes over a connection, and then a new one', async () => {
    const { relay, hand } = await relayThat(({ command, nth }) =>
      command === 'MAIL' && nth > 10 ? ['421 4.7.0 Ten is enough\r\n'] : undefined,
    )
    const numbers = Array.from({ length: 95 }, (_, n) => n)
    expect(new Set(await handAll((await relayThat(() => undefined)).pool, numbers))).toEqual(new Set(['250']))
    expect(new Set(await hand(...numbers))).toEqual(new Set(['250']))
    expect(relay.heard).toHaveLength(10)
    const arrived = relay.heard.flat().filter((line) => line.startsWith('Subject'))
    expect(new Set(arrived).size).toBe(95)
    expect(arrived).toHaveLength(95)
  })

  test('is said goodbye to when nothing is to be sent any more', async () => {
    const { relay, hand } = await relayThat(() => undefined, { idleMs: 30 })
    expect(await hand(1)).toEqual(['250'])
    await until(() => relay.heard[0]?.includes('QUIT'))
    expect(await hand(2)).toEqual(['250'])
    expect(relay.heard).toHaveLength(2)
  })
})

test('closing gives everything an answer', async () => {
  const { relay, pool, hand } = await world(({ command }) => (command === 'message' ? SILENCE : undefined))
  const handing = hand(1, 2, 3)
  await until(() => relay.heard[0]?.some((line) => line.startsWith('RCPT TO:<reader2')))
  pool.close()
  expect((await handing).sort()).toEqual(['connect ECLOSED', 'dot ECLOSED', 'envelope ECLOSED'])
  expect(await hand(4)).toEqual(['connect ECLOSED'])
})

describe('replies', () => {
  test('are read the same however they are cut', () => {
    const wire = '250-one\r\n250 two\r\n354 go\r\n250\r\n'
    for (let cut = 0; cut <= wire.length; cut += 1) {
      const replies: string[] = []
      const read = replyReader((reply) => replies.push(reply), expect.unreachable)
      read(wire.slice(0, cut))
      read(wire.slice(cut))
      expect(replies).toEqual(['250-one\n250 two', '354 go', '250'])
    }
  })

  test('without end are nonsense', () => {
    let nonsense = 0
    const read = replyReader(expect.unreachable, () => {
      nonsense += 1
    })
    for (let n = 0; n < 10; n += 1) read('250'.padEnd(10_000, 'x'))
    expect(nonsense).toBeGreaterThan(0)
  })

  test('are legible in UTF-8 and in what came before it', () => {
    expect(legible(Buffer.from('550 Empfänger').toString('latin1'))).toBe('550 Empfänger')
    expect(legible('550 Empf\xe4nger')).toBe('550 Empfänger')
  })
})
