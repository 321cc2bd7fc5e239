import type { Narrowed, Standing } from '#db/queries/people.ts'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import { KIND_NAMES } from '#src/posts/kinds.ts'
import { isLanguage } from '#src/words/language.ts'
import { readSought } from './seek.ts'

export const STANDINGS = [
  'active',
  'asked',
  'quarantined',
  'suppressed',
  'left',
] as const satisfies Standing[]
export const ORIGINS = ['page', 'staff', 'import', 'program'] as const

/** What a list is narrowed by, as it stands in an address or a form. */
export type Asked = Partial<Record<(typeof FIELDS)[number], string>>
export const FIELDS = ['q', 'channel', 'state', 'kind', 'component', 'tag', 'language', 'origin'] as const

/** Only what was asked for, and only the fields that narrow. */
export function askedIn(read: (field: string) => string | null | undefined): Asked {
  return Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = read(field)?.slice(0, 254).replaceAll('\0', '')
      return value?.trim() ? [[field, value.trim()]] : []
    }),
  )
}

/**
 * Reads what a list is narrowed by; what is none of our words narrows nothing. `whole`: whoever asks sees masked addresses
 * and may look for whole ones only. `problem`: why what is sought finds nobody by nature.
 */
export function narrowedBy(
  asked: Asked,
  { whole }: { whole: boolean },
): { narrowed: Narrowed; problem?: string } {
  const sought = readSought(asked.q ?? '', { whole })
  const one = <Word extends string>(words: readonly Word[], value: string | undefined) =>
    words.find((word) => word === value)
  const narrowed: Narrowed = {
    channel: one(CHANNEL_NAMES, asked.channel),
    state: one(STANDINGS, asked.state),
    kind: one(KIND_NAMES, asked.kind),
    origin: one(ORIGINS, asked.origin),
    language: isLanguage(asked.language) ? asked.language : undefined,
    component: asked.component,
    tag: asked.tag?.toLowerCase(),
    ...(sought && typeof sought === 'object' ? { sought } : {}),
  }
  return typeof sought === 'string' ? { narrowed, problem: sought } : { narrowed }
}
