/* What a browser runs when we have told it something, whether or not the page is open. */
self.addEventListener('push', (event) => {
  const { title, ...options } = event.data.json()
  event.waitUntil(
    self.registration.showNotification(title, { ...options, data: options.url, renotify: true }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const url = event.notification.data
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then((open) => {
      const there = open.find((one) => one.url === url)
      return there ? there.focus() : self.clients.openWindow(url)
    }),
  )
})
