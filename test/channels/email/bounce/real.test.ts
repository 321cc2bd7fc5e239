import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEvents } from '#src/channels/email/bounce/events.ts'
import { readMail } from '#src/channels/email/bounce/read.ts'
import { judgeFolder } from './verdicts.ts'

const SHARED = join(import.meta.dirname, '../../../../../shared/data/mail')
const OWN = join(import.meta.dirname, '../../../fixtures/mail')
const there = existsSync(SHARED)
if (!there) console.info('The 205 real bounces are not beside this repository: only our own are read.')

test('each of our own fixtures is understood', () => {
  expect(judgeFolder(OWN).filter(({ right }) => !right)).toEqual([])
})

test.runIf(there)(
  'of 205 real mails at least 97 in 100 are understood, and none is hard that should not be',
  () => {
    const judged = judgeFolder(join(SHARED, 'bounces'))
    const right = judged.filter((one) => one.right).length
    expect(right / judged.length, JSON.stringify(judged.filter((one) => !one.right))).toBeGreaterThanOrEqual(
      0.97,
    )
    const tooHard = judged.filter(({ wanted, got }) => count(got, 'suppress') > count(wanted, 'suppress'))
    expect(tooHard).toEqual([])
    const tooFar = judged.filter(({ wanted, got }) => got.includes('leave') !== wanted.includes('leave'))
    expect(tooFar).toEqual([])
  },
)

const count = (acts: string[], act: string) => acts.filter((one) => one === act).length

test.runIf(there)('ends of lines make no difference, and what is no bounce is none', () => {
  for (const file of readdirSync(join(SHARED, 'line-endings'))) {
    const raw = readFileSync(join(SHARED, 'line-endings', file))
    const plain = Buffer.from(raw.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    const old = Buffer.from(plain.toString('latin1').replaceAll('\n', '\r'), 'latin1')
    const { kind, said } = readMail(raw)
    expect(readMail(plain), file).toMatchObject({ kind, said })
    expect(readMail(old), file).toMatchObject({ kind, said })
    expect(kind, file).toBe(/arf/.test(file) ? 'complaint' : /3834/.test(file) ? 'auto-reply' : 'bounce')
  }
  for (const file of readdirSync(join(SHARED, 'not-bounces')))
    expect(readMail(readFileSync(join(SHARED, 'not-bounces', file))).said, file).toEqual([])
})

test.runIf(there)('events of providers are understood', () => {
  const read = Object.fromEntries(
    readdirSync(join(SHARED, 'provider-events')).map((file) => {
      const events = readEvents(JSON.parse(readFileSync(join(SHARED, 'provider-events', file), 'utf8')))
      return [
        file.replace('.json', ''),
        events?.flatMap((one) => ('said' in one ? one.said.map((it) => it.verdict) : [])),
      ]
    }),
  )
  expect(read).toEqual({
    'amazonses-01': ['hard'],
    'amazonses-03': ['complaint'],
    'amazonses-05': [],
    'sendgrid-01': ['hard'],
    'sendgrid-03': ['hard'],
    'sendgrid-05': ['hard'],
    'sendgrid-07': ['hard'],
    'sendgrid-09': ['hard'],
    'sendgrid-11': ['hard', 'hard', 'hard'],
    'sendgrid-13': [],
    'sendgrid-15': ['complaint'],
    'sendgrid-17': ['complaint'],
  })
})
