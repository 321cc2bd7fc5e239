import { plural } from '../plural.ts'
import type { MailWords } from './index.ts'

export const en: MailWords = {
  hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
  onlyIn: {
    en: 'Only in English',
    de: 'Only in German',
    fr: 'Only in French',
    es: 'Only in Spanish',
    pt: 'Only in Portuguese',
    ja: 'Only in Japanese',
    ar: 'Only in Arabic',
  },
  forYou: (reader, page) => `${reader} for you (${page})`,
  lead: {
    investigating: 'Something is not working as it should. We are looking for the cause.',
    again: 'It has come back. We are looking for the cause.',
    identified: 'We know the cause now.',
    monitoring: 'It looks better. We are watching whether it stays so.',
    resolved: (lasted) => (lasted ? `It is over. It lasted ${lasted}.` : 'It is over.'),
    postmortem: 'Here is what happened, why, and what we learned from it.',
    scheduled: (span) => `So that you can plan for it: ${span}.`,
    moved: (was, now) => `The time has changed. It was ${was}; now it is ${now}.`,
    reminder: (ahead, when) => `A reminder: this begins ${ahead}, ${when}.`,
    inProgress: (until) => (until ? `This has begun, and is to last until ${until}.` : 'This has begun.'),
    verifying: 'The work is done. We are making sure that all is well.',
    completed: 'This is over.',
    cancelled: 'This will not take place.',
    planned: 'Something is on its way, and you hear of it first.',
    earlyAccess: 'You can try this before everybody has it.',
    released: 'There is something new for you.',
    withdrawn: 'We have taken this back.',
  },
  detail: {
    after: (length) => `after ${length}`,
    since: (when) => `since ${when}`,
    until: (when) => `until ${when}`,
    begins: (ahead) => `Begins ${ahead}`,
    moved: 'New time',
    off: 'it will not take place',
  },
  facts: {
    affected: 'Affected',
    about: 'About',
    impact: 'Impact',
    began: 'Began',
    resolved: 'Resolved',
    from: 'From',
    until: 'Until',
    formerly: 'It was',
    stillWorks: 'What still works',
    nextUpdateBy: 'Next update by',
  },
  button: {
    incident: 'Follow it on the page',
    closure: 'See it on the page',
    release: 'Read it on the page',
    digest: 'See everything on the page',
  },
  earlier: 'Earlier',
  olderOnPage: 'Older updates are on the page',
  wholeText: (url) => `The whole text is here: ${url}`,
  why: {
    kind: {
      incident: (address, page) => `You get this because ${address} asked ${page} for news of incidents.`,
      closure: (address, page) => `You get this because ${address} asked ${page} for news of closures.`,
      release: (address, page) => `You get this because ${address} asked ${page} for news of releases.`,
    },
    parts: {
      incident: (address, page) =>
        `You get this because ${address} asked ${page} for news of incidents in what you chose.`,
      closure: (address, page) =>
        `You get this because ${address} asked ${page} for news of closures in what you chose.`,
      release: (address, page) =>
        `You get this because ${address} asked ${page} for news of releases in what you chose.`,
    },
    post: (address, page) => `You get this because ${address} asked ${page} to be told about this one.`,
    digest: {
      daily: (address, page) => `You get this because ${address} asked ${page} for one mail a day.`,
      weekly: (address, page) => `You get this because ${address} asked ${page} for one mail a week.`,
      pause: (address, page) => `You get this because ${address} asked ${page} for a pause, and it is over.`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `Questions? Reply to this mail, or reach us at ${ways}. A person reads it.`
      : `Questions? Reach us at ${ways}. A person reads it.`,
  links: { change: 'Change what you receive', stop: 'Stop these mails', online: 'View online' },
  digest: {
    title: (count, since) => `${plural('en', count, { one: 'One thing', other: '# things' })} ${since}`,
    sinceYesterday: 'since yesterday',
    sinceDay: (weekday) => `since ${weekday}`,
    sinceDate: (date) => `since ${date}`,
    lead: {
      daily: 'Here is what happened in the last day.',
      weekly: 'Here is what happened in the last week.',
      pause: 'While you wanted to hear nothing, this happened.',
    },
  },
}
