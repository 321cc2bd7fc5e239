import type { Insertable } from 'kysely'
import type { Db } from '#db/open.ts'
import type { SubscriberTable } from '#db/schema.ts'
import type { Channel } from '#src/channels/channel.ts'
import { addressHash, CONSENT_TEXT } from '#src/subscribers/subscriber.ts'
import { DAY, ZONE } from './calendar.ts'

export const MAILS = 1000
export const PHONES = 50
/** Who wants no news of incidents, and the rest at their own hours. */
const QUIET = 24

const GIVEN = [
  ['Ana', 'Beatriz', 'Carla', 'Diana', 'Eva', 'Filipa', 'Graça', 'Helena', 'Isabel', 'Joana'],
  ['Leonor', 'Maria', 'Nádia', 'Olga', 'Paula', 'Rita', 'Sofia', 'Teresa', 'Vera', 'Zélia'],
  ['André', 'Bruno', 'Carlos', 'Duarte', 'Eduardo', 'Francisco', 'Gonçalo', 'Hugo', 'Ivo', 'João'],
  ['Luís', 'Miguel', 'Nuno', 'Óscar', 'Pedro', 'Rui', 'Simão', 'Tomás', 'Vasco', 'Xavier'],
].flat()
const FAMILY = [
  ['Almeida', 'Barros', 'Cardoso', 'Dias', 'Esteves', 'Faria', 'Gomes', 'Henriques', 'Inácio', 'Jardim'],
  ['Lima', 'Moreira', 'Neves', 'Oliveira', 'Pinto', 'Queirós', 'Ramos', 'Santos', 'Teixeira', 'Vieira'],
  ['Abreu', 'Brito', 'Cunha', 'Fonseca', 'Machado'],
].flat()

/**
 * A thousand readers by mail and fifty by text message, confirmed over the last three months, with wishes of
 * their own; all of them want to hear of incidents. Addresses and numbers are reserved for examples.
 */
export async function gather(db: Db, components: Record<string, string>, now: number): Promise<void> {
  const readers = [
    ...Array.from({ length: MAILS }, (_, n) => reader(n, now)),
    ...Array.from({ length: PHONES }, (_, n) => phone(n, now)),
    ...Array.from({ length: QUIET }, (_, n) => quiet(n, now)),
  ]
  for (let from = 0; from < readers.length; from += 50) {
    const ids = await db
      .insertInto('subscribers')
      .values(readers.slice(from, from + 50))
      .returning(['id', 'address', 'created_at', 'confirmed_at', 'every_component'])
      .execute()
    await db
      .insertInto('consents')
      .values(
        ids.flatMap(({ id, created_at, confirmed_at }) => [
          { subscriber_id: id, at: created_at, act: 'asked', text_version: CONSENT_TEXT, ip_hash: null },
          {
            subscriber_id: id,
            at: confirmed_at ?? now,
            act: 'confirmed',
            text_version: CONSENT_TEXT,
            ip_hash: null,
          },
        ]),
      )
      .execute()
    const picky = ids.filter((row) => row.every_component === 0)
    if (!picky.length) continue
    await db
      .insertInto('subscriber_components')
      .values(
        picky.flatMap(({ id }) =>
          choice(Number(id), components).map((c) => ({ subscriber_id: id, component_id: c })),
        ),
      )
      .execute()
  }
}

function reader(n: number, now: number): Insertable<SubscriberTable> {
  const given = GIVEN[n % GIVEN.length] ?? ''
  const family = FAMILY[Math.floor(n / GIVEN.length) % FAMILY.length] ?? ''
  const address = `${plain(given)}.${plain(family)}@example.com`
  return subscriber('email', address, n, now, { name: `${given} ${family}`, country: null, ...reads(n) })
}

/** What they read, and how severe it has to be: nobody of them misses what the demo tells. */
function reads(n: number): Partial<Insertable<SubscriberTable>> {
  const least_impact = n % 7 === 0 ? 'major' : n % 3 === 0 ? 'minor' : 'none'
  if (n % 12 === 5) return { least_impact, language: 'de', time_zone: 'Europe/Berlin' }
  if (n % 40 === 7) return { least_impact, language: 'ja', time_zone: 'Asia/Tokyo' }
  if (n % 50 === 11) return { least_impact, language: 'ar', time_zone: 'Africa/Cairo' }
  return { least_impact }
}

function quiet(n: number, now: number): Insertable<SubscriberTable> {
  const given = GIVEN[(n * 7) % GIVEN.length] ?? ''
  return subscriber('email', `${plain(given)}.calma.${'abcdefghijklmnopqrstuvwxyz'[n]}@example.com`, n, now, {
    name: given,
    ...reads(n * 5),
    wants_incident: 0,
    wants_closure: 1,
    wants_release: 1,
    every_component: 1,
    ...(n % 3 === 0 ? { quiet_from: 22 * 60, quiet_until: 7 * 60, breaks_through: 1 } : {}),
    ...(n % 3 === 1 ? { rhythm: 'daily' } : {}),
    ...(n % 3 === 2 ? { rhythm: 'weekly', digest_day: 5, digest_minute: 16 * 60 } : {}),
  })
}

/** 555-01xx is kept for stories in every area of North America. */
function phone(n: number, now: number): Insertable<SubscriberTable> {
  return subscriber('sms', `+1415555${String(100 + n).padStart(4, '0')}`, n, now, {
    name: null,
    country: 'US',
    wants_closure: n % 3 === 0 ? 1 : 0,
    wants_release: n % 25 === 0 ? 1 : 0,
  })
}

function subscriber(
  channel: Channel,
  address: string,
  n: number,
  now: number,
  rest: Partial<Insertable<SubscriberTable>>,
): Insertable<SubscriberTable> {
  const asked = now - (2 + ((n * 37) % 90)) * DAY - ((n * 7919) % DAY)
  return {
    channel,
    address,
    address_hash: addressHash(channel, address),
    name: null,
    language: 'en',
    time_zone: n % 9 === 0 ? 'Europe/London' : ZONE,
    country: null,
    wants_incident: 1,
    wants_closure: n % 5 === 4 ? 0 : 1,
    wants_release: n % 9 < 5 ? 1 : 0,
    every_component: n % 4 === 3 ? 0 : 1,
    created_at: asked,
    confirmed_at: asked + 90_000 + ((n * 613) % 600_000),
    ended_at: null,
    ended_by: null,
    confirm_nonce: null,
    confirm_until: null,
    least_impact: 'none',
    rhythm: 'now',
    digest_minute: 8 * 60,
    digest_day: 1,
    quiet_from: null,
    quiet_until: null,
    breaks_through: 0,
    ...rest,
  }
}

/** What somebody picked who did not want everything: delivery always, one or two things more. */
function choice(n: number, components: Record<string, string>): string[] {
  const others = Object.entries(components).filter(([key]) => key !== 'slots')
  const more = [others[n % others.length], others[(n * 5 + 3) % others.length]].map((entry) => entry?.[1])
  return [...new Set([components.slots, ...more])].filter((id) => id !== undefined)
}

const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
