// What script makes better on the pages for subscribers: every one of them does its work without.
import { PROVED } from '#src/subscribers/proved.ts'
import { proofFor } from './proof.ts'

/** The zone of this device, where the page's would be taken otherwise. */
function guessZone(): void {
  const select = document.querySelector<HTMLSelectElement>('select[data-guess]')
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const known = [...(select?.options ?? [])].some(({ value }) => value === timeZone)
  if (select && select.value === '' && known) select.value = timeZone
}

/** A whole group ticks its parts, and is not whole any more when one of them is taken out. */
function tieGroups(): void {
  for (const list of document.querySelectorAll('.part-list')) {
    const whole = list.querySelector<HTMLInputElement>('.whole input')
    const parts = [...list.querySelectorAll<HTMLInputElement>('input[name="components"]')]
    if (!whole) continue
    if (whole.checked) for (const part of parts) part.checked = true
    whole.addEventListener('change', () => {
      for (const part of parts) part.checked = whole.checked
    })
    list.addEventListener('change', () => {
      whole.checked = parts.every(({ checked }) => checked)
    })
  }
}

/** In a rush a form is sent with the proof that its seal asks for; a device that cannot work it out sends it as it is. */
function proveRushes(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form:has([name="seal"])')) {
    const read = (name: string) => form.querySelector<HTMLInputElement>(`input[name="${name}"]`)
    form.addEventListener('submit', async (event) => {
      const proof = read('proof')
      const seal = read('seal')?.value ?? ''
      const bits = Number(seal.split('.')[2])
      if (!proof || !bits || !crypto.subtle) return
      event.preventDefault()
      const working = form.querySelector<HTMLElement>('.working')
      if (working) working.hidden = false
      const addresses = PROVED.map((name) => read(name)?.value ?? '')
      proof.value = await proofFor([seal, ...addresses].join('\n'), bits)
      form.submit()
    })
  }
}

guessZone()
tieGroups()
proveRushes()
