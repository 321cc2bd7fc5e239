/**
 * Whether an address that is no file may not reach the site either: a file's name where only pages live, so that a cache
 * in front never takes a staff page for a style sheet (W15),
 * what the framework offers by itself and we do not use,
 * and the pages of faults, which nobody asks for by name.
 */
export function neverAPage(url: string): boolean {
  const path = url.split('?', 1)[0] ?? ''
  return /^\/(?:_(?!actions\/)|(?:404|500)\/?$)/.test(path) || /^\/admin\/(?:.*\/)?[^/]*\.\w+$/i.test(path)
}
