import type { Site } from '#src/server/door.ts'
import { draw } from '#src/server/front/draw.ts'

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

/** Draws pages as files of the copy, from the built site in this process. Never rejects: what fails has a status of 5xx. */
export function drawFrom(site: Site, publicUrl: string): Draw {
  const { host } = new URL(publicUrl)
  return async (path, takenAt) => {
    const { status, headers, body, touches, until } = await draw(site, path, host, { takenAt })
    const type = headers['content-type'] ?? 'application/octet-stream'
    return { status, type, body, location: headers.location, touches: touches ?? [], until }
  }
}
