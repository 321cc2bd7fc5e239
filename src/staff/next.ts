/**
 * Where to go after signing in: `next` when it is a path of this site, else the staff area. One leading slash, no
 * backslash, no control character: browsers read `//host`, `/\host` and `/<tab>/host` as another site.
 */
export function nextPath(next: string | null | undefined): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
  return next && /^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(next) ? next : '/admin'
}
