import { afterAll, describe, inject } from 'vitest'
import { ENGINES, type Engine, freshDatabase, type TestDb } from './databases.ts'

export { ENGINES, type Engine, type TestDb }

/** A migrated database of its own, cloned from a template; drop it when done. */
export function freshDb(engine: Engine): Promise<TestDb> {
  return freshDatabase(engine, inject('postgresUrl'))
}

/** Runs the same tests on both engines; each test calls `open()` for a database of its own. */
export function onBothEngines(
  name: string,
  tests: (open: () => Promise<TestDb>, engine: Engine) => void,
): void {
  describe.each(ENGINES)(`${name} on %s`, (engine) => {
    const opened: TestDb[] = []
    afterAll(async () => {
      for (const one of opened) await one.drop()
    })
    tests(async () => {
      const one = await freshDb(engine)
      opened.push(one)
      return one
    }, engine)
  })
}
