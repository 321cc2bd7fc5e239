import { findPage } from '#db/queries/page.ts'
import { listComponents } from '#db/queries/status.ts'
import { listPostWishes } from '#db/queries/subscriber-posts.ts'
import { db, readDb } from '#src/database.ts'
import { SpokenRefusal } from '#src/refusal.ts'
import { parseChoices } from '#src/subscribers/choices.ts'
import { enterCode } from '#src/subscribers/code.ts'
import { comeBack } from '#src/subscribers/come-back.ts'
import { confirm } from '#src/subscribers/confirm.ts'
import { erase } from '#src/subscribers/erase.ts'
import { askMove, move, moveByCode } from '#src/subscribers/move.ts'
import { changePreferences, openActive, pause, wishPost } from '#src/subscribers/preferences.ts'
import { parseHours, parsePause, parsePerson } from '#src/subscribers/read-form.ts'
import type { Subscriber } from '#src/subscribers/subscriber.ts'
import { subscriptionToken } from '#src/subscribers/token.ts'
import { undoMove } from '#src/subscribers/undo-move.ts'
import { leave } from '#src/subscribers/unsubscribe.ts'
import { type SentToOther, sendWayInToOther } from '#src/subscribers/way-in.ts'
import { offeredBy } from '#src/words/offered.ts'
import { findWay, subscribeAll } from './asking.ts'
import { one, publicDoor } from './door.ts'

/** What people say about hearing from us; a link or a code is their proof. */
export const subscribers = {
  subscribe: publicDoor(subscribeAll),
  find: publicDoor(findWay),

  confirm: publicDoor(async (sent) => {
    const together = one(sent, 'together') === 'yes'
    return `${pageOf(await confirm(db(), one(sent, 'token'), sent, { together }))}?welcome`
  }),

  enterCode: publicDoor(async (sent) => {
    const entered = { number: one(sent, 'number'), ticket: one(sent, 'ticket'), code: one(sent, 'code') }
    if (entered.number.startsWith('>')) return `${pageOf(await moveByCode(db(), entered, sent))}?changed`
    const subscriber = await enterCode(db(), entered, sent)
    const anew = subscriber.confirmedAt === sent.now
    return anew ? `${pageOf(subscriber)}?welcome` : pageOf(subscriber)
  }),

  choose: publicDoor(async (sent) => {
    const token = one(sent, 'token')
    const mine = await openActive(readDb(), token)
    const sections = [sent.typed.with ?? []].flat()
    const mayBeNone = (await listPostWishes(readDb(), mine.id)).some(({ wish }) => wish === 'follow')
    const components = await listComponents(readDb())
    const { offered } = offeredBy(await findPage(readDb()))
    const change = {
      choices: parseChoices(sent.typed, { components, mayBeNone }),
      ...(sections.includes('hours') ? { hours: parseHours(sent.typed, mine.hours) } : {}),
      ...(sections.includes('person') ? { person: parsePerson(sent.typed, offered, mine) } : {}),
    }
    await changePreferences(db(), token, change, sent)
  }),

  pause: publicDoor(async (sent) => {
    const token = one(sent, 'token')
    if (sent.typed.resume) return pause(db(), token, null, sent)
    const mine = await openActive(readDb(), token)
    const zone = mine.timeZone ?? (await findPage(readDb()))?.time_zone ?? 'UTC'
    await pause(db(), token, parsePause(sent.typed, zone, sent.now), sent)
  }),

  wish: publicDoor((sent) => {
    const wish = (['follow', 'mute'] as const).find((each) => each === sent.typed.wish) ?? null
    return wishPost(db(), one(sent, 'token'), { postId: one(sent, 'post'), wish }, sent)
  }),

  wayIn: publicDoor(
    (sent): Promise<SentToOther> =>
      sendWayInToOther(db(), one(sent, 'token'), Number(one(sent, 'other')), sent),
  ),

  askMove: publicDoor(async (sent) => {
    const asked = await askMove(db(), one(sent, 'token'), one(sent, 'address'), sent)
    const mine = await openActive(readDb(), one(sent, 'token'))
    return { ...asked, number: `>${mine.id}` }
  }),

  move: publicDoor(async (sent) => `${pageOf(await move(db(), one(sent, 'token'), sent))}?changed`),

  undo: publicDoor(async (sent) => `${pageOf(await undoMove(db(), one(sent, 'token'), sent))}?undone`),

  leave: publicDoor(async (sent) => {
    if (!(await leave(db(), one(sent, 'token'), 'page', sent)))
      throw new SpokenRefusal('not_found', { form: 'linkPart' })
  }),

  comeBack: publicDoor(async (sent) => {
    await comeBack(db(), one(sent, 'token'), sent)
    return `/subscriptions/${one(sent, 'token')}?welcome`
  }),

  erase: publicDoor((sent) => erase(db(), one(sent, 'token'), sent)),
}

function pageOf({ id, version }: Subscriber): string {
  return `/subscriptions/${subscriptionToken(id, version)}`
}
