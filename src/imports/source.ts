import { readFile } from 'node:fs/promises'
import { ImportFault } from './fault.ts'

const MOST = 100 * 1024 * 1024

export function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name)
}

/** The text of a file or of an http(s) address. Throws an {@link ImportFault} when it cannot be had. */
export async function textOf(name: string): Promise<string> {
  return isUrl(name) ? download(name) : readFile(name, 'utf8').catch((error) => unreadable(name, error))
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
}

function unreadable(name: string, error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException
  throw new ImportFault(name, REASONS[code ?? ''] ?? message)
}

async function download(url: string): Promise<string> {
  const signal = AbortSignal.timeout(60_000)
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } }).catch((error) =>
    unreachable(url, error),
  )
  if (!response.ok) throw new ImportFault(url, `answered ${response.status}`)
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true })
      if (text.length > MOST) throw new ImportFault(url, 'is larger than 100 MB')
    }
  } catch (error) {
    if (error instanceof ImportFault) throw error
    unreachable(url, error)
  }
  return text + decoder.decode()
}

function unreachable(url: string, error: unknown): never {
  const { name, message, cause } = error as Error
  if (name === 'TimeoutError') throw new ImportFault(url, 'did not answer within a minute')
  throw new ImportFault(url, `could not be fetched (${cause instanceof Error ? cause.message : message})`)
}
