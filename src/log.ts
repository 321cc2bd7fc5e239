import { pino } from 'pino'
import { config } from './config.ts'

let shared: pino.Logger | undefined

/** Structured log on standard output. It holds ids and counts, never addresses, bodies or tokens (P4). */
export function log(): pino.Logger {
  shared ??= pino({
    level: config().logLevel,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorInLog },
  })
  return shared
}

/** Of an error only what says where it happened: databases and relays add the row, the recipient, the reply. */
export function errorInLog(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? masked(error) : error
  const { code } = error as NodeJS.ErrnoException
  return { type: error.name, code, message: masked(error.message), stack: masked(error.stack ?? '') }
}

/** Addresses, numbers and tokens (keys, P4) are left out of a text, whoever wrote it. */
export function masked(text: string): string {
  return text
    .replace(/[^\s<>@"'()=,:]+@[^\s<>"'(),]+\.[^\s<>"'(),]+/g, '…')
    .replace(/\+\d{7,15}\b/g, '…')
    .replace(/(\/)(?:\d+\.)*[\w-]{20,}(?![\w-]|\.(?:m?js|ts|astro)\b)/g, '$1…')
}
