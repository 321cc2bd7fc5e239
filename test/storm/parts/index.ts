import type { Findings, Orders } from '../part.ts'
import { carrier } from './carrier.ts'
import { clock } from './clock.ts'
import { disk } from './disk.ts'
import { kills } from './kills.ts'
import { order } from './order.ts'
import { relay } from './relay.ts'
import { upkeep } from './upkeep.ts'
import { whole } from './whole.ts'

export const PARTS = {
  kills: { about: 'the sender is killed at random moments and started again', run: kills },
  relay: { about: 'a relay that is away, slow, moody, or loses its replies', run: relay },
  carrier: { about: 'a carrier of texts that fails in every way and reports in any order', run: carrier },
  disk: { about: 'a full disk and a locked database', run: disk },
  clock: { about: 'the clock jumps while mails leave', run: clock },
  order: { about: 'update after update during faults, while people leave', run: order },
  whole: { about: 'server and sender killed together, or asked to stop', run: whole },
  upkeep: { about: 'backups and migrations killed on their way', run: upkeep },
} as const satisfies Record<string, { about: string; run: (orders: Orders) => Promise<Findings> }>

export type PartName = keyof typeof PARTS
