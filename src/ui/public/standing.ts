import type { Post } from '#src/posts/post.ts'
import type { Component, Status } from '#src/status/component.ts'
import { placeNow } from '#src/status/places.ts'
import { statusNow } from '#src/status/standing.ts'
import type { Language } from '#src/words/language.ts'
import { pageWords } from '#src/words/page/index.ts'
import { until } from '../time.ts'
import { type Shown, shownStatus } from '../tones.ts'

/** A component with what holds for it now and the words in which the page says it. */
export interface Standing {
  component: Component
  status: Status
  shown: Shown
  /** A second, quieter line: what it is, or why it is closed. */
  note: string | null
  /** A place: when it opens or closes next, as far as that is known. */
  turns: number | null
}

/** How components stand at `now`: closures in force laid over what staff said; places by their hours. */
export function standings(
  components: Component[],
  closures: { inForce: Post[]; coming: Post[] },
  zone: string,
  now: number,
  language: Language = 'en',
): Standing[] {
  const laid = closures.inForce
    .filter(({ window }) => !window?.keepsStatus)
    .map((post) => ({ componentIds: post.components.map(({ id }) => id) }))
  const all = components.map((component) => {
    const status = statusNow(component, laid)
    const naming = ({ components }: Post) => components.some(({ id }) => id === component.id)
    const around = [...closures.inForce, ...closures.coming].filter(naming)
    const hours = hoursNow(component, around, zone, now, language)
    const trouble = status !== 'operational' && status !== 'under_maintenance'
    return {
      component,
      status,
      shown: trouble || !hours ? ofPlace(component, shownStatus(status, language), language) : hours.shown,
      note: (!trouble && hours?.why) || component.description,
      turns: hours?.until ?? null,
    }
  })
  return all.filter(({ component, status }) => !component.onlyIfDegraded || status !== 'operational')
}

function hoursNow(component: Component, closures: Post[], zone: string, now: number, language: Language) {
  if (component.sort !== 'place' || !component.openingHours) return undefined
  const spans = closures.flatMap(({ title, window, state }) => {
    if (!window) return []
    // Begun by hand before its time: closed from now on.
    const startsAt = state === 'scheduled' ? window.startsAt : Math.min(window.startsAt, now)
    return [{ startsAt, endsAt: window.endsAt, why: title }]
  })
  const place = placeNow(component.openingHours, zone, spans, now)
  const words = pageWords(language)
  const end = place.until === null ? '' : until(place.until, zone, now, language)
  const shown: Shown = place.open
    ? { tone: 'good', icon: 'good', word: words.placeOpen(end) }
    : {
        tone: place.why ? 'closed' : 'quiet',
        icon: place.why ? 'calendar' : 'clock',
        word: words.placeClosed(end),
      }
  return { shown, why: place.why, until: place.until }
}

/** A place is not under maintenance, it is closed. */
function ofPlace({ sort }: Component, shown: Shown, language: Language): Shown {
  return sort === 'place' && shown.tone === 'closed'
    ? { tone: 'closed', icon: 'calendar', word: pageWords(language).placeClosed('') }
    : shown
}
