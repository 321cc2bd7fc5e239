import { expect, test } from 'vitest'
import { nextPath } from '#src/staff/next.ts'

test.each(['/admin', '/admin/posts/new?kind=incident', '/', '/admin/posts/a1#b'])('goes on to %s', (path) => {
  expect(nextPath(path)).toBe(path)
})

test.each([
  null,
  '',
  'admin',
  'https://evil.test/',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '/a\\b',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '/a\r\nSet-Cookie: x=1',
  'javascript:alert(1)',
  ' /admin',
])('stays in the staff area when sent to %j', (path) => {
  expect(nextPath(path)).toBe('/admin')
})
