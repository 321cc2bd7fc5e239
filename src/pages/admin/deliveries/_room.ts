import { readDb } from '#src/database.ts'
import { standingOf } from '#src/deliveries/standing.ts'
import { watchRoom } from '#src/deliveries/watch.ts'
import { log } from '#src/log.ts'

/** Where all who watch an announcement in this process come together, looked after once a second while there is anybody. */
export const room = watchRoom({
  read: (id, now) => standingOf(readDb(), id, now),
  now: Date.now,
  onFault: (error) => log().error({ err: error }, 'Those who watch could not be told how it stands'),
})

setInterval(() => {
  if (room.size()) void room.tick()
}, 1_000).unref()
