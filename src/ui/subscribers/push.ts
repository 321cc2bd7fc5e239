// Has this browser told: asks it for an address of its own and gives that to us.
const box = document.querySelector<HTMLElement>('[data-push]')
const button = box?.querySelector('button')
if (box && button && 'serviceWorker' in navigator && 'PushManager' in window) {
  box.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    give(box).then(
      (own) => say(box, 'done', own),
      () => {
        button.disabled = false
        say(box, Notification.permission === 'denied' ? 'blocked' : 'failed')
      },
    )
  })
}

/** Returns where this browser's own page is. */
async function give(box: HTMLElement): Promise<string> {
  await navigator.serviceWorker.register('/push.js')
  const { pushManager } = await navigator.serviceWorker.ready
  const key = box.dataset.push ?? ''
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  const { endpoint, keys } = made.toJSON()
  const address = `${endpoint}#${keys?.p256dh}.${keys?.auth}`
  const body = new URLSearchParams({ address, speaks: box.dataset.speaks ?? '' })
  const answer = await fetch('/subscriptions/push', { method: 'POST', body })
  if (!answer.ok) throw new Error(String(answer.status))
  return ((await answer.json()) as { own: string }).own
}

function say(box: HTMLElement, what: 'done' | 'blocked' | 'failed', own?: string): void {
  const said = box.querySelector('[data-said]')
  if (said) said.textContent = box.dataset[what] ?? ''
  const link = box.querySelector<HTMLAnchorElement>('[data-own]')
  if (!link || !own) return
  link.href = own
  link.hidden = false
  box.querySelector('button')?.remove()
}
