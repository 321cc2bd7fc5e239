import { expect, test } from 'vitest'
import { sealForm } from '#src/subscribers/form-seal.ts'
import { bitsNow, passRush } from '#src/subscribers/rush.ts'
import { proofFor } from '#src/ui/subscribers/proof.ts'
import { onBothEngines } from '#test/support/db.ts'
import { NOON } from '#test/support/makers.ts'

const MINUTE = 60_000

onBothEngines('a rush of forms', (open) => {
  async function rush() {
    const { db } = await open()
    async function send(seal: string, now = NOON, proof = '', said = 'ana@example.com\n\n') {
      const passed = await passRush(db, { seal, proof, said }, now).catch((error) => error)
      if (passed) expect(passed).toMatchObject({ code: 'limited' })
      return passed === undefined
    }
    expect(await bitsNow(db, NOON)).toBe(0)
    for (let n = 0; n < 60; n += 1) expect(await send(sealForm(NOON))).toBe(true)
    return { send, bits: await bitsNow(db, NOON) }
  }

  test('asks a form that is drawn then for a proof over its own addresses, and takes no other', async () => {
    const { send, bits } = await rush()
    expect(bits).toBeGreaterThan(10)
    const seal = sealForm(NOON, 8)
    const proof = await proofFor(`${seal}\nana@example.com\n\n`, 8)
    expect(await send(seal, NOON, proof)).toBe(true)
    const others = ['b', 'c', 'd'].map((name) => send(seal, NOON, proof, `${name}@example.com\n\n`))
    expect(await Promise.all(others)).toContain(false)
    expect(await send(sealForm(NOON), NOON, proof)).toBe(false)
  })

  test('lets those without script through after a minute, at a pace of their own', async () => {
    const { send } = await rush()
    const old = sealForm(NOON, 16)
    expect(await send(old)).toBe(false)
    const later = NOON + MINUTE
    for (let n = 0; n < 60; n += 1) await send(sealForm(later), later)
    const passed: boolean[] = []
    for (let n = 0; n < 30; n += 1) passed.push(await send(old, later))
    expect(passed.filter(Boolean)).toHaveLength(20)
    // A form without the mark of a rush has not waited for it.
    expect(await send(sealForm(NOON), later)).toBe(false)
  })
})
