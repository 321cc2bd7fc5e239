import { posted } from '../http/about.ts'

/** A program that is told in the shape of Statuspage's webhooks. */
export const webhook = {
  ...posted({
    label: 'Webhook',
    icon: 'link',
    words: {
      begin: 'Webhooks',
      one: 'webhook call',
      many: 'webhook calls',
      places: 'webhooks',
      by: 'by webhook',
      away: 'Webhooks cannot be reached. Nothing is lost; they are called when they are back.',
    },
  }),
  // Programs want each of them.
  digests: false,
  forPrograms: true,
}
