import { KINDS } from '#src/posts/kinds.ts'
import { excerpt } from '#src/posts/markdown.ts'
import type { Post } from '#src/posts/post.ts'
import type { Component } from '#src/status/component.ts'
import { specialHours, usualHours } from './hours.ts'
import { oneLine } from './xml.ts'

type Data = Record<string, unknown>

interface About {
  page: { name: string; time_zone: string; postal_address: string | null }
  /** PUBLIC_URL. */
  origin: string
}

/** What search engines may know of the page: whose it is, and when each place is open; closures change that for their days. */
export function pageData(about: About, components: Component[], closures: Post[]): Data {
  const places = components.filter(({ sort, openingHours }) => sort === 'place' && openingHours)
  const site = {
    '@type': 'WebSite',
    '@id': `${about.origin}/#page`,
    name: `${oneLine(about.page.name)} Status`,
  }
  return graph([
    { ...site, url: `${about.origin}/`, publisher: organisation(about) },
    ...places.map((place) => placeData(about, place, closures)),
  ])
}

/** What search engines may know of a post. */
export function postData(about: About, post: Post, changedAt: number): Data {
  const url = `${about.origin}/${KINDS[post.kind].path}/${post.id}`
  const said = oneLine(excerpt(post.updates[0]?.body ?? '', 280))
  const common = {
    '@id': url,
    url,
    inLanguage: post.language,
    datePublished: new Date(post.publishedAt).toISOString(),
    dateModified: new Date(changedAt).toISOString(),
    publisher: organisation(about),
    ...(post.authorName && { author: { '@type': 'Person', name: oneLine(post.authorName) } }),
  }
  const title = oneLine(post.title)
  if (post.kind === 'closure' && post.window)
    return graph([
      {
        ...common,
        '@type': 'SpecialAnnouncement',
        name: title,
        text: said,
        datePosted: common.datePublished,
        temporalCoverage: [post.window.startsAt, post.window.endsAt]
          .map((at) => new Date(at).toISOString())
          .join('/'),
        expires: new Date(post.window.endsAt).toISOString(),
      },
    ])
  return graph([{ ...common, '@type': 'Article', headline: title, description: said, mainEntityOfPage: url }])
}

/** As it stands in a page: no text in it can end the element that holds it. */
export function asScript(data: Data): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

function placeData({ page, origin }: About, place: Component, closures: Post[]): Data {
  const closed = closures.filter((post) => post.components.some(({ id }) => id === place.id))
  const special = specialHours(place.openingHours ?? {}, closed, page.time_zone)
  return {
    '@type': 'LocalBusiness',
    '@id': `${origin}/#${place.id}`,
    name: `${oneLine(page.name)}, ${oneLine(place.name)}`,
    url: `${origin}/`,
    parentOrganization: organisation({ page, origin }),
    openingHoursSpecification: usualHours(place.openingHours ?? {}),
    ...(special.length && { specialOpeningHoursSpecification: special }),
  }
}

function organisation({ page, origin }: About): Data {
  const address = page.postal_address && { address: oneLine(page.postal_address) }
  return { '@type': 'Organization', '@id': `${origin}/#organisation`, name: oneLine(page.name), ...address }
}

function graph(things: Data[]): Data {
  return { '@context': 'https://schema.org', '@graph': things }
}
