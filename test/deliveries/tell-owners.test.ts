import { expect, test } from 'vitest'
import { type Db, openDb } from '#db/open.ts'
import { endAlerts, listAlerts, markAlertSeen, raiseAlert } from '#db/queries/alerts.ts'
import { updateStaff } from '#db/queries/staff.ts'
import { relayAlarm } from '#src/deliveries/alarms.ts'
import { deliverer } from '#src/deliveries/deliver.ts'
import { tellOwners } from '#src/deliveries/tell-owners.ts'
import { expireAccountMail } from '#src/deliveries/wake.ts'
import { onBothEngines } from '#test/support/db.ts'
import { aSubscriber, NOON } from '#test/support/makers.ts'
import { aMember } from '#test/support/people.ts'
import { scriptedCarrier } from '#test/support/scripted-carrier.ts'
import { aWorld, carrierSays, DAY, HOUR, MINUTE } from './world.ts'

const STOPPED = { kind: 'stopped', subject: 'sms', text: 'Text messages stopped.' } as const

onBothEngines('owners are written to about what needs somebody', (open) => {
  async function world() {
    const made = await aWorld((await open()).db, 'sms')
    const owner = await aMember(made.db, 'owner', 'Olga Owner')
    /** Sends all mail that is due; gives what it said and to whom. */
    async function letters(now: number) {
      const carrier = scriptedCarrier()
      await deliverer({ db: made.db, carrier, owner: 'us', now: () => now }).work()
      return carrier.notices.map(({ content, to }) => ({ to: to.address, ...content }))
    }
    return { ...made, owner, letters }
  }
  const states = async (db: Db) =>
    (await db.selectFrom('deliveries').select('state').orderBy('announcement_id').execute()).map(
      ({ state }) => state,
    )

  test('when the carrier refuses our account: what happened, since when, how many wait, and where to go', async () => {
    const { db, owner, tell, send, letters } = await world()
    for (let n = 0; n < 3; n += 1) await aSubscriber(db, { channel: 'sms' })
    await tell()
    await send(NOON, () => carrierSays(20003))
    expect(await tellOwners(db, NOON + 1)).toEqual(['stopped'])
    expect(await letters(NOON + MINUTE)).toMatchObject([
      {
        to: owner.email,
        title: 'Sending has stopped',
        said: [{ text: expect.stringContaining('our account or sender is refused'), since: NOON }],
        meaning: expect.stringMatching(/^3 people wait\. /),
        url: expect.stringMatching(/\/admin\/login\?next=\/admin%23alerts$/),
      },
    ])
  })

  test('every owner once, by two senders at the same moment, and nobody who is no owner or may not sign in', async () => {
    const { db, url } = await open()
    const other = openDb(url)
    const [olga, otto, left] = [await aMember(db), await aMember(db), await aMember(db)]
    await aMember(db, 'admin')
    await updateStaff(db, left.id, { disabled_at: NOON })
    await raiseAlert(db, { ...STOPPED, at: NOON })
    const told = await Promise.all([tellOwners(db, NOON), tellOwners(other, NOON + 1)])
    await other.destroy()
    expect(told.flat()).toEqual(['stopped'])
    const rows = await db.selectFrom('announcements').select('letter').orderBy('id').execute()
    const letters = rows.map(({ letter }) => JSON.parse(letter ?? ''))
    expect(letters).toEqual([olga, otto].map(({ id }) => ({ kind: 'stopped', staffId: id })))
  })

  test('not twice within the hour, however often it comes and goes; of another kind at once', async () => {
    const { db, letters } = await world()
    await raiseAlert(db, { ...STOPPED, at: NOON })
    await tellOwners(db, NOON)
    expect(await letters(NOON)).toHaveLength(1)
    await endAlerts(db, { kinds: ['stopped'] }, NOON + 1)
    await raiseAlert(db, { ...STOPPED, at: NOON + 2 })
    await raiseAlert(db, { ...STOPPED, subject: 'email:a.test', at: NOON + 3 })
    expect(await tellOwners(db, NOON + HOUR - 1)).toEqual([])
    await raiseAlert(db, { ...STOPPED, kind: 'filtered', at: NOON + 4 })
    expect(await tellOwners(db, NOON + 5)).toEqual(['filtered'])
    expect(await tellOwners(db, NOON + HOUR)).toEqual(['stopped'])
    expect(await letters(NOON + HOUR)).toMatchObject([{}, { said: [{}, {}] }])
  })

  test('once while it lasts, and not at all when somebody has seen it', async () => {
    const { db, letters } = await world()
    await raiseAlert(db, { ...STOPPED, at: NOON })
    await tellOwners(db, NOON)
    await letters(NOON)
    expect(await tellOwners(db, NOON + 3 * DAY)).toEqual([])
    await raiseAlert(db, { ...STOPPED, kind: 'filtered', at: NOON })
    const seen = (await listAlerts(db, NOON)).find(({ kind }) => kind === 'filtered')
    await markAlertSeen(db, seen?.id ?? 0, 'Ana', NOON)
    expect(await tellOwners(db, NOON)).toEqual([])
  })

  test('nothing is sent when it is over, seen, or its reader is no owner any more before it leaves', async () => {
    const { db, owner, letters } = await world()
    const kinds = ['stopped', 'filtered', 'country'] as const
    for (const kind of kinds) await raiseAlert(db, { ...STOPPED, kind, at: NOON })
    expect(await tellOwners(db, NOON)).toHaveLength(3)
    await endAlerts(db, { kinds: ['stopped'] }, NOON + 1)
    const filtered = (await listAlerts(db, NOON)).find(({ kind }) => kind === 'filtered')
    await markAlertSeen(db, filtered?.id ?? 0, 'Ana', NOON + 1)
    await updateStaff(db, owner.id, { disabled_at: NOON + 1 })
    expect(await letters(NOON + 2)).toEqual([])
    expect(await states(db)).toEqual(['superseded', 'superseded', 'superseded'])
  })

  test('what cannot leave within the hour expires; as long as it lasts, one more is tried', async () => {
    const { db, letters } = await world()
    await raiseAlert(db, { ...STOPPED, at: NOON })
    await tellOwners(db, NOON)
    await expireAccountMail(db, NOON + HOUR - 1)
    expect(await states(db)).toEqual(['pending'])
    await expireAccountMail(db, NOON + HOUR)
    expect(await states(db)).toEqual(['expired'])
    expect(await letters(NOON + HOUR)).toEqual([])
    expect(await tellOwners(db, NOON + HOUR)).toEqual(['stopped'])
    expect(await letters(NOON + HOUR)).toMatchObject([{ said: [{ since: NOON }] }])
    expect(await tellOwners(db, NOON + 3 * HOUR)).toEqual([])
  })

  test('a relay that is away for a moment is nobody’s business; a mail about it says that mail goes again', async () => {
    const { db, letters } = await world()
    await raiseAlert(db, relayAlarm('email', 'ECONNREFUSED', NOON))
    expect(await tellOwners(db, NOON + MINUTE - 1)).toEqual([])
    expect(await tellOwners(db, NOON + MINUTE)).toEqual(['relay'])
    expect(await letters(NOON + MINUTE)).toMatchObject([
      {
        title: 'Mail could not leave for a while',
        said: [{ text: expect.stringMatching(/Nothing listens at its address \(ECONNREFUSED\)\.$/) }],
        meaning: expect.stringContaining('mail goes again'),
      },
    ])
  })
})
