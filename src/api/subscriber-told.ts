import type { ManagedSubscriber } from '#db/queries/managed.ts'
import { iso, isoOrNull } from '#src/feeds/statuspage/world.ts'
import type { Role } from '#src/staff/roles.ts'
import { maskAddress } from '#src/subscribers/mask.ts'

/** A subscriber in Statuspage's shape; whoever may only read sees a masked address (P3). */
export function toldSubscriber(one: ManagedSubscriber, role: Role) {
  const address = role === 'viewer' ? maskAddress(one.address) : one.address
  return {
    id: String(one.id),
    mode: one.channel,
    ...(one.channel === 'email'
      ? { email: address }
      : { phone_number: address, phone_country: one.country, display_phone_number: address }),
    // Ours; Statuspage tells it by the list in which somebody stands.
    state: one.state,
    skip_confirmation_notification: false,
    quarantined_at: isoOrNull(one.quarantinedAt),
    purge_at: null,
    ...(one.components ? { components: one.components } : {}),
    created_at: iso(one.createdAt),
  }
}
