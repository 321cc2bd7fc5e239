import { expect, test } from 'vitest'
import { listAudit } from '#db/queries/audit.ts'
import { findPage } from '#db/queries/page.ts'
import { findComponent, listComponents, listGroups } from '#db/queries/status.ts'
import { publish } from '#src/posts/publish.ts'
import {
  archiveComponent,
  keepComponent,
  moveComponent,
  restoreComponent,
} from '#src/status/keep-component.ts'
import { archiveGroup, keepGroup, moveGroup, restoreGroup } from '#src/status/keep-group.ts'
import { onBothEngines } from '#test/support/db.ts'
import { anAuthor, anIncident, aPage, NOON } from '#test/support/makers.ts'

onBothEngines('keeping components', (open) => {
  async function world() {
    const { db } = await open()
    await aPage(db)
    const by = await anAuthor(db)
    const service = (name: string, changes = {}) =>
      keepComponent(db, null, { sort: 'service', name, ...changes }, by, NOON)
    const names = async () => (await listComponents(db)).map((one) => one.name)
    const generation = async () => (await findPage(db))?.generation ?? 0
    return { db, by, service, names, generation }
  }

  test('puts new ones last, in their group, in order, and changes the page with each', async () => {
    const { db, by, service, names, generation } = await world()
    const before = await generation()
    const group = await keepGroup(db, null, { name: 'Web' }, by, NOON)
    const shop = await service('Shop', { group, description: ' Where you buy ' })
    await service('API', { group })
    expect(await names()).toEqual(['Shop', 'API'])
    expect(await findComponent(db, shop)).toMatchObject({
      groupId: group,
      description: 'Where you buy',
      status: 'operational',
      openingHours: null,
    })
    expect(await generation()).toBe(before + 3)
    expect((await listAudit(db, 9)).map((entry) => entry.action)).toEqual([
      'component.create',
      'component.create',
      'group.create',
    ])
  })

  test('keeps the hours of a place, and drops them when it becomes a service', async () => {
    const { db, by } = await world()
    const place = { sort: 'place', name: 'Lisbon shop', 'hours.1': '9-18', 'hours.6': '10-13' }
    const id = await keepComponent(db, null, place, by, NOON)
    expect((await findComponent(db, id))?.openingHours).toEqual({
      1: [['09:00', '18:00']],
      6: [['10:00', '13:00']],
    })
    await keepComponent(db, id, { ...place, sort: 'service' }, by, NOON)
    expect((await findComponent(db, id))?.openingHours).toBeNull()
  })

  test('takes no status from a form', async () => {
    const { db, by, service } = await world()
    const id = await service('API', { status: 'major_outage' })
    await keepComponent(db, id, { sort: 'service', name: 'API', status: 'major_outage' }, by, NOON)
    expect((await findComponent(db, id))?.status).toBe('operational')
  })

  test('refuses what cannot be, beside its field, and writes nothing', async () => {
    const { db, by, service, names, generation } = await world()
    await service('API')
    const before = await generation()
    await expect(service('  ')).rejects.toMatchObject({ problems: { name: expect.any(String) } })
    await expect(service('api')).rejects.toMatchObject({ problems: { name: expect.any(String) } })
    await expect(service('x'.repeat(101))).rejects.toMatchObject({ problems: { name: expect.any(String) } })
    await expect(service('A\nB')).rejects.toMatchObject({ problems: { name: expect.any(String) } })
    await expect(service('New', { group: 'gone' })).rejects.toMatchObject({
      problems: { group: expect.any(String) },
    })
    await expect(service('New', { sort: 'thing' })).rejects.toMatchObject({
      problems: { sort: expect.any(String) },
    })
    const foreign = keepComponent(db, 'foreign', { sort: 'service', name: 'X' }, by, NOON)
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' })
    expect(await names()).toEqual(['API'])
    expect(await generation()).toBe(before)
  })

  test('moves one place at a time and not beyond the ends', async () => {
    const { db, by, service, names } = await world()
    const [a, , c] = [await service('A'), await service('B'), await service('C')]
    await moveComponent(db, c, 'up', by, NOON)
    expect(await names()).toEqual(['A', 'C', 'B'])
    await moveComponent(db, a, 'up', by, NOON)
    expect(await names()).toEqual(['A', 'C', 'B'])
    await moveComponent(db, a, 'down', by, NOON)
    expect(await names()).toEqual(['C', 'A', 'B'])
  })

  test('archives and brings back, but hides nothing that is out of order', async () => {
    const { db, by, service, names } = await world()
    const id = await service('API')
    await archiveComponent(db, id, by, NOON)
    expect(await names()).toEqual([])
    await restoreComponent(db, id, by, NOON)
    expect(await names()).toEqual(['API'])
    const incident = anIncident({ componentIds: [id], statuses: { [id]: 'major_outage' } })
    await publish(db, incident, { author: by, now: NOON, formKey: 'a' })
    await expect(archiveComponent(db, id, by, NOON)).rejects.toMatchObject({ code: 'conflict' })
    await expect(archiveComponent(db, 'foreign', by, NOON)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('renames, orders and archives groups, only empty ones, and gives what comes back a place', async () => {
    const { db, by, service } = await world()
    const [web, shops] = [
      await keepGroup(db, null, { name: 'Web' }, by, NOON),
      await keepGroup(db, null, { name: 'Shops' }, by, NOON),
    ]
    const groups = async () => (await listGroups(db)).map((group) => group.name)
    await expect(keepGroup(db, shops, { name: 'web' }, by, NOON)).rejects.toMatchObject({ code: 'conflict' })
    await keepGroup(db, web, { name: 'Web and API' }, by, NOON)
    await moveGroup(db, shops, 'up', by, NOON)
    expect(await groups()).toEqual(['Shops', 'Web and API'])
    const id = await service('API', { group: web })
    await expect(archiveGroup(db, web, by, NOON)).rejects.toMatchObject({ code: 'conflict' })
    await archiveComponent(db, id, by, NOON)
    await archiveGroup(db, web, by, NOON)
    expect(await groups()).toEqual(['Shops'])
    await restoreComponent(db, id, by, NOON)
    expect((await findComponent(db, id))?.groupId).toBeNull()
    await restoreGroup(db, web, by, NOON)
    expect(await groups()).toEqual(['Shops', 'Web and API'])
    await expect(moveGroup(db, 'foreign', 'up', by, NOON)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('makes one thing of a form that is sent twice at once', async () => {
    const { db, by, service } = await world()
    const group = () => keepGroup(db, null, { name: 'Twins' }, by, NOON)
    await Promise.allSettled([service('Twin'), service('Twin'), service('Twin'), group(), group(), group()])
    expect((await listComponents(db)).map(({ name }) => name)).toEqual(['Twin'])
    expect((await listGroups(db)).map(({ name }) => name)).toEqual(['Twins'])
  })
})
