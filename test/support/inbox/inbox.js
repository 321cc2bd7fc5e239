// Says when something new was caught; nothing moves under the reader.
const { mails, texts } = document.body.dataset
const fresh = document.querySelector('.fresh')

setInterval(async () => {
  const now = await fetch('/count').then(
    (answer) => answer.json(),
    () => null,
  )
  if (!now) return
  const count = now.mails - mails + (now.texts - texts)
  if (count > 0 && fresh.dataset.count !== String(count)) {
    fresh.dataset.count = count
    const link = document.createElement('a')
    link.href = location.pathname.startsWith('/texts') ? '/texts' : '/'
    link.textContent = `${count.toLocaleString('en')} more since you opened this · show`
    fresh.replaceChildren(link)
  }
}, 2000)
