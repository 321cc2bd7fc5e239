import { expect, test } from 'vitest'
import { countUnseenAlerts, endAlerts, listAlerts, raiseAlert } from '#db/queries/alerts.ts'
import { listAudit } from '#db/queries/audit.ts'
import { listPauses, pauseSending } from '#db/queries/pauses.ts'
import { alarmFor, placeOf, subjectOf } from '#src/deliveries/alarms.ts'
import { noteAlert, settleAlert } from '#src/deliveries/attend.ts'
import { watchRates } from '#src/deliveries/rates.ts'
import { countWaiting } from '#src/staff/waiting.ts'
import { countryIsOpen, noteCodeSent, tellClosed } from '#src/subscribers/country.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'
import { aWorld, HOUR, mailSays, SENT } from './world.ts'

const STOPPED = { kind: 'stopped', subject: 'sms', text: 'Text messages stopped.' } as const

test('what an alert is about can be read back', () => {
  expect(placeOf(subjectOf('sms', 'PT'))).toEqual({ channel: 'sms', destination: 'PT' })
  expect(placeOf(subjectOf('email'))).toEqual({ channel: 'email', destination: '' })
  expect(placeOf('PT')).toBeNull()
  expect(alarmFor('queue', { channel: 'sms', destination: '', reason: '' }, NOON)).toBeUndefined()
})

onBothEngines('what needs somebody', (open) => {
  test('is said once while it lasts and counted; when it comes back it is said anew', async () => {
    const { db } = await open()
    for (let n = 0; n < 1_000; n += 1) await raiseAlert(db, { ...STOPPED, at: NOON + n })
    await raiseAlert(db, { ...STOPPED, subject: 'email', at: NOON })
    expect(await listAlerts(db, NOON + 1_000)).toHaveLength(2)
    expect(await listAlerts(db, NOON + 1_000)).toContainEqual(
      expect.objectContaining({ subject: 'sms', count: 1_000, raised_at: NOON, last_at: NOON + 999 }),
    )
    await endAlerts(db, { kinds: ['stopped'], subject: 'sms' }, NOON + 1_000)
    expect(await listAlerts(db, NOON + 1_000)).toHaveLength(1)
    await raiseAlert(db, { ...STOPPED, at: NOON + 2_000 })
    expect(await listAlerts(db, NOON + 2_000)).toContainEqual(
      expect.objectContaining({ subject: 'sms', count: 1, raised_at: NOON + 2_000 }),
    )
  })

  test('is counted until somebody has seen it, and stands there until it is over', async () => {
    const { db } = await open()
    const staff = await aMember(db, 'editor')
    await raiseAlert(db, { ...STOPPED, at: NOON })
    expect(await countWaiting(db, NOON)).toEqual({ alerts: 1, texts: 0 })
    const [{ id = 0 } = {}] = await listAlerts(db, NOON)
    await noteAlert(db, id, { staff, now: NOON + 1 })
    expect(await countUnseenAlerts(db, NOON + 1)).toBe(0)
    expect(await listAlerts(db, NOON + 1)).toMatchObject([{ seen_at: NOON + 1, seen_by: staff.name }])
  })

  test('is settled by staff: what it stopped goes on, and the audit says who did it', async () => {
    const { db } = await open()
    const staff = await aMember(db, 'editor')
    const pause = { channel: 'sms', until: NOON + 9_999, reason: 'not enabled', at: NOON } as const
    await pauseSending(db, { ...pause, destination: 'PT' })
    await pauseSending(db, { ...pause, destination: 'GB' })
    await raiseAlert(db, { kind: 'country', subject: 'sms:PT', text: 'Portugal', at: NOON })
    const [{ id = 0 } = {}] = await listAlerts(db, NOON)
    await settleAlert(db, id, { staff, now: NOON + 1 })
    expect(await listPauses(db, NOON + 1)).toMatchObject([{ destination: 'GB' }])
    expect(await listAlerts(db, NOON + 1)).toEqual([])
    expect(await listAudit(db, 1)).toMatchObject([{ action: 'alert.settle', staff_name: staff.name }])
    await expect(settleAlert(db, id, { staff, now: NOON + 2 })).rejects.toThrow(/over already/)
  })

  test('settled, what was put off until the end of its pause is sent at once, and nothing else before its time', async () => {
    const { db } = await open()
    const { author: staff, tell, send } = await aWorld(db)
    for (const address of ['a@here.test', 'b@here.test', 'c@else.test']) await aSubscriber(db, { address })
    await tell()
    const pause = { channel: 'email', destination: 'here.test', reason: '550 5.7.1', at: NOON } as const
    await pauseSending(db, { ...pause, until: NOON + HOUR })
    await raiseAlert(db, { kind: 'policy', subject: 'email:here.test', text: 'Refused', at: NOON })
    await send(NOON, () => mailSays('450 4.2.0 later'))
    const [{ id = 0 } = {}] = await listAlerts(db, NOON)
    await settleAlert(db, id, { staff, now: NOON + 1 })
    const sent = await send(NOON + 2, () => SENT)
    expect(sent.map(({ to }) => to.address).sort()).toEqual(['a@here.test', 'b@here.test'])
  })

  test('ends by itself when the pause it speaks of is over', async () => {
    const { db } = await open()
    const pause = { channel: 'email', destination: 'a.test', reason: '', at: NOON } as const
    await pauseSending(db, { ...pause, until: NOON + 10 })
    await raiseAlert(db, { kind: 'policy', subject: 'email:a.test', text: 'Refused', at: NOON })
    await watchRates(db, NOON + 9)
    expect(await listAlerts(db, NOON + 9)).toHaveLength(1)
    await watchRates(db, NOON + 10)
    expect(await listAlerts(db, NOON + 10)).toEqual([])
  })

  test('a country closed to codes is opened again by staff', async () => {
    const { db } = await open()
    const staff = await aMember(db, 'editor')
    for (let n = 0; n < 50; n += 1) await noteCodeSent(db, 'PT', NOON)
    expect(await countryIsOpen(db, 'PT')).toBe(false)
    await tellClosed(db, 'PT', NOON)
    const [alert] = await listAlerts(db, NOON)
    expect(alert).toMatchObject({ kind: 'codes', subject: 'PT', text: expect.stringContaining('Portugal') })
    await settleAlert(db, alert?.id ?? 0, { staff, now: NOON + 1 })
    expect(await countryIsOpen(db, 'PT')).toBe(true)
  })
})
