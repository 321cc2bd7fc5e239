import { pino } from 'pino'
import { config } from './config.ts'

let shared: pino.Logger | undefined

/** Structured log on standard output. It holds ids and counts, never addresses, bodies or tokens (P4). */
export function log(): pino.Logger {
  shared ??= begun()
  return shared
}

/**
 * Written through Node's own standard output, which is at once for files, pipes and terminals alike. Pino's own way tries
 * again without end when whoever read it is gone, also while we exit: a server without its parent hung there for ever.
 */
function begun(): pino.Logger {
  // Nobody is left to be told.
  process.stdout.on('error', () => {})
  return pino(
    {
      level: config().logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: errorInLog },
    },
    { write: (line: string) => process.stdout.write(line) },
  )
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
