import { expect, test } from 'vitest'
import { onBothEngines } from '#test/support/db.ts'
import { killDrill } from '#test/support/drill.ts'

// The full drill of 5,000 recipients and 20 kills: DRILL=5000,50,20 vitest run test/journeys/killed.test.ts
// The same with server and sender killed together (after a build): DRILL_WHOLE=yes before it.
const [mails = 600, texts = 20, kills = 6] = (process.env.DRILL ?? '').split(',').filter(Boolean).map(Number)

onBothEngines('a sender killed without warning', (open) => {
  test(`tells ${mails} by mail and ${texts} by SMS through ${kills} kills: nobody missed, no text twice, few mails twice`, async () => {
    const database = await open()
    const result = await killDrill(database, {
      mails,
      texts,
      kills,
      random: Math.random,
      whole: process.env.DRILL_WHOLE !== undefined,
    })
    if (process.env.DRILL) console.log(JSON.stringify(result))
    expect(result).toMatchObject({ missed: 0, repeatedTexts: 0, strangers: 0 })
    // F5: what was in flight (8 connections) and up to 64 results not yet written, for each kill.
    expect(result.repeatedMails).toBeLessThanOrEqual(kills * (8 + 64))
  }, 300_000)
})
