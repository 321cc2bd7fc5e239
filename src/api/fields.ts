import { z } from 'zod'
import { GONE, ID } from '#src/posts/fields.ts'

/** Yes or no, as JSON or as a form says it. */
export const flag = z.preprocess(
  (value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
  z.boolean({ error: 'Give true or false.' }),
)

/** An instant in ISO 8601, with its offset; without one it is UTC. As milliseconds. */
export const instant = z
  .string({ error: 'Give a time in ISO 8601, such as 2026-11-22T12:00:00Z.' })
  .transform((text, context) => {
    const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(hasZone(text) ? text : `${text}Z`) : Number.NaN
    if (Number.isFinite(at) && Math.abs(at) < 4e12) return at
    context.addIssue({ code: 'custom', message: 'Give a time in ISO 8601, such as 2026-11-22T12:00:00Z.' })
    return z.NEVER
  })

const hasZone = (text: string) => !text.includes(':') || /(?:z|[+-]\d\d:?\d\d)$/i.test(text)

export const componentId = z.string({ error: GONE }).regex(ID, GONE)

/** Which of many: at most a hundred, page by page. */
export const paging = z.object({
  page: z.coerce.number({ error: 'Give a number from 1 on.' }).int().min(1).max(100_000).default(1),
  per_page: z.coerce.number({ error: 'Give a number from 1 to 100.' }).int().min(1).max(1_100).optional(),
  limit: z.coerce.number({ error: 'Give a number from 1 to 100.' }).int().min(1).max(1_100).optional(),
})

const MOST = 100

/** From where to where. */
export function spanOf({ page, per_page, limit }: z.output<typeof paging>): {
  limit: number
  offset: number
} {
  const size = Math.min(MOST, per_page ?? limit ?? MOST)
  return { limit: size, offset: (page - 1) * size }
}

/** The part of a list that was asked for. */
export function partOf<T>(all: T[], asked: z.output<typeof paging>): T[] {
  const { limit, offset } = spanOf(asked)
  return all.slice(offset, offset + limit)
}
