import type { Db } from '#db/open.ts'
import { insertPage } from '#db/queries/page.ts'
import { insertComponent, insertGroup } from '#db/queries/status.ts'
import { newId } from '#src/keys.ts'
import type { Author } from '#src/posts/post.ts'
import type { OpeningHours, Sort } from '#src/status/component.ts'
import { ZONE } from './calendar.ts'

const SHOP_HOURS: OpeningHours = {
  1: [['08:00', '21:00']],
  2: [['08:00', '21:00']],
  3: [['08:00', '21:00']],
  4: [['08:00', '21:00']],
  5: [['08:00', '21:00']],
  6: [['08:00', '21:00']],
  7: [['09:00', '14:00']],
}
const CASCAIS_HOURS: OpeningHours = {
  2: [
    ['09:00', '13:00'],
    ['15:00', '19:30'],
  ],
  3: [
    ['09:00', '13:00'],
    ['15:00', '19:30'],
  ],
  4: [
    ['09:00', '13:00'],
    ['15:00', '19:30'],
  ],
  5: [
    ['09:00', '13:00'],
    ['15:00', '19:30'],
  ],
  6: [['09:00', '19:30']],
  7: [['09:00', '14:00']],
}
const LINE_HOURS: OpeningHours = {
  1: [['08:00', '20:00']],
  2: [['08:00', '20:00']],
  3: [['08:00', '20:00']],
  4: [['08:00', '20:00']],
  5: [['08:00', '20:00']],
  6: [['09:00', '17:00']],
}

type Part = [key: string, name: string, description: string, hours?: OpeningHours]

const GROUPS: { name: string; sort: Sort; parts: Part[] }[] = [
  {
    name: 'Ordering',
    sort: 'service',
    parts: [
      ['shop', 'Web shop', 'mares.example: browse, basket and checkout'],
      ['app', 'App', 'The Marés app on iPhone and Android'],
      ['payment', 'Payment', 'Card, MB Way and vouchers at checkout'],
    ],
  },
  {
    name: 'Delivery',
    sort: 'service',
    parts: [
      ['slots', 'Delivery slots', 'Choosing and changing the hour at which we come'],
      ['tracking', 'Courier tracking', 'Where your order is, from our door to yours'],
    ],
  },
  {
    name: 'Partners',
    sort: 'service',
    parts: [['api', 'API', 'For recipe services and offices that order by program']],
  },
  {
    name: 'Shops and phone',
    sort: 'place',
    parts: [
      ['ourique', 'Campo de Ourique', 'Rua dos Limoeiros 12, Lisbon', SHOP_HOURS],
      ['graca', 'Graça', 'Largo do Poço Novo 3, Lisbon', SHOP_HOURS],
      ['cascais', 'Cascais', 'Travessa do Farol 8, by the bay', CASCAIS_HOURS],
      ['phone', 'Phone line', 'Orders and questions, with a person on the line', LINE_HOURS],
    ],
  },
]

export const PEOPLE = {
  ines: { name: 'Inês Carvalho', email: 'ines@mares.example', role: 'owner' },
  tiago: { name: 'Tiago Moura', email: 'tiago@mares.example', role: 'admin' },
  helena: { name: 'Helena Prates', email: 'helena@mares.example', role: 'editor' },
} as const

export type Who = keyof typeof PEOPLE
export type Cast = { components: Record<string, string>; people: Record<Who, Author & { id: number }> }

/** Puts Marés on stage: its page, three people who write, what it offers, and where its doors are. */
export async function raise(db: Db, at: number): Promise<Cast> {
  await insertPage(db, {
    name: 'Marés',
    about: 'Groceries from the market halls of Lisbon, in three shops and at your door.',
    time_zone: ZONE,
    contact_email: 'help@mares.example',
    contact_phone: null,
    contact_url: 'https://mares.example/help',
    postal_address: 'Rua dos Limoeiros 12, 1350-000 Lisboa, Portugal',
    hold_incident_s: 0,
    hold_other_s: 30,
    created_at: at,
    language: 'en',
    languages: '["en","de","ja","ar"]',
  })
  return { components: await build(db, at), people: await hire(db, at) }
}

async function build(db: Db, at: number): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const [position, group] of GROUPS.entries()) {
    const groupId = newId()
    await insertGroup(db, {
      id: groupId,
      name: group.name,
      position,
      created_at: at,
      archived_at: null,
      source: null,
      source_id: null,
    })
    for (const [index, [key, name, description, hours]] of group.parts.entries()) {
      ids[key] = newId()
      await insertComponent(db, {
        id: ids[key],
        group_id: groupId,
        sort: group.sort,
        name,
        description,
        status: 'operational',
        opening_hours: hours ? JSON.stringify(hours) : null,
        position: position * 10 + index,
        created_at: at,
        archived_at: null,
        source: null,
        source_id: null,
      })
    }
  }
  return ids
}

/** Nobody knows a password of theirs, not even the demo: the way in is a one-time link. */
async function hire(db: Db, at: number): Promise<Cast['people']> {
  const people = {} as Cast['people']
  for (const [who, person] of Object.entries(PEOPLE)) {
    const row = await db
      .insertInto('staff')
      .values({ ...person, password_hash: '!', created_at: at, disabled_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    people[who as Who] = { id: Number(row.id), name: person.name }
  }
  return people
}
