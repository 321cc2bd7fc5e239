import { listConsents } from '#db/queries/consents.ts'
import { listOthersOf } from '#db/queries/persons.ts'
import { listComponents, listGroups } from '#db/queries/status.ts'
import { listPostWishes, type PostWish } from '#db/queries/subscriber-posts.ts'
import { listUnfiled } from '#db/queries/timeline.ts'
import { aboutOf } from '#src/channels/index.ts'
import { readDb } from '#src/database.ts'
import { IMPACTS } from '#src/posts/kinds.ts'
import type { Post } from '#src/posts/post.ts'
import { maskAddress } from '#src/subscribers/mask.ts'
import type { Subscriber } from '#src/subscribers/subscriber.ts'
import { partsOf } from '#src/ui/subscribers/parts.ts'
import { namesOf } from './_read.ts'

/** What somebody's own page shows of them. */
export async function readOwn(subscriber: Subscriber) {
  const wishes = await listPostWishes(readDb(), subscriber.id)
  const open = (await listUnfiled(readDb())).filter(({ id }) => !wishes.some((wish) => wish.id === id))
  const posts: { id: string; title: string; wish: PostWish | null }[] = [
    ...wishes,
    ...open.map(({ id, title }) => ({ id, title, wish: null })),
  ]
  const others = (await listOthersOf(readDb(), subscriber)).map(
    async ({ id, channel, address, choices }) => ({
      ...{ id, address: maskAddress(address), choices, parts: await namesOf(choices) },
      // Whoever gave an address that is no letterbox sees it here; nothing can be sent there to open it.
      opens: aboutOf(channel).agrees !== 'given',
    }),
  )
  return {
    posts,
    others: await Promise.all(others),
    consents: await listConsents(readDb(), subscriber.id),
    groups: partsOf(await listComponents(readDb()), await listGroups(readDb())),
  }
}

/** Whether somebody is told of a post as things stand. */
export function hearsOf({ choices }: Subscriber, post: Post, wish: PostWish | null): boolean {
  if (wish !== null) return wish === 'follow'
  const { components, leastImpact } = choices
  const concerned =
    components === 'all' ||
    !post.components.length ||
    post.components.some(({ id }) => components.includes(id))
  const severe =
    post.kind !== 'incident' ||
    IMPACTS.indexOf(post.peakImpact ?? post.impact ?? 'none') >= IMPACTS.indexOf(leastImpact)
  return choices.kinds.includes(post.kind) && concerned && severe
}
