import type { Content, PostContent } from '#src/channels/channel.ts'

type Digest = Extract<Content, { about: 'digest' }>

/** What a digest says of its parts, which are given newest first; undefined when none of them has anything to say any more. */
export function digestOf(
  rhythm: Digest['rhythm'],
  parts: { saidAt: number; content: PostContent | undefined }[],
): Digest | undefined {
  const told = parts.flatMap(({ saidAt, content }) => (content ? [{ saidAt, content }] : []))
  if (!told.length) return undefined
  const since = Math.min(...told.map(({ saidAt }) => saidAt))
  return { about: 'digest', rhythm, since, posts: told.map(({ content }) => content) }
}

/** The rhythm that a digest was gathered in. */
export function rhythmOf(letter: string | null): Digest['rhythm'] {
  const { rhythm } = JSON.parse(letter ?? '{}')
  return rhythm === 'weekly' || rhythm === 'pause' ? rhythm : 'daily'
}
