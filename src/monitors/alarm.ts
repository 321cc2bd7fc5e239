/** What a monitor told us, whoever it is: something is wrong (`firing`), or is no longer (`resolved`). */
export interface Alarm {
  /** The format it came in. */
  source: string
  /** The same for everything that the monitor says of one trouble; repeats and the end carry it too. */
  key: string
  state: 'firing' | 'resolved'
  /** One line, as the monitor words it. */
  title: string
  text: string
  /** As the monitor words it; empty when it gives none. */
  severity: string
  /** Every value that a label has among the alerts of this body. */
  labels: Record<string, string[]>
  /** Where the monitor shows it to staff. */
  url: string | null
  startedAt: number | null
  endedAt: number | null
  /** When what it tells happened, by the monitor's clock: by it, what arrives out of order is known. */
  at: number | null
}

/** A body as it was parsed: any JSON, or the fields of a form. */
export type Raw = Record<string, unknown>

/** How one monitor speaks. A new one is a file with such a value, and a line in `formats.ts`. */
export interface Format {
  name: string
  label: string
  /** Whether a body without further notice is one of these. */
  knows: (raw: Raw) => boolean
  /** The alarm in a body, or null where there is none in it (a test of the connection, a note). Throws {@link Unreadable}. */
  read: (raw: Raw) => Alarm | null
}

/** A body that is not what it should be; the message says what is missing, for staff. */
export class Unreadable extends Error {}
