import type { Site } from '#src/server/door.ts'
import { draw } from '#src/server/front/draw.ts'
import type { Spoken } from '#src/server/spoken.ts'

/** A page as the copy has it. */
export interface Drawn {
  status: number
  type: string
  body: Buffer
  /** Where it says that it is instead. */
  location: string | undefined
  touches: string[]
  until: number | null
}

export type Draw = (path: string, takenAt: number) => Promise<Drawn>

const NOTHING = { type: '', body: Buffer.of(), location: undefined, touches: [], until: null }

/**
 * Draws pages as files of the copy, from the built site in this process. Never rejects: what fails has a status of 5xx.
 * `spoken`: the languages as they are offered now; a file speaks the page's own, unless its path says another.
 */
export function drawFrom(site: Site, publicUrl: string, spoken: () => Promise<Spoken>): Draw {
  const { host } = new URL(publicUrl)
  return async (path, takenAt) => {
    const asked = await spoken().then(
      (known) => known.asked(path, undefined),
      () => undefined,
    )
    if (!asked || asked.elsewhere) return { ...NOTHING, status: asked ? 404 : 503 }
    const { status, headers, body, touches, until } = await draw(site, asked, host, { takenAt })
    const type = headers['content-type'] ?? 'application/octet-stream'
    return { status, type, body, location: headers.location, touches: touches ?? [], until }
  }
}
