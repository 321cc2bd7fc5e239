import { expect, test } from 'vitest'
import type { Arrived } from '#test/support/sink.ts'
import type { TakenMessage } from '#test/support/twilio-stand-in.ts'
import { type Expectations, gather, judge, markOf } from './judge.ts'
import type { Town } from './town.ts'

const NUMBER = 12_120_000_000
const town: Town = {
  mails: 3,
  texts: 1,
  addressOf: (reader) => (reader < 3 ? `r${reader}@d.test` : `+${NUMBER}`),
  readerOf: (address) =>
    address.startsWith('+') ? Number(address) - NUMBER + 3 : Number(/^r(\d)/.exec(address)?.[1] ?? -1),
  idOf: (reader) => reader + 1,
}

let place = 0
const mail = (reader: number, seq: number, changes: Partial<Arrived> = {}): Arrived => {
  place += 1
  return {
    to: `r${reader}@d.test`,
    messageId: `<d.${reader}.${seq}>`,
    mark: markOf(1, seq),
    count: 1,
    first: place,
    last: place,
    firstAt: place * 1_000,
    lastAt: place * 1_000,
    ...changes,
  }
}
const text = (body = markOf(1, 1), to = `+${NUMBER}`) => ({ to, body, at: 0 }) as TakenMessage

async function judged(mails: Arrived[], texts: TakenMessage[], changes: Partial<Expectations> = {}) {
  const stream = (async function* () {
    yield* mails
  })()
  const expected = { posts: new Map([[1, 1]]), refused: new Set<number>(), left: new Map<number, number>() }
  return judge(town, await gather(town, stream, texts), { ...expected, ...changes })
}
const ALL = () => [mail(0, 1), mail(1, 1), mail(2, 1)]
const WELL = { missed: 0, repeated: 0, strangers: 0, repeatedTexts: 0, inverted: 0, intruded: 0, strays: 0 }

test('has nothing to say when each was told once', async () => {
  expect(await judged(ALL(), [text()])).toMatchObject({ ...WELL, told: 4, cases: [] })
})

test('sees who was missed, by mail and by text, and what the sinks saw of them', async () => {
  const found = await judged([mail(0, 1), mail(2, 1)], [])
  expect(found).toMatchObject({ ...WELL, missed: 2 })
  expect(found.cases.map(({ reader, saw }) => [reader, saw])).toEqual([
    [1, 'nothing'],
    [3, 'nothing'],
  ])
})

test('an older update alone does not tell anybody; one that a later one has overtaken is not missed', async () => {
  const posts = new Map([[1, 2]])
  expect(
    await judged([mail(0, 1), mail(1, 2), mail(2, 1), mail(2, 2)], [text(markOf(1, 2))], { posts }),
  ).toMatchObject({ ...WELL, missed: 1 })
})

test('sees repeats, also of texts, and copies under another Message-ID', async () => {
  const twice = mail(1, 1, { count: 2, last: 9 })
  const stranger = mail(2, 1, { messageId: '<d.other>' })
  expect(await judged([mail(0, 1), twice, mail(2, 1), stranger], [text(), text()])).toMatchObject({
    ...WELL,
    repeated: 2,
    strangers: 1,
    repeatedTexts: 1,
  })
})

test('sees an older update after a newer one, and a late copy of the older', async () => {
  const posts = new Map([[1, 2]])
  const late = mail(1, 1)
  const [newer, older] = [mail(0, 2), mail(0, 1)]
  const copy = mail(1, 2)
  const found = await judged(
    [newer, older, { ...late, count: 2, last: copy.first + 1 }, copy, mail(2, 2)],
    [text(markOf(1, 2)), text(markOf(1, 1))],
    { posts },
  )
  expect(found).toMatchObject({ ...WELL, repeated: 1, inverted: 3 })
})

test('excuses whom a sink refused and who has left, but not what came after they had', async () => {
  const left = new Map([[1, 500]])
  expect(await judged([mail(0, 1)], [text()], { refused: new Set([2]), left })).toMatchObject(WELL)
  expect(await judged(ALL(), [text()], { left })).toMatchObject({ ...WELL, intruded: 1 })
})

test('sees messages to strangers and about nothing of ours', async () => {
  const other = mail(0, 1, { to: 'somebody@else.test' })
  expect(await judged([...ALL(), other], [text(), text('Sale!')])).toMatchObject({ ...WELL, strays: 2 })
})
