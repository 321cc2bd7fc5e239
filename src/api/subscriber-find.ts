import { findManaged, listManaged, type ManagedSubscriber, type Wanted } from '#db/queries/managed.ts'
import type { Channel } from '#src/channels/channel.ts'
import { isChannel } from '#src/channels/index.ts'
import { Refusal } from '#src/refusal.ts'
import type { Manager } from '#src/subscribers/manage.ts'
import type { Call } from './door.ts'
import type { Mode } from './subscriber-fields.ts'

export const ALL = '/pages/{page_id}/subscribers'
/** So many are told, or dealt with, in one request. */
export const MOST = 100

/** Who manages, as the audit names them. */
export const manager = ({ author, now }: Call): Manager => ({
  staff: { id: author.id, name: author.name ?? 'A program' },
  now,
})

/** The subscriber of the path. Throws a {@link Refusal} when there is none. */
export async function existing({ db, params }: Call): Promise<ManagedSubscriber> {
  const found =
    /^\d{1,15}$/.test(params.subscriber_id ?? '') && (await findManaged(db, Number(params.subscriber_id)))
  if (!found) throw new Refusal('not_found', { form: 'There is no such subscriber.' })
  return found
}

const ours = (mode: Mode | undefined): mode is Channel | undefined => mode === undefined || isChannel(mode)

/** Those of a mode that may be none of ours: then there are none. */
export async function list({ db }: Pick<Call, 'db'>, type: Mode | undefined, wanted: Wanted) {
  if (!ours(type)) return []
  return listManaged(db, { ...wanted, ...(type ? { channel: type } : {}) })
}
