import { describe, expect, test } from 'vitest'
import type { Channel } from '#src/channels/channel.ts'
import { byChannel } from '#src/channels/index.ts'
import { DELIVERY_STATES, type Tally } from '#src/deliveries/delivery.ts'
import { progressOf } from '#src/deliveries/progress.ts'
import { watchRoom } from '#src/deliveries/watch.ts'
import { NOON } from '#test/support/makers.ts'

const tallyOf = (changes: Partial<Tally>): Tally =>
  ({ ...Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0])), ...changes }) as Tally

/** A room with a clock and a ledger of its own; `pass` lets seconds go by. */
function aRoom(most?: number) {
  const world = { now: NOON, sent: 0, done: false, reads: 0, allowed: true, broken: false }
  const faults: unknown[] = []
  const room = watchRoom({
    now: () => world.now,
    onFault: (error) => faults.push(error),
    ...(most ? { most } : {}),
    read: async (id) => {
      world.reads += 1
      if (world.broken) throw new Error('locked')
      if (id !== 1) return undefined
      const tallies: Record<Channel, Tally> = {
        ...byChannel(() => tallyOf({})),
        email: tallyOf({ sent: world.sent, pending: 1_000 - world.sent }),
        sms: tallyOf({}),
      }
      const announcement = {
        hold_until: NOON,
        expanded_at: NOON,
        paused_at: null,
        pause_reason: null,
        cancelled_at: null,
        done_at: world.done ? world.now : null,
      }
      return { progress: progressOf(announcement, tallies, world.now), tallies }
    },
  })
  async function pass(seconds: number, sending = 0) {
    for (let i = 0; i < seconds; i++) {
      world.now += 1_000
      world.sent += sending
      await room.tick()
    }
  }
  return { world, faults, room, pass, join: () => hear(room.join(1, async () => world.allowed)) }
}

/** Collects what a watcher hears. */
function hear(stream: ReadableStream<Uint8Array> | null) {
  if (!stream) return null
  const heard = { text: '', closed: false }
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const reading = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      heard.text += decoder.decode(part.value)
    heard.closed = true
  })()
  const events = () =>
    [...heard.text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, event, data = '{}']) => ({
      event,
      data: JSON.parse(data),
    }))
  return { heard, events, reading, leave: () => reader.cancel() }
}

describe('the room from which an announcement is watched', () => {
  test('tells everybody each second by one look at the ledger, with the speed of the last ten', async () => {
    const { world, room, pass, join } = aRoom()
    const [one, two] = [join(), join()]
    await pass(15, 20)
    expect(world.reads).toBe(15)
    for (const watcher of [one, two]) {
      const last = watcher?.events().at(-1)
      expect(last).toMatchObject({ event: 'progress', data: { speed: 20, progress: { sent: 300 } } })
    }
    expect(one?.events()[0]?.data.speed).toBeNull()
    expect(room.speedOf(1)).toBe(20)
    await pass(11, 0)
    expect(one?.events().at(-1)?.data.speed).toBe(0)
  })

  test('says nothing twice, but shows every fifteen seconds that it lives', async () => {
    const { pass, join } = aRoom()
    const one = join()
    await pass(14)
    // The speed becomes known once.
    expect(one?.events()).toHaveLength(2)
    expect(one?.heard.text).not.toContain('still here')
    await pass(20)
    expect(one?.events()).toHaveLength(2)
    expect(one?.heard.text.match(/^: still here$/gm)).toHaveLength(2)
  })

  test('ends with the end, and looks no more when nobody watches', async () => {
    const { world, room, pass, join } = aRoom()
    const one = join()
    await pass(2, 10)
    world.done = true
    await pass(1)
    await one?.reading
    expect(one?.events().at(-1)?.event).toBe('over')
    expect(room.size()).toBe(0)
    const { reads } = world
    await pass(3)
    expect(world.reads).toBe(reads)
  })

  test('sends away whoever has signed out or lost the role, within five seconds', async () => {
    const { world, pass, join } = aRoom()
    const one = join()
    await pass(3, 1)
    world.allowed = false
    await pass(5, 1)
    await one?.reading
    expect(one?.events().at(-1)?.event).toBe('gone')
    const { length } = one?.heard.text ?? ''
    await pass(5, 1)
    expect(one?.heard.text).toHaveLength(length)
  })

  test('holds only so many, and takes the next when one leaves', async () => {
    const { room, pass, join } = aRoom(2)
    const one = join()
    expect(join()).not.toBeNull()
    expect(join()).toBeNull()
    await one?.leave()
    expect(room.size()).toBe(1)
    expect(join()).not.toBeNull()
    await pass(1)
  })

  test('lets nobody stay for ever: the browser comes again', async () => {
    const { room, pass, join } = aRoom()
    const one = join()
    await pass(301)
    await one?.reading
    expect(one?.events().map(({ event }) => event)).not.toContain('over')
    expect(one?.heard.text).toMatch(/^retry: 2000/)
    expect(room.size()).toBe(0)
  })

  test('a look that fails is reported, and the next one tells again', async () => {
    const { world, faults, pass, join } = aRoom()
    const one = join()
    world.broken = true
    await pass(2)
    expect(faults).toHaveLength(2)
    world.broken = false
    await pass(1, 5)
    expect(one?.events().at(-1)?.data.progress.sent).toBe(5)
  })

  test('a look that takes long is not begun twice', async () => {
    const { world, room, join } = aRoom()
    join()
    await Promise.all([room.tick(), room.tick(), room.tick()])
    expect(world.reads).toBe(1)
  })
})
