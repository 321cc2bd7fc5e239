import type { ServerResponse } from 'node:http'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

const UNUSED = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'browsing-topics']

/** The headers of every answer (W10), static files and refusals included. */
export function standingHeaders(publicUrl: string): Record<string, string> {
  const headers: Record<string, string> = {
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': UNUSED.map((feature) => `${feature}=()`).join(', '),
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
  }
  if (publicUrl.startsWith('https:'))
    headers['strict-transport-security'] = 'max-age=63072000; includeSubDomains'
  return headers
}

/** The policy for a page that shows another page of ours in a frame. */
export function framing(): string {
  return `${POLICY}; frame-src 'self'`
}

/** Puts them on an answer before anybody writes it; a page may still replace one of its own, such as Referrer-Policy. */
export function wear(res: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
}
