import type { About } from '../about.ts'
import { parseEmail } from './address.ts'

export const email: About = {
  label: 'Email',
  icon: 'mail',
  words: {
    begin: 'Mail',
    one: 'mail',
    many: 'mails',
    places: 'addresses',
    by: 'by email',
    away: 'The mail relay cannot be reached. Nothing is lost; mail leaves when it is back.',
  },
  field: 'email',
  isSetUp: (config) => config.email !== null,
  read: parseEmail,
  show: (address) => address,
  agrees: 'link',
  // The same Message-ID again: mail stores know it by that.
  unanswered: 'repeat',
  leaseMs: 12 * 60_000,
  slows: 'destination',
  arrives: 'taken',
  counted: ['policy'],
  judged: true,
  hints: false,
  digests: true,
  anyHost: false,
  follows: null,
  pace: ({ email }) => ({
    all: email?.rate ?? null,
    destination: email?.destinationRate ?? null,
    rampFrom: email?.rampFrom ?? null,
    dailyCap: null,
  }),
}
