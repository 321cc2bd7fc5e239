import { posted } from '../http/about.ts'

/** An incoming webhook of Slack: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack = posted(
  {
    label: 'Slack',
    icon: 'chat',
    words: {
      begin: 'Slack',
      one: 'Slack message',
      many: 'Slack messages',
      places: 'webhooks',
      by: 'in Slack',
      away: 'Slack cannot be reached. Nothing is lost; messages leave when it is back.',
    },
  },
  ({ hostname, port, pathname }) =>
    /^hooks\.slack(-gov)?\.com$/.test(hostname) &&
    port === '' &&
    /^\/services\/T\w+\/B\w+\/\w+$/.test(pathname)
      ? `https://${hostname}${pathname}`
      : null,
)
