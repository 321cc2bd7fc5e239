import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { barOf, progressBar } from '#src/imports/progress.ts'
import { onBothEngines } from '#test/support/db.ts'
import { ALL, everything, fixture, rowCounts } from './files.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'candor-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(args: string[], url: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    const env = { ...process.env, DATABASE_URL: url }
    const child = execFile(
      process.execPath,
      ['src/imports/main.ts', ...args],
      { cwd: ROOT, env },
      (_, out, err) => done({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

const text = readFileSync(fixture('incidents.json'), 'utf8')
const file = (name: string, content: string) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('called wrongly says how to call it', async () => {
  const nowhere = join(folder, 'never.db')
  for (const args of [[], ['statuspage'], ['cachet', 'x.json'], ['statuspage', '--fast', 'x.json']]) {
    const { code, out, err } = await run(args, nowhere)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^Usage: npm run import -- statuspage FILE…/)
  }
  const asked = await run(['--help'], nowhere)
  expect(asked).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Usage: npm run import/) })
})

test('says in a sentence that the database cannot be had', async () => {
  const { code, out, err } = await run(['statuspage', ...ALL], 'postgres://nobody:x@127.0.0.1:9/none')
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^Nothing was imported: .+\n$/)
})

onBothEngines('npm run import', (open) => {
  test('says what it brought, and that there was nothing the second time', async () => {
    const { url, db } = await open()
    const first = await run(['statuspage', ...ALL], url)
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(
      /^4 incidents \(4 new\), 3 closures \(3 new\), 14 updates \(14 new\)\n4 components \(4 new\), 1 group \(1 new\)\n/,
    )
    expect(first.out).toMatch(/Marked as back-dated; nobody was told\./)
    const before = await everything(db)
    const second = await run(['statuspage', ...ALL], url)
    expect(second.out).toMatch(/^4 incidents \(0 new\).*\n.*\n.*\nNothing is new; nothing was changed\./)
    expect(await everything(db)).toEqual(before)
  })

  test.each([
    ['not JSON', 'notes.json', 'Dear diary', 'is not JSON: '],
    ['of another shape', 'list.json', '[]', 'should be an object, but is a list'],
    [
      'wrong deep inside',
      'deep.json',
      text.replace('"Everything that programs call"', '42'),
      'description: should be text',
    ],
    [
      'with an unknown state',
      'state.json',
      text.replace('"identified"', '"exploded"'),
      'incidents[0].status: "exploded"',
    ],
    ['cut off', 'half.json', text.slice(0, text.length / 2), 'is cut off after line '],
    ['not there', '', '', 'there is no such file'],
  ])('one file %s among good ones: one sentence, exit 1, nothing written', async (_, name, content, said) => {
    const { url, db } = await open()
    const before = await rowCounts(db)
    const path = name ? file(name, content) : join(folder, 'gone.json')
    const { code, out, err } = await run(['statuspage', ...ALL, path], url)
    expect([code, out]).toEqual([1, ''])
    expect(err.startsWith(`${path}: `)).toBe(true)
    expect(err).toContain(said)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(await rowCounts(db)).toEqual(before)
  })
})

onBothEngines('npm run import from an address', (open) => {
  test('reads what is served, and says so when it is not', async () => {
    const { url, db } = await open()
    const server = createServer((request, response) => {
      if (request.url !== '/api/v2/incidents.json') response.statusCode = 404
      response.end(response.statusCode === 200 ? text : 'no')
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await run(['statuspage', `${origin}/api/v2/incidents.json`], url)).toMatchObject({ code: 0 })
    expect(await rowCounts(db)).toMatchObject({ posts: 4 })
    const gone = await run(['statuspage', `${origin}/nothing.json`], url)
    expect(gone).toMatchObject({ code: 1, err: `${origin}/nothing.json: answered 404\n` })
    await new Promise((closed) => server.close(closed))
    const off = await run(['statuspage', `${origin}/api/v2/incidents.json`], url)
    expect(off.err).toMatch(/: could not be fetched \(/)
  })
})

test('draws a bar only on a terminal, and only when it takes long', () => {
  const written: string[] = []
  const terminal = (isTTY: boolean) =>
    ({ isTTY, write: (line: string) => written.push(line) }) as unknown as NodeJS.WriteStream
  let now = 0
  const bar = progressBar(4000, terminal(true), () => now)
  bar.add(1000)
  expect(written).toEqual([])
  now = 600
  bar.add(1000)
  expect(written).toEqual([`\r${barOf(2000, 4000)}`])
  expect(barOf(2000, 4000)).toBe(`${'█'.repeat(15)}${'░'.repeat(15)}  50 %  2,000 of 4,000 updates`)
  bar.end()
  expect(written.at(-1)).toMatch(/^\r +\r$/)
  written.length = 0
  const silent = progressBar(10, terminal(false), () => 10_000)
  silent.add(10)
  silent.end()
  expect(written).toEqual([])
})
