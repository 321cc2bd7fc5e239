import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('a run that failed ends as one, also when it had a PostgreSQL', () => {
  const script = `
    const { embeddedPostgres } = await import('./test/support/postgres.ts')
    await embeddedPostgres()
    process.exitCode = 3`
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: `${import.meta.dirname}/../..`,
  })
  expect(ended.status).toBe(3)
})
