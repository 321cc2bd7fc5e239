/** Pages for readers, which exist in every language: the only ones with a prefix. Nothing escaped, nothing of staff's. */
const PUBLIC =
  /^\/(?:(?:history(?:\/[\d-]+)?|uptime|404|subscribe(?:\/[a-z]+)*|(?:incidents|closures|releases)\/\w+)\/?)?(?:[?#]|$)/

/** How an address names a language: `/de`, `/de/history`. */
export const PREFIX = /^\/([a-z]{2})(?=[/?]|$)/

/** Whether there is a page in every language at this address of ours, given without one. */
export function isPublic(path: string): boolean {
  return PUBLIC.test(path)
}

/**
 * An address of ours in the language by whose prefix the reader came; those that are in no language stay as they are, and
 * so does everything for whoever came without one.
 */
export function withPrefix(prefix: string, path: string): string {
  if (!prefix || !isPublic(path)) return path
  return /^\/(?:[?#]|$)/.test(path) ? prefix + path.slice(1) : prefix + path
}
