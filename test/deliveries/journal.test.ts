import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Entry, entriesOf, journalsIn, openJournal } from '#src/deliveries/journal.ts'

const folders: string[] = []
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'candor-journal-'))
  folders.push(path)
  return path
}
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

const entry = (subscriberId: number, changes: Partial<Entry> = {}): Entry => ({
  claim: 7,
  announcementId: 3,
  subscriberId,
  attempts: 0,
  at: 1_795_348_800_000,
  providerId: null,
  ...changes,
})
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
const open = (path: string, onFault: (error: unknown) => void = () => {}) =>
  openJournal(path, { owner: 'us', channel: 'sms' }, onFault)
const files = (path: string) => journalsIn(path).map((file) => file.path)
const said = (path: string) => files(path).flatMap((file) => [...entriesOf(file)])

test('what was taken stands in the journal after the turn in which it was said', async () => {
  const path = folder()
  const journal = open(path)
  const all = [entry(1), entry(2, { attempts: 2, providerId: 'SM12' })]
  for (const one of all) journal.note(one)
  await turn()
  expect(said(path)).toEqual(all)
})

test('what the ledger has is gone from it, and what came meanwhile stays', async () => {
  const path = folder()
  const journal = open(path)
  journal.note(entry(1))
  const committed = journal.begin()
  journal.note(entry(2))
  await turn()
  expect(said(path)).toHaveLength(2)
  committed()
  expect(said(path)).toEqual([entry(2)])
  journal.begin()()
  expect(said(path)).toEqual([])
  for (const file of files(path)) expect(statSync(file).size).toBe(0)
})

test('what could not be committed stays until it is', async () => {
  const path = folder()
  const journal = open(path)
  journal.note(entry(1))
  journal.begin()
  journal.note(entry(2))
  const again = journal.begin()
  journal.note(entry(3))
  await turn()
  expect(said(path).map((one) => one.subscriberId)).toEqual([1, 2, 3])
  again()
  journal.begin()()
  expect(said(path)).toEqual([])
})

test('a line that was torn is passed over, wherever it is torn, and the others are read', () => {
  const path = folder()
  open(path).note(entry(1))
  const whole = '7 3 41 0 1795348800000 SM12345 .\n'
  for (let length = 0; length < whole.length - 1; length++) {
    writeFileSync(join(path, 'sent-us.sms.0.journal'), whole + whole.slice(0, length))
    expect(said(path)).toEqual([entry(41, { providerId: 'SM12345' })])
  }
  appendFileSync(join(path, 'sent-us.sms.0.journal'), `\n${whole}`)
  expect(said(path)).toHaveLength(2)
})

test('a disk that is full is told once, sending goes on, and it is written again when there is room', async () => {
  const path = folder()
  // Every write to it fails with ENOSPC.
  symlinkSync('/dev/full', join(path, 'sent-us.sms.0.journal'))
  const faults: unknown[] = []
  const journal = open(path, (error) => faults.push(error))
  for (let id = 1; id <= 3; id++) {
    journal.note(entry(id))
    await turn()
  }
  expect(faults).toHaveLength(1)
  expect((faults[0] as NodeJS.ErrnoException).code).toBe('ENOSPC')
  expect(journal.works()).toBe(false)
})

test('it names nobody: numbers, an instant, and the carrier’s id', async () => {
  const path = folder()
  const journal = open(path)
  journal.note(entry(1, { providerId: 'SM1' }))
  journal.begin()
  const text = files(path)
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  expect(text).toMatch(/^[\d ]+ SM1 \.\n$/)
})

test('it is taken away when its sender stops', () => {
  const path = folder()
  const journal = open(path)
  journal.note(entry(1))
  journal.begin()()
  journal.remove()
  expect(journalsIn(path)).toEqual([])
})
