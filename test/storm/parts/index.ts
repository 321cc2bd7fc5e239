import type { Findings, Orders } from '../part.ts'
import { kills } from './kills.ts'

export const PARTS = {
  kills: { about: 'the sender is killed at random moments and started again', run: kills },
} as const satisfies Record<string, { about: string; run: (orders: Orders) => Promise<Findings> }>

export type PartName = keyof typeof PARTS
