import type { ManagedSubscriber } from '#db/queries/managed.ts'
import { aboutOf } from '#src/channels/index.ts'
import { iso, isoOrNull } from '#src/feeds/statuspage/world.ts'
import type { Role } from '#src/staff/roles.ts'
import { addressFor } from '#src/subscribers/mask.ts'

/** How an address is called, by the field in which it is typed. */
const ADDRESS = {
  email: (email: string) => ({ email }),
  phone: (phone_number: string, phone_country: string | null) => ({
    phone_number,
    phone_country,
    display_phone_number: phone_number,
  }),
  endpoint: (endpoint: string) => ({ endpoint }),
}

/** A subscriber in Statuspage's shape; whoever may only read sees a masked address (P3). */
export function toldSubscriber(one: ManagedSubscriber, role: Role) {
  const address = addressFor(one, role === 'viewer')
  return {
    id: String(one.id),
    mode: one.channel,
    ...ADDRESS[aboutOf(one.channel).field](address, one.country),
    // Ours; Statuspage tells it by the list in which somebody stands.
    state: one.state,
    skip_confirmation_notification: false,
    quarantined_at: isoOrNull(one.quarantinedAt),
    purge_at: null,
    ...(one.components ? { components: one.components } : {}),
    created_at: iso(one.createdAt),
  }
}
