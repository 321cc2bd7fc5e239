import { z } from 'zod'
import type { Channel } from '#src/channels/channel.ts'
import { CHANNEL_NAMES } from '#src/channels/index.ts'
import { componentId, flag, instant, paging } from './fields.ts'

/** Statuspage's modes; those that are not ours are known and empty. */
export const MODES = [...new Set([...CHANNEL_NAMES, 'slack', 'webhook', 'integration_partner'])] as [
  Mode,
  ...Mode[],
]
export type Mode = Channel | 'slack' | 'webhook' | 'integration_partner'
const STATES = ['active', 'unconfirmed', 'quarantined', 'all'] as const

export const type = z.enum(MODES, { error: `Choose one of ${MODES.join(', ')}.` }).optional()
export const state = z.enum(STATES, { error: `Choose one of ${STATES.join(', ')}.` }).default('active')

/** Pages of a list are counted from 0 here, as Statuspage does for this one. */
export const search = z.object({
  q: z.string().max(200, 'Search for at most 200 characters.').optional(),
  type,
  state,
  limit: z.coerce.number({ error: 'Give a number from 1 to 100.' }).int().min(1).max(1_100).default(100),
  page: z.coerce.number({ error: 'Give a number from 0 on.' }).int().min(0).max(100_000).default(0),
  sort_field: z.enum(['primary', 'created_at', 'quarantined_at', 'relevance']).default('primary'),
  sort_direction: z.enum(['asc', 'desc']).default('asc'),
})

export const counting = z.object({ type, state })
export const leavers = paging.omit({ limit: true })

/** Where somebody is reached. */
const reached = {
  email: z.string().optional(),
  phone_number: z.string().optional(),
  phone_country: z.string().optional().describe('In which the number is written as it is dialled there.'),
  mode: z.enum(MODES, { error: `Choose one of ${MODES.join(', ')}.` }).optional(),
  endpoint: z
    .string()
    .optional()
    .describe(
      'Where to post, with “mode” webhook, slack and the like: it is asked first by a message with a link.',
    ),
}
const INSIDE = { error: 'Put it inside “subscriber”.' }
const AN_OBJECT = { error: 'Send an object with “subscriber”.' }

export const newFollower = z.object(
  { subscriber: z.object({ ...reached, skip_confirmation_notification: z.unknown().optional() }, INSIDE) },
  AN_OBJECT,
)
export type Follower = z.output<typeof newFollower>['subscriber']

export const newSubscriber = z.object(
  {
    subscriber: z.object(
      {
        ...reached,
        component_ids: z
          .array(componentId)
          .min(1, 'Name at least one, or leave this out for everything.')
          .max(1_000)
          .optional(),
        skip_confirmation_notification: flag
          .nullish()
          .describe(
            'Told at once, without being asked by mail: only with “consent”, and by a token for admins.',
          ),
        consent: z
          .object({
            given_at: instant.describe('When the person agreed.'),
            evidence: z
              .string()
              .trim()
              .min(10, 'Say where and how they agreed, in words that you could show them.')
              .max(500, 'Keep this under 500 characters.')
              .describe('Where and how, such as “ticked at checkout, order 1234”. It is kept.'),
          })
          .optional(),
      },
      INSIDE,
    ),
  },
  AN_OBJECT,
)

export type Newcomer = z.output<typeof newSubscriber>['subscriber']

const MANY = 'Give at most 100 ids, or “all”.'
const subscribers = z.union([z.literal('all'), z.array(z.string()).min(1, MANY).max(100, MANY)], {
  error: MANY,
})

export const someOf = z.object({ subscribers })
export const someToReactivate = z.object({ subscribers, type })
export const someToEnd = z.object({
  subscribers,
  type,
  state,
  skip_unsubscription_notification: flag.nullish(),
})
