import type { About } from '../about.ts'
import { parsePhone } from './address.ts'

/** A carrier counts seconds by its own clock, and what was on its way longer comes closer together there. */
const SLACK = 0.95

export const sms: About = {
  label: 'SMS',
  icon: 'phone',
  words: {
    begin: 'Text messages',
    one: 'text message',
    many: 'text messages',
    places: 'numbers',
    by: 'by SMS',
    away: 'The carrier of text messages cannot be reached. Nothing is lost; they leave when it is back.',
  },
  field: 'phone',
  isSetUp: (config) => config.sms !== null,
  read(typed, config, country) {
    const enabled = config.sms?.countries ?? []
    const named = country ? enabled.filter((one) => one === country.toUpperCase()) : []
    return parsePhone(typed, named.length ? named : enabled)
  },
  show: (address) => address,
  agrees: 'code',
  unanswered: 'look',
  leaseMs: 5 * 60_000,
  // All go through one account.
  slows: 'channel',
  arrives: 'reported',
  // Filtered texts are counted when their carrier reports of them, with those that arrived.
  counted: ['other'],
  judged: true,
  hints: true,
  digests: false,
  anyHost: false,
  follows: null,
  pace: ({ sms }) => ({
    all: sms?.rate ? sms.rate * SLACK : null,
    destination: null,
    rampFrom: null,
    dailyCap: sms?.dailyCap ?? null,
  }),
}
