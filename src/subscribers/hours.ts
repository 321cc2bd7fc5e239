/** `now`: each message by itself, as it comes; otherwise one digest of what came since the last. */
export const RHYTHMS = ['now', 'daily', 'weekly'] as const
export type Rhythm = (typeof RHYTHMS)[number]

/** When somebody wants to hear, in their own time zone (the page's where we do not know theirs). */
export interface Hours {
  rhythm: Rhythm
  /** The minute of the day at which a digest comes (480 is 8:00), and the day of a weekly one (Monday is 1). */
  digestMinute: number
  digestDay: number
  /** Nothing from one minute of the day to the other, over midnight where `from` is later; null: at any hour. */
  quiet: { from: number; until: number } | null
  /** Critical incidents come at once all the same. */
  breaksThrough: boolean
  /** Nothing before this instant, in ms; then one digest of what was missed. */
  pausedUntil: number | null
}

/** Each message as it comes, at any hour: what everybody begins with. */
export const AT_ONCE: Hours = {
  rhythm: 'now',
  digestMinute: 480,
  digestDay: 1,
  quiet: null,
  breaksThrough: false,
  pausedUntil: null,
}
