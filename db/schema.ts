/**
 * The tables as types, by area. One dialect-neutral vocabulary for both engines: instants are integers (milliseconds
 * since the epoch, UTC), yes/no is a timestamp or 0/1, structured values are JSON text.
 */
import type { DeliveryTables } from './schema/deliveries.ts'
import type { ImportTables } from './schema/imports.ts'
import type { MonitorTables } from './schema/monitors.ts'
import type { PageTables } from './schema/page.ts'
import type { PostTables } from './schema/posts.ts'
import type { SendingTables } from './schema/sending.ts'
import type { StaffTables } from './schema/staff.ts'
import type { SubscriberTables } from './schema/subscribers.ts'

export type * from './schema/deliveries.ts'
export type * from './schema/imports.ts'
export type * from './schema/monitors.ts'
export type * from './schema/page.ts'
export type * from './schema/posts.ts'
export type * from './schema/sending.ts'
export type * from './schema/staff.ts'
export type * from './schema/subscribers.ts'

export interface Schema
  extends PageTables,
    PostTables,
    StaffTables,
    SubscriberTables,
    ImportTables,
    DeliveryTables,
    SendingTables,
    MonitorTables {}
