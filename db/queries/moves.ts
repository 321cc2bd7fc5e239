import type { Selectable } from 'kysely'
import type { Db } from '../open.ts'
import type { AddressChangeTable, FormerAddressTable } from '../schema.ts'

export type AddressChange = Selectable<AddressChangeTable>
export type FormerAddress = Selectable<FormerAddressTable>

/** Notes an address that is to take the place of another; an older one that was never confirmed is forgotten. */
export async function keepAddressChange(db: Db, change: AddressChange): Promise<void> {
  const { subscriber_id, ...rest } = change
  await db
    .insertInto('address_changes')
    .values({ subscriber_id, ...rest })
    .onConflict((oc) => oc.column('subscriber_id').doUpdateSet(rest))
    .execute()
}

export function findAddressChange(db: Db, subscriberId: number): Promise<AddressChange | undefined> {
  return db
    .selectFrom('address_changes')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst()
}

export async function deleteAddressChange(db: Db, subscriberId: number): Promise<void> {
  await db.deleteFrom('address_changes').where('subscriber_id', '=', subscriberId).execute()
}

/** Gives a subscriber another address; every link to its page in older messages opens nothing any more. */
export async function setAddress(
  db: Db,
  id: number,
  to: { address: string; address_hash: string; country: string | null },
): Promise<void> {
  const { address, address_hash, country } = to
  await db
    .updateTable('subscribers')
    .set((eb) => ({ address, address_hash, country, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function insertFormerAddress(db: Db, former: FormerAddress): Promise<void> {
  await db.insertInto('former_addresses').values(former).execute()
}

export function listFormerAddresses(db: Db, subscriberId: number): Promise<FormerAddress[]> {
  return db
    .selectFrom('former_addresses')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .orderBy('until')
    .execute()
}

export async function deleteFormerAddresses(db: Db, subscriberId: number): Promise<void> {
  await db.deleteFrom('former_addresses').where('subscriber_id', '=', subscriberId).execute()
}

/** Forgets where people were told before, and where they never said they want to be: their time is over. */
export async function deleteOldMoves(db: Db, now: number): Promise<void> {
  await db.deleteFrom('former_addresses').where('until', '<=', now).execute()
  await db.deleteFrom('address_changes').where('until', '<=', now).execute()
}
