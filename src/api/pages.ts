import { z } from 'zod'
import { findPage } from '#db/queries/page.ts'
import type { PageRow } from '#db/schema.ts'
import { config } from '#src/config.ts'
import { iso } from '#src/feeds/statuspage/world.ts'
import { keepSettings } from '#src/staff/settings.ts'
import { type Call, door } from './door.ts'

const ONE = '/pages/{page_id}'

/** What of a page may be changed from here; the rest is settled in the staff area. */
const changed = z.object({
  page: z.object({
    name: z.string().optional(),
    page_description: z.string().nullish(),
    support_url: z.string().nullish(),
    time_zone: z.string().optional(),
  }),
})

function told(page: PageRow) {
  return {
    id: page.public_id,
    created_at: iso(page.created_at),
    updated_at: iso(page.touched_at ?? page.created_at),
    name: page.name,
    page_description: page.about,
    headline: null,
    branding: 'premium',
    subdomain: null,
    domain: new URL(config().publicUrl).host,
    url: config().publicUrl,
    support_url: page.contact_url,
    hidden_from_search: false,
    allow_page_subscribers: true,
    allow_incident_subscribers: false,
    allow_email_subscribers: config().email !== null,
    allow_sms_subscribers: config().sms !== null,
    allow_rss_atom_feeds: true,
    allow_webhook_subscribers: false,
    notifications_from_email: null,
    notifications_email_footer: null,
    time_zone: page.time_zone,
  }
}

const change = (method: 'PATCH' | 'PUT') =>
  door({
    method,
    path: ONE,
    summary: 'Change name, description, support address or time zone of the page',
    needs: 'admin',
    body: changed,
    answers: 'Page',
    async work({ db, page, body: { page: wished }, author, now }) {
      const typed = {
        name: wished.name ?? page.name,
        about: text(wished.page_description, page.about),
        zone: wished.time_zone ?? page.time_zone,
        contact_email: page.contact_email ?? '',
        contact_phone: page.contact_phone ?? '',
        contact_url: text(wished.support_url, page.contact_url),
        postal_address: page.postal_address ?? '',
        hold_incident: String(page.hold_incident_s),
        hold_other: String(page.hold_other_s),
      }
      await keepSettings(db, typed, author, now)
      return told((await findPage(db)) ?? page)
    },
  })

const text = (wished: string | null | undefined, before: string | null) =>
  (wished === undefined ? before : wished) ?? ''

const read = ({ page }: Call) => Promise.resolve(told(page))

/** The one page that there is. */
export const PAGE_DOORS = [
  door({
    method: 'GET',
    path: '/pages',
    summary: 'List the pages: one',
    needs: 'viewer',
    answers: 'Page[]',
    work: async (call) => [await read(call)],
  }),
  door({ method: 'GET', path: ONE, summary: 'Read the page', needs: 'viewer', answers: 'Page', work: read }),
  change('PATCH'),
  change('PUT'),
]
