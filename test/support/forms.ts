/** A form's fields as a browser would send them: a list where a field stands several times. */
export type Fields = Record<string, string | string[]>

/** Sends a form as a browser would from our own page. */
export function sendForm(
  origin: string,
  path: string,
  action: string,
  fields: Fields,
  cookie = '',
): Promise<Response> {
  const body = new URLSearchParams()
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) body.append(name, value)
  return fetch(`${origin}${path}?_action=${action}`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { origin, 'sec-fetch-site': 'same-origin', accept: 'text/html', cookie },
  })
}

/** The cookie of somebody who signs in at the front door. */
export async function signInCookie(origin: string, email: string, password: string): Promise<string> {
  const answer = await sendForm(origin, '/admin/login', 'staff.signIn', { email, password })
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

interface Control {
  tag: string
  attributes: Record<string, string>
  /** What stands in it: its value, or the text between its tags. */
  value: string
}

/** What a person finds in a page: controls with what stands in them, and sentences about what is wrong. */
export function readForm(html: string) {
  const controls = [
    ...html.matchAll(/<(input|select|fieldset|textarea)\b((?:[^>"]|"[^"]*")*)>(?:\n?([^<]*)<\/textarea>)?/g),
  ].map(([, tag = '', inside = '', text]): Control => {
    const attributes = attributesIn(inside)
    return { tag, attributes, value: text === undefined ? (attributes.value ?? '') : unescaped(text) }
  })
  const problems = Object.fromEntries(
    [...html.matchAll(/<p class="problem" id="f-([^"]+)-problem">[\s\S]*?<\/svg>([^<]*)<\/p>/g)].map(
      ([, name = '', sentence = '']) => [name, unescaped(sentence)],
    ),
  )
  const named = (name: string) => controls.filter((one) => one.attributes.name === name)
  return {
    controls,
    problems,
    named,
    /** Names of the fields that ask for the focus. */
    focus: controls.filter((one) => 'autofocus' in one.attributes).map((one) => one.attributes.name),
    /** Whether something that can be reached is described by the sentence about this field. */
    described: (name: string) =>
      controls.some((one) => one.attributes['aria-describedby']?.split(' ').includes(`f-${name}-problem`)),
  }
}

function attributesIn(text: string): Record<string, string> {
  const pairs = text.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)
  return Object.fromEntries([...pairs].map(([, name, value = '']) => [name, unescaped(value)]))
}

function unescaped(text: string): string {
  return text
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex, code) =>
      String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
