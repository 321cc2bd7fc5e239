import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { listComponents, updateComponent } from '#db/queries/status.ts'
import { readWorld } from '#src/api/world.ts'
import { ANSWERS } from '#src/feeds/statuspage.ts'
import { keepTime } from '#src/posts/keep-time.ts'
import { aProgram, type Program } from '#test/support/api.ts'
import { aPage } from '#test/support/makers.ts'
import type { RecordedIncident, RecordedSummary, RecordedUpdate } from '#test/support/recorded.ts'

const BEGINS = 'Scheduled maintenance is currently in progress. We will provide updates as necessary.'

/** One recorded page, played again through the manage API at the recorded times. */
export interface Replay {
  /** Does what happened until this answer was recorded, and gives what we answer then. */
  step: (recorded: RecordedSummary, at: number) => Promise<RecordedSummary>
}

/** Our page as the first answer shows it: its components, in the order of their making and at their places. */
export async function beginReplay(db: Db, first: RecordedSummary, at: number): Promise<Replay> {
  await aPage(db, { name: first.page.name, time_zone: first.page.time_zone })
  const program = await aProgram(db, at)
  const ids = new Map<string, string>()
  for (const one of first.components.toSorted((a, b) => a.created_at.localeCompare(b.created_at))) {
    const { name, description, showcase, start_date, only_show_if_degraded } = one
    const component = { name, description, showcase, start_date, only_show_if_degraded }
    const now = Date.parse(one.created_at)
    const { id } = await done(program.ask('POST', '/components', { body: { component }, now }))
    // The manage API has no word for places; staff put them in order.
    await updateComponent(db, id, { position: one.position })
    ids.set(one.id, id)
  }
  return new Played(db, program, ids)
}

class Played implements Replay {
  readonly #db: Db
  readonly #program: Program
  readonly #components: Map<string, string>
  /** Recorded id → ours. */
  readonly #posts = new Map<string, string>()
  readonly #updates = new Map<string, RecordedUpdate & { ours: string }>()
  #before: RecordedIncident[] = []

  constructor(db: Db, program: Program, components: Map<string, string>) {
    this.#db = db
    this.#program = program
    this.#components = components
  }

  async step(recorded: RecordedSummary, at: number): Promise<RecordedSummary> {
    const posts = [...recorded.incidents, ...recorded.scheduled_maintenances]
    const news = posts
      .flatMap((post) => post.incident_updates.map((update) => ({ post, update })))
      .filter(({ update }) => !this.#updates.has(update.id))
      .sort((a, b) => a.update.created_at.localeCompare(b.update.created_at))
    for (const { post, update } of news) await this.#say(post, update)
    for (const post of posts) await this.#correct(post, at)
    for (const gone of this.#before.filter(({ id }) => !posts.some((post) => post.id === id)))
      await this.#end(gone, at)
    for (const component of recorded.components)
      if (
        !recorded.scheduled_maintenances.some(({ components }) =>
          components.some(({ id }) => id === component.id),
        )
      )
        await this.#set(component.id, component.status, at)
    this.#before = posts
    const page = await findPage(this.#db)
    if (!page) throw new Error('no page')
    const world = await readWorld(this.#db, page, at)
    return JSON.parse(JSON.stringify(ANSWERS['summary.json'](world)))
  }

  async #say(post: RecordedIncident, update: RecordedUpdate): Promise<void> {
    const now = Date.parse(update.created_at)
    const touched = update.affected_components ?? []
    if (!post.scheduled_for) for (const one of touched) await this.#set(one.code, one.old_status, now)
    const ours = this.#posts.get(post.id)
    if (ours && update.body === BEGINS) await keepTime(this.#db, now)
    else await this.#send(post, update, ours)
    const id = this.#posts.get(post.id)
    const told = await done(this.#program.ask('GET', `/incidents/${id}`, { now }))
    this.#updates.set(update.id, { ...update, ours: told.incident_updates[0].id })
  }

  async #send(post: RecordedIncident, update: RecordedUpdate, ours: string | undefined): Promise<void> {
    const now = Date.parse(update.created_at)
    const touched = update.affected_components ?? []
    const incident = {
      name: post.name,
      status: update.status,
      body: update.body,
      deliver_notifications: update.deliver_notifications,
      ...(touched.length && {
        components: Object.fromEntries(
          touched.map(({ code, new_status }) => [this.#components.get(code), new_status]),
        ),
      }),
      ...(post.scheduled_for
        ? {
            scheduled_for: post.scheduled_for,
            scheduled_until: post.scheduled_until,
            auto_transition_deliver_notifications_at_start: update.deliver_notifications,
          }
        : { impact_override: post.impact }),
    }
    const { id } = ours
      ? await done(this.#program.ask('PATCH', `/incidents/${ours}`, { body: { incident }, now }))
      : await done(this.#program.ask('POST', '/incidents', { body: { incident }, now }))
    this.#posts.set(post.id, id)
  }

  /** Texts that were corrected since. */
  async #correct(post: RecordedIncident, now: number): Promise<void> {
    for (const update of post.incident_updates) {
      const known = this.#updates.get(update.id)
      if (!known || known.body === update.body) continue
      const path = `/incidents/${this.#posts.get(post.id)}/incident_updates/${known.ours}`
      await done(this.#program.ask('PATCH', path, { body: { incident_update: { body: update.body } }, now }))
      this.#updates.set(update.id, { ...update, ours: known.ours })
    }
  }

  /** It is no longer told: its time was over, or somebody said so. */
  async #end(post: RecordedIncident, now: number): Promise<void> {
    if (post.scheduled_until && Date.parse(post.scheduled_until) <= now)
      return void (await keepTime(this.#db, now))
    const incident = { status: post.scheduled_for ? 'completed' : 'resolved' }
    await done(
      this.#program.ask('PATCH', `/incidents/${this.#posts.get(post.id)}`, { body: { incident }, now }),
    )
  }

  /** A component by itself, as GitHub's monitors do between two updates. */
  async #set(recorded: string, status: string, now: number): Promise<void> {
    const id = this.#components.get(recorded) ?? ''
    const is = (await listComponents(this.#db)).find((one) => one.id === id)?.status
    if (is !== status)
      await done(this.#program.ask('PATCH', `/components/${id}`, { body: { component: { status } }, now }))
  }
}

async function done(asking: ReturnType<Program['ask']>) {
  const { status, body } = await asking
  if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
