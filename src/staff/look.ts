import { z } from 'zod'
import { type Db, transact } from '#db/open.ts'
import { insertAudit } from '#db/queries/audit.ts'
import { touch } from '#db/queries/changes.ts'
import { findPage, updatePage } from '#db/queries/page.ts'
import { keepPicture } from '#db/queries/pictures.ts'
import { choice, optional, parse, type TypedFields } from '#src/fields.ts'
import {
  contrast,
  hardestGround,
  hexOf,
  nearestThatReads,
  PAPER_NAMES,
  type Paper,
  READABLE,
  reads,
  type Scheme,
  VOICE_NAMES,
} from '#src/look.ts'
import { Refusal } from '#src/refusal.ts'
import { readLogo } from './logo.ts'
import type { Member } from './roles.ts'

const colour = optional(
  z
    .string()
    .refine((typed) => hexOf(typed) !== undefined, 'Write the colour like #1d4f9c.')
    .transform((typed) => hexOf(typed) ?? typed),
)

const fields = z.object({
  accent: colour,
  accent_dark: colour,
  paper: choice(PAPER_NAMES, 'Choose a paper.'),
  voice: choice(VOICE_NAMES, 'Choose how titles are set.'),
  no_logo: z.string().optional(),
  no_logo_dark: z.string().optional(),
})

/**
 * Writes how the page looks: its colour, its paper, its voice, its logo. A colour in which text would be hard to read is
 * refused, with the nearest one that is not.
 */
export async function keepLook(
  db: Db,
  typed: TypedFields,
  { logo, logo_dark }: Record<string, File>,
  by: Member,
  now: number,
): Promise<void> {
  const value = parse(fields, typed)
  refuseFaint(value)
  const brought = {
    logo: logo && (await readLogo(logo, 'logo')),
    logo_dark: logo_dark && (await readLogo(logo_dark, 'logo_dark')),
  }
  await transact(db, async (tx) => {
    const before = await findPage(tx)
    const changes = {
      accent: value.accent,
      accent_dark: value.accent && value.accent_dark,
      paper: value.paper,
      voice: value.voice,
      logo: brought.logo?.name ?? (value.no_logo ? null : (before?.logo ?? null)),
      logo_dark: brought.logo_dark?.name ?? (value.no_logo_dark ? null : (before?.logo_dark ?? null)),
    }
    const changed = Object.entries(changes)
      .filter(([column, now]) => before?.[column as keyof typeof changes] !== now)
      .map(([column]) => column)
    if (!changed.length) return
    for (const { name, body } of [brought.logo, brought.logo_dark].filter((one) => one !== undefined))
      await keepPicture(tx, name, body, now)
    await updatePage(tx, changes)
    await touch(tx, ['page'], now)
    await insertAudit(tx, { at: now, staff: by, action: 'page.look', detail: { changed } })
  })
}

function refuseFaint(value: { accent: string | null; accent_dark: string | null; paper: Paper }): void {
  const faint = (typed: string | null, scheme: Scheme): string | undefined => {
    if (!typed || reads(typed, value.paper, scheme)) return undefined
    // Rounded down: what just fails must not be said to pass.
    const ratio = Math.floor(contrast(typed, hardestGround(value.paper, scheme)) * 10) / 10
    const way = scheme === 'day' ? 'by day' : 'by night'
    return `Text in this colour is hard to read ${way}: ${ratio} : 1, where ${READABLE} : 1 is needed. The nearest that reads well is ${nearestThatReads(typed, value.paper, scheme)}.`
  }
  const accent = faint(value.accent, 'day')
  const accent_dark = faint(value.accent_dark, 'night')
  if (accent || accent_dark)
    throw new Refusal('invalid', { ...(accent && { accent }), ...(accent_dark && { accent_dark }) })
}
