import type { Problems } from '#src/refusal.ts'

/** A mail as a page of its own, which may do nothing but be looked at. */
export const drawnMail = (html: string) => answer(html, 200, 'text/html')

/** Why there is no mail to look at yet. */
export const notYet = (problems: Problems) =>
  answer(`Not yet: ${Object.values(problems).join(' ')}`, 422, 'text/plain')

export function answer(body: string, status: number, type: string): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      // A mail carries its own style; it may do nothing else.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups",
    },
  })
}
