import { expect, test } from 'vitest'
import { fileOf, linksIn, withLinksOf } from '#src/snapshot/addresses.ts'

const ORIGIN = 'https://status.acme.test'

test.each([
  ['/', 'index.html'],
  ['/history/2026-11', 'history/2026-11/index.html'],
  ['/api/v2/summary.json', 'api/v2/summary.json'],
  ['/history.atom', 'history.atom'],
  ['/404', '404.html'],
  ['/uptime?component=abc&page=2', 'uptime/component-abc/page-2/index.html'],
  ['/history/2026-11?page=2', 'history/2026-11/page-2/index.html'],
])('%s is the file %s', (address, file) => {
  expect(fileOf(address)).toBe(file)
})

test('links of the copy lead to files, wherever the page asks for part of a list', () => {
  const html =
    '<a href="/uptime?component=abc#x">a</a> <a href="/?q=word&amp;kind=release">b</a> <a href="/history?component=abc&#38;page=2">f</a> <a href="/x">c</a>'
  const rest = '<a href="/subscribe?component=abc">d</a> <a href="https://else.test/?a=1">e</a>'
  expect(withLinksOf(html + rest, ORIGIN)).toBe(
    '<a href="/uptime/component-abc#x">a</a> <a href="/">b</a> <a href="/history/page-2">f</a> <a href="/x">c</a>' +
      '<a href="/subscribe">d</a> <a href="https://else.test/?a=1">e</a>',
  )
})

test('only our own pages are copied, and no name that could lead out of the folder', () => {
  const links = [
    '/x/',
    `${ORIGIN}/og/1.png`,
    '//else.test/a',
    'https://else.test/b',
    '/admin',
    '/live',
    '/_astro/a.js',
  ]
  const wild = [
    '/..%2f..%2fetc',
    '/a/.git',
    '/%00',
    '/a%20b',
    '/a\\b',
    '/../../etc/passwd',
    '/uptime?component=../..',
  ]
  const html = [...links, ...wild].map((href) => `<a href="${href}"></a>`).join('')
  expect(linksIn(html, ORIGIN)).toEqual(['/x', '/og/1.png', '/a/b', '/etc/passwd', '/uptime'])
})
