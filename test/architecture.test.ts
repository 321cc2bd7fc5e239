import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  clockFaults,
  importsOf,
  linkFaults,
  roomFaults,
  type Sources,
  sizeFaults,
  vendorFaults,
} from './support/architecture.ts'

const ROOT = new URL('../', import.meta.url).pathname
const read = (patterns: string[]): Sources =>
  new Map(globSync(patterns, { cwd: ROOT }).map((path) => [path, readFileSync(`${ROOT}${path}`, 'utf8')]))

const sources = read(['src/**/*.{ts,astro}', 'db/**/*.ts'])
const documents = read(['*.md', 'docs/**/*.md'])

/** Long for a reason: a list, a table, a story. It only ever gets shorter. */
const LONGER = {
  'db/demo/incidents.ts': 360,
  'src/channels/email/bounce/wordings.ts': 245,
  'src/config.ts': 200,
}

/** Where the time comes in: a command, a bar, Lucia, which keeps its own clock, and a letter written when it leaves. */
const CLOCKS = ['src/imports/main.ts', 'src/imports/progress.ts', 'src/staff/session.ts']

test('each vendor comes in by one door', () => {
  expect(vendorFaults(sources)).toEqual([])
})

test('rooms use only what lies below them', () => {
  expect(roomFaults(sources)).toEqual([])
})

test('verbs are told the time', () => {
  expect(clockFaults(sources, CLOCKS)).toEqual([])
})

test('files stay small', () => {
  expect(sizeFaults(sources, LONGER)).toEqual([])
})

test('documents link to what is there, and every decision has its own number', () => {
  expect(linkFaults(documents, (path) => existsSync(`${ROOT}${path}`))).toEqual([])
  const numbers = globSync('docs/decisions/*.md', { cwd: ROOT }).map((path) => path.match(/\/(\d{4})-/)?.[1])
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers).not.toContain(undefined)
})

const sample = (files: Record<string, string>): Sources => new Map(Object.entries(files))

test('reads every way of importing', () => {
  const text = [
    "import type { A } from '#src/posts/post.ts'",
    "import { type B, type C } from './near.ts'",
    "import { type D, e } from '../far.ts'",
    "import {\n  f,\n  type G,\n} from 'kysely'",
    "export * from '#db/open.ts'",
    "import './style.css'",
    "const late = await import('twilio')",
    "type H = import('pg').Pool",
  ].join('\n')
  expect(importsOf('src/posts/here.ts', text).map(({ to, types }) => [to, types])).toEqual([
    ['src/posts/post.ts', true],
    ['src/posts/near.ts', true],
    ['src/far.ts', false],
    ['kysely', false],
    ['db/open.ts', false],
    ['src/posts/style.css', false],
    ['twilio', false],
  ])
})

test('notices a vendor in the wrong room, even for its types', () => {
  const faults = vendorFaults(
    sample({
      'src/posts/publish.ts': "import type { Insertable } from 'kysely'",
      'src/deliveries/deliver.ts': "import { createTransport } from 'nodemailer/lib/mail-composer'",
      'src/feeds/atom.ts': "import remarkParse from 'remark-parse'",
      'src/staff/member.ts': "import { getAction } from 'astro:actions'",
      'db/open.ts': "import { Kysely } from 'kysely'",
    }),
  )
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'src/posts/publish.ts',
    'src/deliveries/deliver.ts',
    'src/feeds/atom.ts',
    'src/staff/member.ts',
  ])
})

test('notices who reaches upward or sideways, and lets types and pure files pass', () => {
  const faults = roomFaults(
    sample({
      'src/posts/kinds.ts': 'export const KINDS = {}',
      'src/posts/publish.ts': "import { insertPost } from '#db/queries/posts.ts'",
      'src/posts/hidden.ts': "import { publish } from './publish.ts'",
      'src/status/component.ts': "import { KINDS } from '#src/posts/kinds.ts'",
      'src/status/keep.ts': "import { publish } from '#src/posts/publish.ts'",
      'src/ui/Post.astro': "---\nimport { hidden } from '#src/posts/hidden.ts'\n---",
      'src/ui/Kind.astro': "---\nimport { KINDS } from '#src/posts/kinds.ts'\n---",
      'src/channels/sms/send.ts': "import { config } from '#src/config.ts'",
      'src/config.ts': 'export const config = () => ({})',
      'src/worker/main.ts': "import page from '#src/pages/index.astro'",
      'src/imports/keep.ts': "import { publish } from '#src/posts/publish.ts'",
      'db/queries/posts.ts':
        "import { KINDS } from '#src/posts/kinds.ts'\nimport type { Post } from '#src/posts/publish.ts'",
      'db/queries/status.ts': "import { STATUSES } from '#src/status/component.ts'",
      'db/demo.ts': "import { publish } from '#src/posts/publish.ts'",
    }),
  )
  expect(faults.map((fault) => fault.split(',')[0])).toEqual([
    'src/status/keep.ts imports src/posts/publish.ts',
    'src/ui/Post.astro imports src/posts/hidden.ts',
    'src/channels/sms/send.ts imports src/config.ts',
    'src/worker/main.ts imports src/pages/index.astro',
    'db/queries/status.ts imports src/status/component.ts',
  ])
})

test('notices a clock in a verb, a long file and a dead link', () => {
  expect(
    clockFaults(sample({ 'src/posts/a.ts': 'Date.now()', 'src/posts/b.ts': 'new Date()' }), []),
  ).toHaveLength(2)
  expect(
    clockFaults(sample({ 'src/posts/a.ts': 'new Date(now)', 'src/pages/b.ts': 'Date.now()' }), []),
  ).toEqual([])
  const long = 'x\n'.repeat(181)
  expect(sizeFaults(sample({ 'src/a.ts': long, 'src/b.ts': 'x\n'.repeat(180) }), {})).toHaveLength(1)
  expect(sizeFaults(sample({ 'src/pages/a.astro': 'x\n'.repeat(121) }), {})).toHaveLength(1)
  expect(sizeFaults(sample({ 'src/a.ts': long }), { 'src/a.ts': 181 })).toEqual([])
  const links = sample({ 'docs/a.md': '[b](b.md) [c](../c.md#x) [d](https://d.example) [e](#e)' })
  expect(linkFaults(links, (path) => path === 'c.md')).toEqual([
    'docs/a.md links to docs/b.md, which is not there',
  ])
})
