import { pino } from 'pino'
import { config } from './config.ts'

let shared: pino.Logger | undefined

/** Structured log on standard output. It holds ids and counts, never addresses, bodies or tokens (P4). */
export function log(): pino.Logger {
  shared ??= pino({ level: config().logLevel, base: undefined, timestamp: pino.stdTimeFunctions.isoTime })
  return shared
}
