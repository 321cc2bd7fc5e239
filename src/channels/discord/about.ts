import { posted } from '../http/about.ts'

/** A webhook of Discord: https://docs.discord.com/developers/resources/webhook#execute-webhook */
export const discord = posted(
  {
    label: 'Discord',
    icon: 'chat',
    words: {
      begin: 'Discord',
      one: 'Discord message',
      many: 'Discord messages',
      places: 'webhooks',
      by: 'in Discord',
      away: 'Discord cannot be reached. Nothing is lost; messages leave when it is back.',
    },
  },
  ({ hostname, port, pathname, searchParams }) => {
    const [, hook] = /^\/api\/(?:v\d+\/)?(webhooks\/\d+\/[\w-]+)\/?$/.exec(pathname) ?? []
    if (!/^((canary|ptb)\.)?discord(app)?\.com$/.test(hostname) || port !== '' || !hook) return null
    const thread = searchParams.get('thread_id')
    return `https://discord.com/api/${hook}${/^\d+$/.test(thread ?? '') ? `?thread_id=${thread}` : ''}`
  },
)
