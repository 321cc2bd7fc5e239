import { posted } from '../http/about.ts'

/** A webhook of a workflow in Microsoft Teams (“When a Teams webhook request is received”). */
export const teams = posted(
  {
    label: 'Microsoft Teams',
    icon: 'chat',
    words: {
      begin: 'Microsoft Teams',
      one: 'Teams message',
      many: 'Teams messages',
      places: 'webhooks',
      by: 'in Teams',
      away: 'Microsoft Teams cannot be reached. Nothing is lost; messages leave when it is back.',
    },
  },
  (url) =>
    /\.(logic\.azure\.com|api\.powerplatform\.com)$/.test(url.hostname) &&
    url.port === '' &&
    /\/workflows\/[\w-]+\/triggers\//.test(url.pathname)
      ? url.href
      : null,
)
