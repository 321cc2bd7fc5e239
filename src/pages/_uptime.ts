import { listHistories } from '#db/queries/uptime.ts'
import { readDb } from '#src/database.ts'
import type { Component } from '#src/status/component.ts'
import type { DayBounds } from '#src/status/days.ts'
import { stretchesOf, type Uptime, uptimeOf } from '#src/status/uptime.ts'
import { beganAt } from '#src/ui/public/bar.ts'

/** What these components were like on some days, by component; places have hours, not uptime. */
export async function readUptimes(
  components: Component[],
  days: DayBounds[],
  zone: string,
  now: number,
): Promise<Map<string, Uptime>> {
  const shown = components.filter(({ sort, showcase }) => sort === 'service' && showcase)
  if (!shown.length) return new Map()
  const span = { from: days[0]?.startsAt ?? now, to: days.at(-1)?.endsAt ?? now }
  const only = shown.length === 1 ? shown[0]?.id : undefined
  const { statements, closed } = await listHistories(readDb(), { ...span, componentId: only })
  return new Map(
    shown.map((component) => {
      const said = statements.get(component.id) ?? []
      const stretches = stretchesOf(said, closed.get(component.id) ?? [], now)
      return [component.id, uptimeOf(stretches, days, beganAt(component, said, zone), now)]
    }),
  )
}
