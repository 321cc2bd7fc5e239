// What script adds to writing: the ticks follow the state until somebody ticks otherwise, the button says how many it
// tells, and text that was never sent waits on this device for a day.
import { isMany } from '#src/deliveries/many.ts'
import { type Impact, KINDS, type Kind, type State } from '#src/posts/kinds.ts'
import { keepUnsent } from './unsent.ts'
import { publishLabel } from './words.ts'

const form = document.querySelector<HTMLFormElement>('form[data-compose]')
if (form) {
  followState(form)
  followReach(form)
  keepUnsent(form)
}

function boxes(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>('input[name=tell]')]
}

function followState(form: HTMLFormElement): void {
  let chosenByHand = false
  const along = form.querySelector<HTMLElement>('[data-follows]')?.dataset.follows ?? '{}'
  const follows = JSON.parse(along) as Record<string, string>
  form.addEventListener('change', (event) => {
    const { name } = event.target as HTMLInputElement
    if (name === 'tell') chosenByHand = true
    if (chosenByHand || !['state', 'impact'].includes(name)) return
    const data = new FormData(form)
    const channels: string[] = KINDS[form.dataset.compose as Kind].tells({
      state: data.get('state') as State,
      impact: (data.get('impact') ?? null) as Impact | null,
      seq: Number(form.dataset.seq ?? 1),
    })
    const told = (channel: string) => channels.includes(channel) || channels.includes(follows[channel] ?? '')
    for (const box of boxes(form)) box.checked = told(box.value)
  })
}

function followReach(form: HTMLFormElement): void {
  let waiting: ReturnType<typeof setTimeout> | undefined
  form.addEventListener('change', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => void count(form), 150)
  })
  if (form.querySelector('[data-reach=counting]')) void count(form)
}

async function count(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(`/admin/posts/reach?${aboutOf(form)}`).catch(() => null)
  if (!answer?.ok || answer.redirected) return
  const reach = (await answer.json()) as Record<string, number>
  let people = 0
  for (const box of boxes(form)) {
    const number = reach[box.value] ?? 0
    if (box.checked) people += number
    const hint = box.closest('label')?.querySelector('.hint')
    if (hint) hint.textContent = `${number.toLocaleString('en')} ${number === 1 ? 'person' : 'people'}`
  }
  const chosen = boxes(form).some((box) => box.checked)
  const button = form.querySelector('[data-publish]')
  if (button) button.textContent = publishLabel(people, chosen, true)
  askForMany(form, people)
}

/** The number to be typed is asked for as soon as it is that large; one that is asked for by a problem stays. */
function askForMany(form: HTMLFormElement, people: number): void {
  const asked = form.querySelector<HTMLElement>('[data-many]')
  if (!asked) return
  asked.hidden = !isMany(people) && !asked.querySelector('.problem')
  const hint = asked.querySelector('.hint')
  if (hint && isMany(people))
    hint.textContent = `More than 10,000 are many to be wrong to. It is ${people.toLocaleString('en')} now.`
}

function aboutOf(form: HTMLFormElement): URLSearchParams {
  const asked = new URLSearchParams({ kind: form.dataset.compose ?? '' })
  for (const id of (form.dataset.about ?? '').split(' ').filter(Boolean)) asked.append('component', id)
  const data = new FormData(form)
  for (const id of data.getAll('components')) asked.append('component', String(id))
  for (const [name, status] of data) {
    const id = name.startsWith('status.') && name.slice('status.'.length)
    if (id && status && status !== data.get(`was.${id}`)) asked.append('component', id)
  }
  const [impact, post] = [data.get('impact'), data.get('post')]
  if (impact) asked.set('impact', String(impact))
  if (post) asked.set('post', String(post))
  return asked
}
