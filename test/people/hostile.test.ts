import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessColumns } from '#src/subscribers/import/columns.ts'
import { firstRows, keepList } from '#src/subscribers/import/keep.ts'
import { readListed } from '#src/subscribers/import/person.ts'
import { readRecords, STRETCH } from '#src/subscribers/import/records.ts'
import type { Settings } from '#src/subscribers/import/settings.ts'
import { delimiterOf, encodingOf, piecesOf } from '#src/subscribers/import/text.ts'
import { fileIn } from '#src/subscribers/import/upload.ts'
import '#test/subscribers/world.ts'
import { freshDb } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'

const SETTINGS: Settings = {
  statuspage: false,
  heads: false,
  columns: [
    'email',
    'name',
    'language',
    'zone',
    'kinds',
    'components',
    'tags',
    'agreed',
    'quiet',
    'digest',
    'rhythm',
  ],
  choices: { kinds: ['incident'], components: 'all', leastImpact: 'none' },
  language: 'en',
  tags: [],
  voucher: { at: NOON, evidence: 'Ticked at checkout' },
}

/** Everything in a file as its importer would read it, a stretch at a time. */
function readAll(text: Buffer, delimiter = ',', most = 100, stretch = STRETCH) {
  const records: ReturnType<typeof readRecords>['records'] = []
  let [at, line] = [0, 1]
  for (let turns = 0; at < text.length; turns++) {
    const part = text.subarray(at, at + stretch)
    const read = readRecords(part, { delimiter, most, whole: at + part.length >= text.length, line })
    if (!read.bytes || turns > 100_000) throw new Error(`stands still at ${at}`)
    records.push(...read.records)
    at += read.bytes
    line = read.lines
  }
  return records
}

const NASTY = [
  '"',
  '""',
  '\n',
  '\r\n',
  ',',
  '\0',
  '=1+1',
  "'=x",
  '\ud83d\ude00',
  '\u202e',
  'a@b.example',
  '"a@b.example"',
  'é',
  ' ',
  '\t',
  '\ufeff',
  '‮',
  '<script>',
  '__proto__',
  'x'.repeat(300),
]

test('ten thousand rows of anything are each a person or a sentence, on the line on which they stand', () => {
  const rows = fc.sample(
    fc
      .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 12 })), { maxLength: 9 })
      .map((cells) => cells.join('')),
    { numRuns: 10_000, seed: 20_261_123 },
  )
  const text = Buffer.from(rows.join('\n').replaceAll('\0', '\ufffd').toWellFormed())
  const lines = text.toString().split(/\r\n|\n|\r/).length
  const records = readAll(text)
  expect(records.length).toBeGreaterThan(3_000)
  let last = 0
  for (const record of records) {
    expect(record.line).toBeGreaterThan(last)
    last = record.line
    const read = readListed(record, SETTINGS, new Map(), NOON)
    if ('problem' in read) expect(read.problem).toMatch(/^[A-Z].*\.$/s)
    else expect(read.address).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/)
  }
  expect(last).toBeLessThanOrEqual(lines)
})

test('how much is read at once changes nothing of what is read', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a@b.example', '"q\nq"', ',', '\n', '\r\n', '"x""y"', ' '), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (parts, most) => {
        const text = Buffer.from(parts.join(''))
        expect(readAll(text, ',', most)).toEqual(readAll(text, ',', 10_000))
      },
    ),
    { numRuns: 300, seed: 7 },
  )
})

test('a quote that never closes costs its own line, one that is too long too, and the lines behind them are read', () => {
  const text = Buffer.from(
    `a@x.test,Ann\nb@x.test,"Bob\nc@x.test,Cy\nd@x.test,${'x'.repeat(100_000)}\n"${'y'.repeat(70_000)}\ne@x.test,Eve\n`,
  )
  const records = readAll(text)
  expect(records.map(({ line, cells, problem }) => [line, cells[0]?.slice(0, 20) ?? problem])).toEqual([
    [1, 'a@x.test'],
    [2, expect.stringMatching(/quotes/)],
    [3, 'c@x.test'],
    [4, expect.stringMatching(/too long/)],
    [5, expect.stringMatching(/too long|quotes/)],
    [6, 'e@x.test'],
  ])
})

test('files are read as they are written: with a mark or without, by Windows or by anybody, with any separator', async () => {
  const text = 'Name;E-Mail\r\nZoë 😀;zoe@x.test\r\n'
  const latin = 'Name;E-Mail\r\nZoë;zoe@x.test\r\n'
  const swapped = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  const cases: [Buffer, string, string][] = [
    [Buffer.from(text), 'utf-8', 'Zoë 😀'],
    [Buffer.from(`\ufeff${text}`), 'utf-8', 'Zoë 😀'],
    [Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le', 'Zoë 😀'],
    [Buffer.from(text, 'utf16le'), 'utf-16le', 'Zoë 😀'],
    [swapped, 'utf-16be', 'Zoë 😀'],
    [Buffer.from(latin, 'latin1'), 'windows-1252', 'Zoë'],
  ]
  for (const [bytes, encoding, name] of cases) {
    expect(encodingOf(bytes)).toBe(encoding)
    let whole = ''
    for await (const piece of piecesOf(bytes, encodingOf(bytes))) whole += piece
    expect(delimiterOf(whole)).toBe(';')
    expect(firstRows(whole, ';')).toEqual([
      ['Name', 'E-Mail'],
      [name, 'zoe@x.test'],
    ])
  }
  expect([
    delimiterOf('a,b\nc,d'),
    delimiterOf('a\tb\n'),
    delimiterOf('"a,b";c\n"d,e";f'),
    delimiterOf('a'),
  ]).toEqual([',', '\t', ';', ','])
})

test('pieces never part a character, and hold nothing that a database cannot', async () => {
  const text = `${'😀'.repeat(100_000)}\0x`
  const pieces: string[] = []
  for await (const piece of piecesOf(Buffer.from(text), 'utf-8')) pieces.push(piece)
  expect(pieces.length).toBeGreaterThan(2)
  expect(pieces.every((piece) => piece.isWellFormed())).toBe(true)
  expect(pieces.join('')).toBe(text.replace('\0', '\ufffd'))
})

test('what is no list is refused with what to do: a workbook, an archive, nothing, five hundred columns', async () => {
  const by = { staff: { id: 1, name: 'Ana' }, now: NOON }
  const keep = (bytes: Buffer) => keepList(undefined as never, { name: 'x', bytes }, by)
  await expect(keep(Buffer.from('PK\x03\x04...'))).rejects.toThrow(/workbook/)
  await expect(keep(Buffer.from([0x1f, 0x8b, 8, 0]))).rejects.toThrow(/compressed/)
  await expect(keep(Buffer.of())).rejects.toThrow(/empty/)
  await expect(keep(Buffer.from('\n\r\n\n'))).rejects.toThrow(/no row/)
  await expect(keep(Buffer.from(Array(500).fill('c').join(',')))).rejects.toThrow(/500 columns/)
  await expect(keep(Buffer.alloc(20 * 1024 * 1024 + 1, 'x'))).rejects.toThrow(/20 MiB/)
})

test('columns are known by their heads in the languages that we speak, and each thing once', () => {
  const guess = (...cells: string[]) => guessColumns([cells]).columns
  expect(guess('E-Mail-Adresse', 'Vorname', 'Sprache', 'Zeitzone')).toEqual([
    'email',
    'name',
    'language',
    'zone',
  ])
  expect(guess('Adresse e-mail', 'Prénom', 'Langue')).toEqual(['email', 'name', 'language'])
  expect(guess('Correo electrónico', 'Teléfono', 'País')).toEqual(['email', 'phone', 'country'])
  expect(guess('Endereço de e-mail', 'Nome', 'Fuso horário')).toEqual(['email', 'name', 'zone'])
  expect(guess('メールアドレス', '氏名', '電話番号')).toEqual(['email', 'name', 'phone'])
  expect(guess('البريد الإلكتروني', 'الاسم')).toEqual(['email', 'name'])
  expect(guess('Email', 'E-mail', 'Nonsense')).toEqual(['email', null, null])
  expect(guessColumns([['ana@x.test', 'Ana']])).toMatchObject({ heads: false, columns: ['email', null] })
  expect(guessColumns([['email', 'ana@x.test', 'yes']])).toMatchObject({ statuspage: true, heads: false })
})

test('the file of a form is found among its parts, and nothing is when there is none', () => {
  const part = (head: string, body: string) =>
    `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const form = (...parts: string[]) => Buffer.from(`${parts.join('')}--B--\r\n`)
  const type = 'multipart/form-data; boundary=B'
  const found = fileIn(
    form(
      part('name="x"', '--B is no mark'),
      part('name="file"; filename="a.csv"\r\nContent-Type: text/csv', 'a\r\n--Bb'),
    ),
    type,
  )
  expect([found.name, found.bytes.toString()]).toEqual(['a.csv', 'a'])
  for (const [body, of] of [
    [form(part('name="file"; filename=""', '')), type],
    [form(part('name="file"', 'x')), type],
    [Buffer.from('--B\r\nno end'), type],
    [Buffer.of(), type],
    [form(part('name="file"; filename="a"', 'x')), 'text/plain'],
    [form(part('name="file"; filename="a"', 'x')), 'multipart/form-data'],
  ] as const)
    expect(() => fileIn(body, of)).toThrow(/Choose a file/)
})

test('a field of a megabyte is refused before anything is read in, and leaves nothing', async () => {
  const { db, drop } = await freshDb('sqlite')
  const by = { staff: { id: 1, name: 'Ana' }, now: NOON }
  const text = `email,name\na@x.test,Ann\nb@x.test,${'x'.repeat(1_000_000)}\n`
  await expect(keepList(db, { name: 'x', bytes: Buffer.from(text) }, by)).rejects.toThrow(
    /longer than any row/,
  )
  for (const table of ['subscriber_imports', 'import_pieces'] as const)
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
  await drop()
})
